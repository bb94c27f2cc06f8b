import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import {
  Clock,
  Health,
  LastPositions,
  Lifecycle,
  ListeningPorts,
  LiveConfig,
  Logger,
  Metrics,
  RedisConnections,
  StartRefused,
  provide,
  provideAs,
} from '@yipii/platform';
import { PusherAppsConfig } from './apps/apps.config';
import { PusherApps } from './apps/pusher-app';
import { MemoryChannelBroker } from './broker/channel-broker.memory';
import { ChannelBroker } from './broker/channel-broker.ports';
import { RedisChannelBroker } from './broker/channel-broker.redis';
import { ClientGateway, GatewayPorts, GatewaySettings } from './client-gateway';
import { MemoryChannelDirectory } from './directory/channel-directory.memory';
import { ChannelDirectory } from './directory/channel-directory.ports';
import { GatewayConfig } from './gateway.config';
import { GatewayMetrics } from './gateway.metrics';
import { Scheduler, SystemScheduler } from './hub/scheduler.ports';
import { GatewayPart, RunGateway } from './run-gateway';
import { chooseSockets } from './sockets/choose-sockets';
import { SendWebhooks } from './webhooks/send-webhooks';
import { FetchWebhookPost } from './webhooks/webhook-post.fetch';
import { WebhookPost } from './webhooks/webhook-post.ports';
import { WebhookMetrics } from './webhooks/webhook.metrics';

/** What a node reads from its environment. */
export const GATEWAY_CONFIGS = [GatewayConfig, PusherAppsConfig] as const;

/** With Redis this process is one of several, without it the only one. */
const REDIS = { token: RedisConnections, optional: true };
/** Without them this gateway serves Pusher apps only. */
const LIVE = { token: LiveConfig, optional: true };
const POSITIONS = { token: LastPositions, optional: true };

function createBroker(redis?: RedisConnections): ChannelBroker {
  if (!redis) return new MemoryChannelBroker();
  return new RedisChannelBroker(redis.open('publisher'), () => redis.open('subscriber'));
}

function createDirectory(broker: ChannelBroker, clock: Clock): ChannelDirectory {
  return new MemoryChannelDirectory(broker, () => clock.now());
}

function createPart({ role, sockets }: GatewayConfig, redis?: RedisConnections): GatewayPart {
  const isShared = redis !== undefined;
  return new GatewayPart(role, isShared, chooseSockets(sockets, !isShared));
}

function readApps({ pusherApps: { apps, warnings } }: PusherAppsConfig): PusherApps {
  for (const warning of warnings) new Logger('config').warn({ msg: 'PUSHER_APPS: ignored', field: warning });
  return new PusherApps(apps);
}

function createSettings(
  gateway: GatewayConfig,
  apps: PusherApps,
  live?: LiveConfig,
  positions?: LastPositions,
): GatewaySettings {
  if (live && apps.withKey(live.appKey)) {
    throw new StartRefused('An app of PUSHER_APPS has the key of LIVE_APP_KEY: change one of them');
  }
  return new GatewaySettings(gateway, apps, live && positions ? { live, positions } : null);
}

/** A node of the gateway: its sockets and the Pusher apps; with {@link PusherGatewayModule} the fleet's streams. */
@Module({
  providers: [
    { provide: ChannelBroker, inject: [REDIS], useFactory: createBroker },
    { provide: ChannelDirectory, inject: [ChannelBroker, Clock, REDIS], useFactory: createDirectory },
    { provide: GatewayPart, inject: [GatewayConfig, REDIS], useFactory: createPart },
    { provide: PusherApps, inject: [PusherAppsConfig], useFactory: readApps },
    {
      provide: GatewaySettings,
      inject: [GatewayConfig, PusherApps, LIVE, POSITIONS],
      useFactory: createSettings,
    },
    { provide: Scheduler, useClass: SystemScheduler },
    provideAs(WebhookPost, FetchWebhookPost),
    provide(WebhookMetrics, Metrics),
    provide(SendWebhooks, WebhookPost, Clock, Scheduler, WebhookMetrics, PusherAppsConfig),
    provide(GatewayMetrics, Metrics),
    provide(GatewayPorts, ChannelBroker, ChannelDirectory, Clock, Scheduler, SendWebhooks),
    provide(ClientGateway, GatewaySettings, GatewayPorts, GatewayMetrics),
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
