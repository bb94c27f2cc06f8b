import Pusher, { type Channel } from 'pusher-js';
import {
  MemoryGroupMembers,
  MemoryLastPositions,
  MemoryLinkAccess,
  MemoryLinkPositions,
  type LastPosition,
} from '@yipii/live';
import {
  ConnectionShares,
  FlexibleRateLimits,
  Health,
  Metrics,
  SecurityEvents,
  SystemClock,
  loadConfigs,
  type Environment,
} from '@yipii/platform';
import { EVENT_KINDS, accountChannel, signGrant, type Grant, type LinkLocation } from '@yipii/protocol';
import { aConsumedEvent } from '@yipii/testing';
import { WebSocket } from 'ws';
import { PusherApps, type PusherApp } from './apps/pusher-app';
import { MemoryChannelBroker } from './broker/channel-broker.memory';
import { fleetStream } from './broker/channel-broker.ports';
import { AdmitClients } from './admission/admit-clients';
import { listenSettings } from './choose-parts';
import type { ClientGateway } from './client-gateway';
import { composeNode } from './compose-node';
import { NodeGuards, NodePorts, NodeSettings } from './node-parts';
import { ProcessesConfig } from './processes/processes.config';
import { TrustedProxies } from './proxies/trusted-proxies';
import { TlsConfig } from './tls/tls.config';
import { MemoryChannelDirectory } from './directory/channel-directory.memory';
import { GatewayConfig } from './gateway.config';
import { GatewayMetrics } from './gateway.metrics';
import { MemorySharedCounts } from './limits/shared-counts.memory';
import { GatewayLimits, LimitCounts } from './limits/gateway-limits';
import { LimitsConfig } from './limits/limits.config';
import { RevokedIds } from './connection/revoked-ids';
import { ChannelPublisher } from './fan-in/channel-publisher';
import { RelayLinkLocations } from './fan-in/relay-link-locations';
import { HubSources } from './hub/hub.ports';
import { SystemScheduler } from './hub/scheduler.ports';
import type { OpenSocketServer } from './sockets/socket-server.ports';
import { openUwsServer } from './sockets/socket-server.uws';
import { openWsServer } from './sockets/socket-server.ws';

export const APP_KEY = 'yipii-live';
export const ACCOUNT = accountChannel('acme');
export const SOCKET_SERVERS: readonly (readonly [string, OpenSocketServer])[] = [
  ['uWebSockets.js', openUwsServer],
  ['ws', openWsServer],
];

const ACCOUNT_ID = 7;
const STREAM = fleetStream(ACCOUNT_ID);
const NO_WEBHOOKS = { tell: () => undefined };
const GRANT_KEY = 'a secret of the tests';

export interface ReceivedFrame {
  readonly event: string;
  readonly channel?: string;
  readonly data: unknown;
}

/** A gateway of account 7, `acme`, and real clients that reach it. */
export class GatewayScenario {
  readonly metrics = new Metrics();
  private readonly positions = new MemoryLastPositions();
  private readonly linkPositions = new MemoryLinkPositions(new SystemClock());
  readonly groupMembers = new MemoryGroupMembers();
  readonly linkAccess = new MemoryLinkAccess(new SystemClock());
  private readonly broker = new MemoryChannelBroker();
  private readonly clients: (() => void)[] = [];
  readonly gateway: ClientGateway;
  port = 0;

  private constructor(env: Environment, apps: readonly PusherApp[]) {
    const config = loadConfigs([GatewayConfig, LimitsConfig, TlsConfig, ProcessesConfig], {
      GATEWAY_PORT: '0',
      GATEWAY_DRAIN_MS: '500',
      ...env,
    });
    const gateway = config.get(GatewayConfig) as GatewayConfig;
    const tls = config.get(TlsConfig) as TlsConfig;
    const listen = listenSettings(gateway, tls, config.get(ProcessesConfig) as ProcessesConfig);
    const sources = new HubSources(this.positions, this.linkPositions, this.linkAccess, this.groupMembers);
    const fleet = { live: { appKey: APP_KEY, grantKeys: [GRANT_KEY] }, sources };
    const settings = new NodeSettings(gateway, listen, new PusherApps(apps), fleet);
    const clock = new SystemClock();
    const now = (): number => clock.now();
    const directory = new MemoryChannelDirectory(this.broker, now);
    const security = new SecurityEvents(this.metrics, clock, GRANT_KEY);
    const limits = new GatewayLimits(
      config.get(LimitsConfig) as LimitsConfig,
      new LimitCounts(new MemorySharedCounts(), new FlexibleRateLimits(GRANT_KEY)),
      security,
      clock,
      new ConnectionShares(new Health()),
    );
    const rules = { requireTls: tls.requireTls, refusesPublicPlain: true, checksBearers: false };
    const admission = new AdmitClients(limits, TrustedProxies.parse(), rules, clock);
    const guards = new NodeGuards(limits, admission, new RevokedIds(now), null, security);
    const ports = new NodePorts(this.broker, directory, clock, new SystemScheduler(), NO_WEBHOOKS);
    this.gateway = composeNode({ settings, ports, guards }, new GatewayMetrics(this.metrics));
  }

