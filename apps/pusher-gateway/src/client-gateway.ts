import { randomBytes } from 'node:crypto';
import {
  closeReasons,
  isRefused,
  linkGrantId,
  readHandshake,
  serverFrames,
  trackingChannel,
  type AccessRevoked,
  type CloseReason,
  type LinkChanged,
} from '@yipii/protocol';
import { Logger, type Clock, type LastPosition, type LiveConfig } from '@yipii/platform';
import type { ChannelBroker, StreamedPosition } from './broker/channel-broker.ports';
import { ClientConnection, type ConnectionSurroundings } from './connection/client-connection';
import { Connections } from './connection/connections';
import { RevokedIds } from './connection/revoked-ids';
import { TimingWheel } from './connection/timing-wheel';
import { DrainConnections } from './drain-connections';
import type { GatewayConfig } from './gateway.config';
import type { GatewayMetrics } from './gateway.metrics';
import { Hub, isForHub } from './hub/hub';
import type { HubSources } from './hub/hub.ports';
import type { Scheduler } from './hub/scheduler.ports';
import { FleetPolicy } from './session/fleet-policy';
import { Session } from './session/session';
import { endByRevocation, endOfLink, type TrackingEnd } from './session/tracking-end';
import { TrackingPolicy } from './session/tracking-policy';
import type {
  ClientSocket,
  OpenSocketServer,
  SocketListener,
  SocketServer,
  UpgradeRequest,
} from './sockets/socket-server.ports';

const WHEEL_MS = 250;

export class GatewaySettings {
  constructor(
    readonly gateway: GatewayConfig,
    readonly live: Pick<LiveConfig, 'appKey' | 'grantKeys'>,
  ) {}
}

export class GatewayPorts {
  constructor(
    readonly broker: ChannelBroker,
    readonly sources: HubSources,
    readonly clock: Clock,
    readonly scheduler: Scheduler,
  ) {}
}

/** The node's WebSocket side: takes connections in, brings them what the broker carries, sends them away. */
export class ClientGateway {
  private readonly log = new Logger('gateway');
  private readonly connections = new Connections();
  private readonly revocations: RevokedIds;
  private readonly around: ConnectionSurroundings;
  private readonly policy: FleetPolicy;
  private server: SocketServer | undefined;
  private wheelTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: GatewaySettings,
    private readonly ports: GatewayPorts,
    private readonly metrics: GatewayMetrics,
  ) {
    const { gateway } = settings;
    const now = (): number => ports.clock.now();
    this.revocations = new RevokedIds(now);
    const hub = this.createHub();
    this.policy = this.createPolicy(hub, now);
    const wheel = new TimingWheel(now, WHEEL_MS);
    const { connections } = this;
    this.around = { hub, connections, wheel, metrics, times: gateway, now };
  }

  /**
   * Listens; answers the port.
   * @throws PortTaken
   */
  async start(open: OpenSocketServer): Promise<number> {
    const { hub, wheel } = this.around;
    const { gateway } = this.settings;
    this.ports.broker.listen({
      received: (message) => {
        if (isForHub(message)) hub.receive(message);
      },
      missed: () => hub.catchUp(),
    });
    this.wheelTimer = setInterval(() => {
      wheel.turn();
      hub.sweep();
    }, WHEEL_MS).unref();
    this.server = await open({
      port: gateway.port,
      maxFrameBytes: gateway.maxFrameBytes,
      maxBufferedBytes: gateway.maxBufferedBytes,
      maxBodyBytes: gateway.maxFrameBytes,
      onUpgrade: () => null,
      onRequest: () => Promise.resolve({ status: 426, headers: { upgrade: 'websocket' }, body: '' }),
      onConnection: (socket, request) => this.accept(socket, request),
    });
    return this.server.port;
  }

  get isListening(): boolean {
    return this.server !== undefined;
  }

  /** Ends what rests on it, and refuses grants that name it. */
  revoke(revoked: AccessRevoked): void {
    this.end(`${revoked.kind}:${revoked.id}`, endByRevocation(revoked));
  }

  /** Viewers are told; the end of a link ends their access. */
  linkChanged(change: LinkChanged): void {
    if (change.change === 'expired') this.end(linkGrantId(change.linkUuid), endOfLink(change));
    else this.around.hub.linkChanged(change);
  }

  stopListening(): void {
    this.server?.stopListening();
  }

  async drain(): Promise<void> {
    const { clock, scheduler } = this.ports;
    await new DrainConnections(this.connections, clock, scheduler).run(this.settings.gateway.drainMs);
  }

  async close(): Promise<void> {
    clearInterval(this.wheelTimer);
    await this.server?.close();
  }

  private accept(socket: ClientSocket, { path, query }: UpgradeRequest): SocketListener {
    const handshake = readHandshake(path, query);
    if (isRefused(handshake)) return this.refuse(socket, handshake);
    if (handshake.appKey !== this.settings.live.appKey) return this.refuse(socket, closeReasons.unknownApp);
    const session = new Session(newSocketId(), this.policy);
    const connection = new ClientConnection(
      socket,
      session,
      handshake.plain ? 'plain' : 'dotted',
      this.around,
    );
    connection.open();
    return connection;
  }

  private refuse(socket: ClientSocket, reason: CloseReason): SocketListener {
    this.metrics.refusedWith(reason.code);
    socket.send(serverFrames.closing(reason));
    socket.close(reason.code, reason.message);
    return NOBODY;
  }

  private end(id: string, end: TrackingEnd | null): void {
    this.revocations.add(id);
    for (const connection of this.connections.thatRestOn(id)) connection.revoked(id, end);
  }

  private createPolicy(hub: Hub, now: () => number): FleetPolicy {
    const { gateway, live } = this.settings;
    const { revocations } = this;
    const viewers = (linkUuid: string): number => hub.subscribers(trackingChannel(linkUuid));
    const { linkAccess } = this.ports.sources;
    const tracking = new TrackingPolicy({ ...live, viewers }, linkAccess, revocations, now);
    const settings = { ...live, maxChannels: gateway.maxChannelsPerSocket };
    return new FleetPolicy(settings, revocations, now, tracking);
  }

  private createHub(): Hub {
    const { sources, broker, clock, scheduler } = this.ports;
    return new Hub(sources, broker, {
      now: () => clock.now(),
      after: (delayMs, run) => scheduler.after(delayMs, run),
      publish: (topic, text) => this.server?.publish(topic, text) ?? 0,
      delivered: (sockets, live = []) => this.count(sockets, live),
      snapshotFailed: (err) => this.log.warn({ msg: 'last positions can not be read, trying again', err }),
      slowReaders: (change) => this.metrics.slowReaders(change),
    });
  }

  private count(sockets: number, live: readonly LastPosition[]): void {
    this.metrics.sent(sockets);
    const now = this.ports.clock.now();
    for (const position of live) {
      const { receivedAt } = position as Partial<StreamedPosition>;
      if (receivedAt !== undefined) this.metrics.took(now - receivedAt);
    }
  }
}

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
