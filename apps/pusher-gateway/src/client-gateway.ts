import { randomBytes, randomUUID } from 'node:crypto';
import { closeReasons, isRefused, readHandshake, serverFrames, type CloseReason } from '@yipii/protocol';
import { Logger, repeat, type Clock, type Repetition } from '@yipii/platform';
import type { PusherApps } from './apps/pusher-app';
import type { ChannelBroker } from './broker/channel-broker.ports';
import { ClientConnection, type ConnectionSurroundings } from './connection/client-connection';
import { Connections } from './connection/connections';
import { RevokedIds } from './connection/revoked-ids';
import { TimingWheel } from './connection/timing-wheel';
import type { ChannelDirectory } from './directory/channel-directory.ports';
import { KeepLease, RENEW_EVERY_MS } from './directory/keep-lease';
import { DrainConnections } from './drain-connections';
import type { GatewayConfig } from './gateway.config';
import type { GatewayMetrics } from './gateway.metrics';
import { AnswerApi } from './http-api/answer-api';
import { HttpEdge } from './http-api/http-edge';
import { PublishEvent } from './http-api/publish-event';
import type { Scheduler } from './hub/scheduler.ports';
import type { AppSurroundings } from './realms/app-surroundings';
import { createRealms, type FleetParts } from './realms/create-realms';
import type { Realm } from './realms/realm';
import type { Realms } from './realms/realms';
import { LocalSockets } from './sockets/local-sockets';
import type {
  ClientSocket,
  OpenSocketServer,
  SocketListener,
  UpgradeRequest,
} from './sockets/socket-server.ports';
import type { TellWebhooks } from './webhooks/tell-webhooks';

const WHEEL_MS = 250;

export class GatewaySettings {
  constructor(
    readonly gateway: GatewayConfig,
    readonly apps: PusherApps,
    /** Null: this gateway serves Pusher apps only. */
    readonly fleet: FleetParts | null,
  ) {}
}

export class GatewayPorts {
  constructor(
    readonly broker: ChannelBroker,
    readonly directory: ChannelDirectory,
    readonly clock: Clock,
    readonly scheduler: Scheduler,
    readonly webhooks: TellWebhooks,
  ) {}
}

/** A node: takes connections in, brings them what the broker carries, answers its HTTP API, sends clients away. */
export class ClientGateway {
  private readonly log = new Logger('gateway');
  private readonly sockets = new LocalSockets();
  private readonly connections = new Connections();
  private readonly revocations: RevokedIds;
  private readonly around: ConnectionSurroundings;
  private readonly channels: AppSurroundings;
  private readonly realms: Realms;
  private readonly edge: HttpEdge;
  private wheelTimer: NodeJS.Timeout | undefined;
  private lease: Repetition | undefined;

  constructor(
    private readonly settings: GatewaySettings,
    private readonly ports: GatewayPorts,
    private readonly metrics: GatewayMetrics,
  ) {
    const { gateway, apps, fleet } = settings;
    const { broker, directory, clock } = ports;
    const now = (): number => clock.now();
    this.revocations = new RevokedIds(now);
    this.channels = this.surroundings();
    const parts = { gateway, apps, fleet, clock, metrics, revocations: this.revocations };
    this.realms = createRealms({ ...parts, around: this.channels });
    const wheel = new TimingWheel(now, WHEEL_MS);
    this.around = { connections: this.connections, wheel, metrics, times: gateway, now };
    const publishEvent = new PublishEvent(broker, directory);
    const api = new AnswerApi({
      ...{ apps, broker, directory, publishEvent, now },
      connections: (app) => this.realms.withId(app.id)?.connections ?? 0,
    });
    this.edge = new HttpEdge(api, (error) => this.channels.failed(error));
  }