  /** Beside our own app it serves the given ones. */
  static async start(
    open: OpenSocketServer,
    env: Environment = {},
    apps: readonly PusherApp[] = [],
  ): Promise<GatewayScenario> {
    const scenario = new GatewayScenario(env, apps);
    scenario.port = await scenario.gateway.start(open);
    return scenario;
  }

  async stop(): Promise<void> {
    for (const disconnect of this.clients) disconnect();
    await this.gateway.close();
  }

  pusher(wsPath = '', grant: Partial<Grant> = {}): Pusher {
    const pusher = new Pusher(APP_KEY, {
      wsHost: '127.0.0.1',
      wsPort: this.port,
      wsPath,
      forceTLS: false,
      enabledTransports: ['ws'],
      disableStats: true,
      cluster: '',
      channelAuthorization: {
        endpoint: '',
        transport: 'ajax',
        customHandler: ({ socketId, channelName }, callback) =>
          callback(null, { auth: this.auth(socketId, channelName, grant) }),
      },
    });
    this.clients.push(() => pusher.disconnect());
    return pusher;
  }

  /** A bare WebSocket, after its first frame. */
  async rawClient({
    path = `/app/${APP_KEY}?protocol=7`,
    port = this.port,
    autoPong = true,
  } = {}): Promise<RawClient> {
    const client = new RawClient(new WebSocket(`ws://127.0.0.1:${port}${path}`, { autoPong }), this);
    this.clients.push(() => client.socket.terminate());
    await new Promise((resolve) => client.socket.once('message', resolve));
    return client;
  }

  auth(socketId: string, channel: string, change: Partial<Grant> = {}): string {
    const now = Date.now();
    const grant = {
      ids: ['token:t', 'account:7'],
      issuedAt: now,
      expiresAt: now + 3_600_000,
      accountId: ACCOUNT_ID,
      kinds: EVENT_KINDS,
    };
    return signGrant(APP_KEY, GRANT_KEY, { socketId, channel }, { ...grant, ...change });
  }

  /** The position is the asset's last from now on, and goes to the channels. */
  async moved(assetId: number, seq: number): Promise<LastPosition> {
    const position = aPosition(assetId, seq);
    await this.fleetMoved([position]);
    return position;
  }

  async fleetMoved(fleet: readonly LastPosition[]): Promise<void> {
    await this.positions.put(ACCOUNT_ID, fleet);
    const positions = fleet.map((position) => ({ ...position, receivedAt: Date.now() }));
    await this.broker.publish(STREAM, [{ kind: 'positions', accountKey: 'acme', positions }]);
  }

  /** As the fan-in does with a position of a link. */
  async linkMoved(location: LinkLocation): Promise<void> {
    const publisher = new ChannelPublisher(this.broker, new SystemClock());
    await new RelayLinkLocations(this.linkPositions, publisher).run([
      aConsumedEvent(location, { occurredAt: location.position.timestamp }),
    ]);
  }

  async happened(id: string, payload: object): Promise<void> {
    const event = {
      id,
      accountKey: 'acme',
      assetId: 1,
      event: '.status.changed',
      data: JSON.stringify(payload),
    };
    await this.broker.publish(STREAM, [{ kind: 'event', ...event }]);
  }
}

export class RawClient {
  readonly frames: ReceivedFrame[] = [];
  /** The close code. */
  readonly closed: Promise<number>;

  constructor(
    readonly socket: WebSocket,
    private readonly scenario: GatewayScenario,
  ) {
    socket.on('message', (text: Buffer) => this.frames.push(JSON.parse(text.toString()) as ReceivedFrame));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.on('close', resolve));
  }

  get events(): string[] {
    return this.frames.map(({ event }) => event);
  }

  get socketId(): string {
    return (JSON.parse(this.frames[0]?.data as string) as { socket_id: string }).socket_id;
  }

  subscribe(channel: string): void {
    const auth = this.scenario.auth(this.socketId, channel);
    this.socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } }));
  }
}

/** Rejects with what the channel says. */
export function subscribed(pusher: Pusher, name: string): Promise<Channel> {
  const channel = pusher.subscribe(name);
  return new Promise((resolve, reject) => {
    channel.bind('pusher:subscription_succeeded', () => resolve(channel));
    channel.bind('pusher:subscription_error', reject);
  });
}

export function aPosition(assetId: number, seq: number): LastPosition {
  return { assetId, seq, json: JSON.stringify({ assetId, seq, name: 'Truck “7”' }) };
}
