import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { LastPositions, LinkAccess, LinkPositions } from '@yipii/live';
import {
  Clock,
  Health,
  HttpConfig,
  HttpOutgoingPost,
  Lifecycle,
  ListeningPorts,
  LiveConfig,
  Logger,
  Metrics,
  OutgoingConfig,
  OutgoingPost,
  RedisConnections,
  StartRefused,
  provide,
} from '@yipii/platform';
import { PusherAppsConfig } from './apps/apps.config';
import { PusherApps } from './apps/pusher-app';
import { MemoryChannelBroker } from './broker/channel-broker.memory';
import { ChannelBroker } from './broker/channel-broker.ports';
import { RedisChannelBroker } from './broker/channel-broker.redis';
import { ClientGateway, GatewayGuards, GatewayPorts, GatewaySettings } from './client-gateway';
import { RevokedIds } from './connection/revoked-ids';
import { MemoryChannelDirectory } from './directory/channel-directory.memory';
import { ChannelDirectory } from './directory/channel-directory.ports';
import { RedisChannelDirectory } from './directory/channel-directory.redis';
import { GatewayConfig } from './gateway.config';
import { GatewayMetrics } from './gateway.metrics';
import { HubSources } from './hub/hub.ports';
import { Scheduler, SystemScheduler } from './hub/scheduler.ports';
import { JwksBearerCheck } from './bearers/bearer-check.jose';
import { MemorySharedCounts } from './limits/shared-counts.memory';
import { SharedCounts } from './limits/shared-counts.ports';
import { RedisSharedCounts } from './limits/shared-counts.redis';
import { GatewayLimits } from './limits/gateway-limits';
import { LimitsConfig } from './limits/limits.config';
import { GatewayPart, RunGateway } from './run-gateway';
import { chooseSockets } from './sockets/choose-sockets';
import { SendWebhooks } from './webhooks/send-webhooks';
import { WebhookMetrics } from './webhooks/webhook.metrics';

/** What a node reads from its environment. */
export const GATEWAY_CONFIGS = [GatewayConfig, LimitsConfig, PusherAppsConfig, OutgoingConfig] as const;

/** With Redis this process is one of several, without it the only one. */
const REDIS = { token: RedisConnections, optional: true };
/** Without them this gateway serves Pusher apps only. */
const LIVE = { token: LiveConfig, optional: true };
const SOURCES = [LastPositions, LinkPositions, LinkAccess].map((token) => ({ token, optional: true }));

function createBroker(redis?: RedisConnections): ChannelBroker {
  if (!redis) return new MemoryChannelBroker();
  return new RedisChannelBroker(redis.open('publisher'), () => redis.open('subscriber'));
}

/** Both keep their order in the same log. */
function createDirectory(broker: ChannelBroker, clock: Clock, redis?: RedisConnections): ChannelDirectory {
  if (redis && broker instanceof RedisChannelBroker) {
    return new RedisChannelDirectory(redis.open('directory'), broker);
  }
  return new MemoryChannelDirectory(broker as MemoryChannelBroker, () => clock.now());
}

function createPart(
  { role, sockets }: GatewayConfig,
  { processes }: LimitsConfig,
  redis?: RedisConnections,
): GatewayPart {
  if (processes > 1)
    new Logger('config').warn({ msg: 'GATEWAY_PROCESSES: ignored, this app is one process' });
  const isShared = redis !== undefined;
  return new GatewayPart(role, isShared, chooseSockets(sockets, !isShared));
}

function readApps({ pusherApps: { apps, warnings } }: PusherAppsConfig): PusherApps {
  for (const warning of warnings) new Logger('config').warn({ msg: 'PUSHER_APPS: ignored', field: warning });
  return new PusherApps(apps);
}

function createSources(
  positions?: LastPositions,
  linkPositions?: LinkPositions,
  linkAccess?: LinkAccess,
): HubSources | undefined {
  if (!positions || !linkPositions || !linkAccess) return undefined;
  return new HubSources(positions, linkPositions, linkAccess);
}