  /**
   * Listens; answers the port.
   * @throws PortTaken
   */
  async start(open: OpenSocketServer): Promise<number> {
    const { wheel } = this.around;
    const { gateway, apps } = this.settings;
    const { realms } = this;
    this.ports.broker.listen({
      received: (message) => realms.receive(message),
      missed: () => realms.catchUp(),
    });
    this.wheelTimer = setInterval(() => wheel.turn(), WHEEL_MS).unref();
    if (apps.all.length > 0) {
      const lease = new KeepLease(apps, this.channels, () => realms.sayAgain());
      await lease.run();
      this.lease = repeat(RENEW_EVERY_MS, () => lease.run());
    }
    return this.sockets.open(open, {
      port: gateway.port,
      maxFrameBytes: gateway.maxFrameBytes,
      maxBufferedBytes: gateway.maxBufferedBytes,
      maxBodyBytes: gateway.maxBodyBytes,
      onUpgrade: () => null,
      onConnection: (socket, request) => this.accept(socket, request),
      onRequest: (call) => this.edge.answer(call),
    });
  }

  get isListening(): boolean {
    return this.sockets.isListening;
  }

  /** Ends what rests on the id, and refuses grants that name it. `<kind>:<id>` as in `Grant.ids`. */
  revoke(id: string): void {
    this.revocations.add(id);
    for (const connection of this.connections.thatRestOn(id)) connection.revoked(id);
  }

  stopListening(): void {
    this.sockets.stopListening();
  }

  async drain(): Promise<void> {
    const { clock, scheduler } = this.ports;
    await new DrainConnections(this.connections, clock, scheduler).run(this.settings.gateway.drainMs);
  }

  async close(): Promise<void> {
    clearInterval(this.wheelTimer);
    await this.lease?.stop();
    await this.sockets.close();
  }

  private accept(socket: ClientSocket, { path, query, headers }: UpgradeRequest): SocketListener {
    const handshake = readHandshake(path, query);
    if (isRefused(handshake)) return this.refuse(socket, handshake);
    const realm = this.realms.withKey(handshake.appKey);
    if (!realm) return this.refuse(socket, closeReasons.unknownApp);
    const problem = realm.accepts(headers.origin);
    if (problem) return this.refuse(socket, PROBLEMS[problem]);
    return this.connect(socket, realm, handshake.plain);
  }

  private connect(socket: ClientSocket, realm: Realm, plain: boolean): SocketListener {
    const arrival = { socketId: newSocketId(), style: plain ? 'plain' : 'dotted' } as const;
    const connection = new ClientConnection(socket, arrival, realm, this.around);
    connection.open();
    return connection;
  }

  private refuse(socket: ClientSocket, reason: CloseReason): SocketListener {
    this.metrics.refusedWith(reason.code);
    socket.send(serverFrames.closing(reason));
    socket.close(reason.code, reason.message);
    return NOBODY;
  }

  private surroundings(): AppSurroundings {
    const { broker, directory, scheduler, webhooks } = this.ports;
    const { gateway } = this.settings;
    return {
      node: randomUUID(),
      broker,
      directory,
      leaveDelayMs: gateway.leaveDelayMs,
      maxMembers: gateway.maxPresenceMembers,
      after: (delayMs, run) => scheduler.after(delayMs, run),
      publish: (topic, text) => {
        const sockets = this.sockets.publish(topic, text);
        return sockets;
      },
      tell: (app, event) => webhooks.tell(app, event),
      failed: (err) => this.log.warn({ msg: 'broker or directory do not answer, trying again', err }),
    };
  }
}

const PROBLEMS = { origin: closeReasons.unauthorised, quota: closeReasons.overQuota } as const;

const NOBODY: SocketListener = {
  received: () => undefined,
  heard: () => undefined,
  drained: () => undefined,
  closed: () => undefined,
};

/** Unguessable; `\d+\.\d+`, each part at most 20 digits. */
function newSocketId(): string {
  const bytes = randomBytes(16);
  return `${bytes.readBigUInt64BE(0)}.${bytes.readBigUInt64BE(8)}`;
}
