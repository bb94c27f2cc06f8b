import { randomUUID } from 'node:crypto';
import { Logger, repeat, type Clock, type Repetition } from '@yipii/platform';
import { linkGrantId, type KnownLinkChange, type LinkEndMoved } from '@yipii/protocol';
import type { PusherApps } from './apps/pusher-app';
import type { ChannelBroker } from './broker/channel-broker.ports';
import { AcceptConnections } from './connection/accept-connections';
import { Connections } from './connection/connections';
import type { RevokedIds } from './connection/revoked-ids';
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
import type { Identified } from './identified';
import type { BearerCheck } from './limits/bearer-check.ports';
import type { GatewayLimits } from './limits/gateway-limits';
import type { AppSurroundings } from './realms/app-surroundings';
import { createRealms, type FleetParts } from './realms/create-realms';
import type { Realms } from './realms/realms';
import { endByRevocation, endOfLink, type Revocation, type TrackingEnd } from './session/tracking-end';
import { linkEndId } from './session/tracking-policy';
import { LocalSockets } from './sockets/local-sockets';
import type {
  AttachSockets,
  HttpAnswer,
  HttpCall,
  OpenSocketServer,
  SocketServerSettings,
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

/** Who may come in, and what was revoked of late. */
export class GatewayGuards {
  constructor(
    readonly limits: GatewayLimits,
    readonly revocations: RevokedIds,
    /** Null: bearer tokens of upgrades are ignored. */
    readonly bearers: BearerCheck | null,
  ) {}
}

/** A node: takes connections in, brings them what the broker carries, answers its HTTP API, sends clients away. */
export class ClientGateway {
  private readonly log = new Logger('gateway');
  private readonly sockets = new LocalSockets();
  private readonly connections = new Connections();
  private readonly wheel: TimingWheel;
  private readonly channels: AppSurroundings;
  private readonly realms: Realms;
  private readonly door: AcceptConnections;
  private readonly edge: HttpEdge;
  private wheelTimer: NodeJS.Timeout | undefined;
  private lease: Repetition | undefined;

  constructor(
    private readonly settings: GatewaySettings,
    private readonly ports: GatewayPorts,
    private readonly guards: GatewayGuards,
    metrics: GatewayMetrics,
  ) {
    const { gateway, apps, fleet } = settings;
    const { clock } = ports;
    const { limits, revocations, bearers } = guards;
    const now = (): number => clock.now();
    this.wheel = new TimingWheel(now, WHEEL_MS);
    this.channels = this.surroundings();
    const { failures } = limits;
    this.realms = createRealms({
      ...{ gateway, apps, fleet, clock, metrics, revocations, failures },
      around: this.channels,
    });
    const { connections, wheel } = this;
    const around = { connections, wheel, metrics, times: gateway, allowances: limits, now };
    this.door = new AcceptConnections(this.realms, limits, bearers, around);
    this.edge = this.createEdge();
  }

  /**
   * Listens; answers the port.
   * @throws PortTaken
   */
  async start(open: OpenSocketServer): Promise<number> {
    const { realms, wheel } = this;
    this.ports.broker.listen({
      received: (message) => realms.receive(message),
      missed: () => realms.catchUp(),
    });
    this.wheelTimer = setInterval(() => {
      wheel.turn();
      realms.sweep();
      this.guards.limits.failures.forgetOld();
    }, WHEEL_MS).unref();
    await this.keepLease();
    return this.sockets.open(open, this.socketSettings());
  }

  /** WebSockets on a port that has something else on it, too. */
  attach(attach: AttachSockets): void {
    this.sockets.add(attach(this.socketSettings()));
  }

  get isListening(): boolean {
    return this.sockets.isListening;
  }

  /** Ends what rests on it, and refuses grants that name it. */
  revoke(revoked: Revocation): void {
    this.end(`${revoked.kind}:${revoked.id}`, endByRevocation(revoked));
  }

  /** Viewers are told; the end of a link ends their access, at once or when it is due. */
  linkChanged(change: Identified<KnownLinkChange>): void {
    if (change.change === 'expired') this.end(linkGrantId(change.linkUuid), endOfLink(change));
    else if (change.change === 'end') this.moveEnd(change);
    else this.realms.linkChanged(change);
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

  private moveEnd({ linkUuid, ends_at }: LinkEndMoved): void {
    this.guards.revocations.add(linkEndId(linkUuid));
    const endsAt = ends_at === null ? null : Date.parse(ends_at);
    const viewers = this.connections.thatRestOn(linkGrantId(linkUuid));
    for (const connection of viewers) connection.linkEndMoved(linkUuid, endsAt);
  }

  private end(id: string, end: TrackingEnd | null): void {
    this.guards.revocations.add(id);
    for (const connection of this.connections.thatRestOn(id)) connection.revoked(id, end);
  }

  private socketSettings(): SocketServerSettings {
    const { port, maxFrameBytes, maxBufferedBytes, maxBodyBytes } = this.settings.gateway;
    return {
      ...{ port, maxFrameBytes, maxBufferedBytes, maxBodyBytes },
      sharesPort: this.guards.limits.sharesPort,
      tls: this.guards.limits.tls,
      onUpgrade: (request) => this.door.upgrade(request),
      onConnection: (socket, request) => this.door.opened(socket, request),
      onRequest: (call) => this.answer(call),
    };
  }

  private async answer(call: HttpCall): Promise<HttpAnswer> {
    const { limits } = this.guards;
    const client = limits.clientOf(call);
    const answer = limits.refuseCall(client) ?? limits.counted(client, await this.edge.answer(call));
    return { ...answer, headers: { ...answer.headers, ...limits.headersFor(client) } };
  }

  private createEdge(): HttpEdge {
    const { broker, directory, clock } = this.ports;
    const api = new AnswerApi({
      ...{ apps: this.settings.apps, broker, directory },
      publishEvent: new PublishEvent(broker, directory),
      connections: (app) => this.realms.withId(app.id)?.connections ?? 0,
      now: () => clock.now(),
    });
    return new HttpEdge(api, (error) => this.channels.failed(error));
  }

  private async keepLease(): Promise<void> {
    const { apps, fleet } = this.settings;
    if (apps.all.length === 0 && !fleet) return;
    const lease = new KeepLease(apps, this.channels, () => this.realms.sayAgain());
    this.lease = lease;
    await lease.begin();
    this.lease = repeat(RENEW_EVERY_MS, () => lease.run());
  }

  private surroundings(): AppSurroundings {
    const { broker, directory, scheduler, webhooks } = this.ports;
    const { leaveDelayMs, maxPresenceMembers: maxMembers } = this.settings.gateway;
    return {
      ...{ node: randomUUID(), broker, directory, leaveDelayMs, maxMembers },
      counts: this.guards.limits.counts,
      after: (delayMs, run) => scheduler.after(delayMs, run),
      publish: (topic, text, except) => this.sockets.publish(topic, text, except),
      tell: (app, event) => webhooks.tell(app, event),
      failed: (err) => this.log.warn({ msg: 'broker or directory do not answer, trying again', err }),
    };
  }
}