function createSettings(
  gateway: GatewayConfig,
  apps: PusherApps,
  live?: LiveConfig,
  sources?: HubSources,
): GatewaySettings {
  if (live && apps.withKey(live.appKey)) {
    throw new StartRefused('An app of PUSHER_APPS has the key of LIVE_APP_KEY: change one of them');
  }
  return new GatewaySettings(gateway, apps, live && sources ? { live, sources } : null);
}

/** Counts leave a process under keys that are hashed with what all processes of this installation know. */
function createCounts(
  clock: Clock,
  lifecycle: Lifecycle,
  { fleet, apps }: GatewaySettings,
  redis?: RedisConnections,
): SharedCounts {
  if (!redis) return new MemorySharedCounts();
  const secret = fleet?.live.grantKeys[0] ?? apps.all[0]?.secret ?? '';
  const settings = { secret, now: () => clock.now() };
  const counts = new RedisSharedCounts(redis.open('counts'), () => redis.open('counts subscriber'), settings);
  counts.start();
  lifecycle.onStop('flush', 'connection counts', () => counts.stop());
  return counts;
}

function createLimits(
  config: LimitsConfig,
  { trustedProxies }: HttpConfig,
  counts: SharedCounts,
  clock: Clock,
): GatewayLimits {
  return new GatewayLimits(config, trustedProxies, counts, clock);
}

function createGuards(
  { jwksUrl }: LimitsConfig,
  limits: GatewayLimits,
  clock: Clock,
  live?: LiveConfig,
): GatewayGuards {
  const now = (): number => clock.now();
  const revocations = new RevokedIds(now);
  const bearers =
    jwksUrl && live ? new JwksBearerCheck({ jwksUrl, publicUrl: live.publicUrl, now }, revocations) : null;
  return new GatewayGuards(limits, revocations, bearers);
}

/** A node of the gateway: its sockets and the Pusher apps; with {@link PusherGatewayModule} the fleet's streams. */
@Module({
  providers: [
    { provide: ChannelBroker, inject: [REDIS], useFactory: createBroker },
    { provide: ChannelDirectory, inject: [ChannelBroker, Clock, REDIS], useFactory: createDirectory },
    { provide: GatewayPart, inject: [GatewayConfig, LimitsConfig, REDIS], useFactory: createPart },
    { provide: PusherApps, inject: [PusherAppsConfig], useFactory: readApps },
    {
      provide: GatewaySettings,
      inject: [GatewayConfig, PusherApps, LIVE, HubSources],
      useFactory: createSettings,
    },
    { provide: HubSources, inject: SOURCES, useFactory: createSources },
    { provide: Scheduler, useClass: SystemScheduler },
    {
      provide: OutgoingPost,
      inject: [OutgoingConfig],
      useFactory: (config: OutgoingConfig) => new HttpOutgoingPost(config),
    },
    provide(WebhookMetrics, Metrics),
    provide(SendWebhooks, OutgoingPost, Clock, Scheduler, WebhookMetrics, PusherAppsConfig),
    provide(GatewayMetrics, Metrics),
    provide(GatewayPorts, ChannelBroker, ChannelDirectory, Clock, Scheduler, SendWebhooks),
    {
      provide: SharedCounts,
      inject: [Clock, Lifecycle, GatewaySettings, REDIS],
      useFactory: createCounts,
    },
    {
      provide: GatewayLimits,
      inject: [LimitsConfig, HttpConfig, SharedCounts, Clock],
      useFactory: createLimits,
    },
    { provide: GatewayGuards, inject: [LimitsConfig, GatewayLimits, Clock, LIVE], useFactory: createGuards },
    provide(ClientGateway, GatewaySettings, GatewayPorts, GatewayGuards, GatewayMetrics),
    provide(RunGateway, GatewayPart, ClientGateway, Health, Lifecycle, ListeningPorts),
  ],
  exports: [ChannelBroker, ClientGateway],
})
export class GatewayNodeModule implements OnApplicationBootstrap {
  constructor(
    private readonly gateway: RunGateway,
    private readonly lifecycle: Lifecycle,
    private readonly webhooks: SendWebhooks,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    this.lifecycle.onStop('flush', 'webhooks', () => this.webhooks.flush(FLUSH_MS));
    return this.gateway.run();
  }
}

const FLUSH_MS = 3_000;
