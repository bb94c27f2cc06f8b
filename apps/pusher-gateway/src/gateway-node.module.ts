import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { GroupMembers, LastPositions, LinkAccess, LinkPositions } from '@yipii/live';
import {
  Clock,
  ConnectionShares,
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
  RateLimits,
  RedisConnections,
  SecurityEvents,
  provide,
} from '@yipii/platform';
import { PusherAppsConfig } from './apps/apps.config';
import { PusherApps } from './apps/pusher-app';
import { BearerCheck } from './bearers/bearer-check.ports';
import { BearersConfig } from './bearers/bearers.config';
import { ChannelBroker } from './broker/channel-broker.ports';
import {
  GuardConfigs,
  GuardParts,
  chooseBroker,
  chooseCounts,
  chooseDirectory,
  chooseFailureCounts,
  chooseSources,
  createGuards,
  fleetParts,
  listenSettings,
} from './choose-parts';
import { ClientGateway } from './client-gateway';
import { composeNode } from './compose-node';
import { ChannelDirectory } from './directory/channel-directory.ports';
import { GatewayConfig } from './gateway.config';
import { GatewayMetrics } from './gateway.metrics';
import { HubSources } from './hub/hub.ports';
import { Scheduler, SystemScheduler } from './hub/scheduler.ports';
import { GatewayLimits, LimitCounts } from './limits/gateway-limits';
import { LimitsConfig } from './limits/limits.config';
import { SharedCounts } from './limits/shared-counts.ports';
import { NodeGuards, NodePorts, NodeSettings } from './node-parts';
import { ProcessesConfig } from './processes/processes.config';
import { GatewayPart, RunGateway } from './run-gateway';
import { chooseSockets } from './sockets/choose-sockets';
import { TlsConfig } from './tls/tls.config';
import { SendWebhooks } from './webhooks/send-webhooks';
import { WebhookMetrics } from './webhooks/webhook.metrics';

/** The environment of a node. */
export const GATEWAY_CONFIGS = [
  GatewayConfig,
  LimitsConfig,
  TlsConfig,
  BearersConfig,
  ProcessesConfig,
  PusherAppsConfig,
  OutgoingConfig,
] as const;

const REDIS = { token: RedisConnections, optional: true };
/** Without these two this gateway serves Pusher apps only. */
const LIVE = { token: LiveConfig, optional: true };
const SOURCES = [LastPositions, LinkPositions, LinkAccess, GroupMembers].map((token) => ({
  token,
  optional: true,
}));
/** Of an installation with an API. */
const RATES = { token: RateLimits, optional: true };
/** Of an API in the same process. */
const BEARERS = { token: BearerCheck, optional: true };
const FLUSH_MS = 3_000;

function readApps({ pusherApps: { apps, warnings } }: PusherAppsConfig): PusherApps {
  for (const warning of warnings) new Logger('config').warn({ msg: 'PUSHER_APPS: ignored', field: warning });
  return new PusherApps(apps);
}

class ListenConfigs {
  constructor(
    readonly gateway: GatewayConfig,
    readonly tls: TlsConfig,
    readonly processes: ProcessesConfig,
  ) {}
}

function createSettings(
  { gateway, tls, processes }: ListenConfigs,
  apps: PusherApps,
  live?: LiveConfig,
  sources?: HubSources,
): NodeSettings {
  const listen = listenSettings(gateway, tls, processes);
  return new NodeSettings(gateway, listen, apps, fleetParts(apps, live, sources));
}

function createCounts(
  connections: SharedCounts,
  settings: NodeSettings,
  ofInstallation?: RateLimits,
  redis?: RedisConnections,
): LimitCounts {
  return new LimitCounts(connections, chooseFailureCounts(settings, ofInstallation, redis));
}

function createPart({ gateway, processes }: ListenConfigs, redis?: RedisConnections): GatewayPart {
  if (processes.processes > 1)
    new Logger('config').warn({ msg: 'GATEWAY_PROCESSES: ignored, this app is one process' });
  const isShared = redis !== undefined;
  return new GatewayPart(gateway.role, isShared, chooseSockets(gateway.sockets, !isShared));
}

function createGateway(
  settings: NodeSettings,
  ports: NodePorts,
  guards: NodeGuards,
  metrics: GatewayMetrics,
): ClientGateway {
  return composeNode({ settings, ports, guards }, metrics);
}

/** A node of the gateway with the Pusher apps; {@link PusherGatewayModule} adds the streams of the fleet. */
@Module({
  providers: [
    provide(ListenConfigs, GatewayConfig, TlsConfig, ProcessesConfig),
    provide(GuardConfigs, TlsConfig, BearersConfig, HttpConfig),
    { provide: PusherApps, inject: [PusherAppsConfig], useFactory: readApps },
    { provide: HubSources, inject: SOURCES, useFactory: chooseSources },
    {
      provide: NodeSettings,
      inject: [ListenConfigs, PusherApps, LIVE, HubSources],
      useFactory: createSettings,
    },

    { provide: ChannelBroker, inject: [REDIS], useFactory: chooseBroker },
    { provide: ChannelDirectory, inject: [ChannelBroker, Clock, REDIS], useFactory: chooseDirectory },
    { provide: Scheduler, useClass: SystemScheduler },
    {
      provide: OutgoingPost,
      inject: [OutgoingConfig],
      useFactory: (config: OutgoingConfig) => new HttpOutgoingPost(config),
    },
    provide(WebhookMetrics, Metrics),
    provide(SendWebhooks, OutgoingPost, Clock, Scheduler, WebhookMetrics, PusherAppsConfig),
    provide(NodePorts, ChannelBroker, ChannelDirectory, Clock, Scheduler, SendWebhooks),

    { provide: SharedCounts, inject: [Clock, Lifecycle, NodeSettings, REDIS], useFactory: chooseCounts },
    { provide: LimitCounts, inject: [SharedCounts, NodeSettings, RATES, REDIS], useFactory: createCounts },
    provide(GatewayLimits, LimitsConfig, LimitCounts, SecurityEvents, Clock, ConnectionShares),
    {
      provide: GuardParts,
      inject: [Clock, SecurityEvents, BEARERS],
      useFactory: (...parts: ConstructorParameters<typeof GuardParts>) => new GuardParts(...parts),
    },
    {
      provide: NodeGuards,
      inject: [GuardConfigs, GatewayLimits, GuardParts, LIVE],
      useFactory: createGuards,
    },

    provide(GatewayMetrics, Metrics),
    {
      provide: ClientGateway,
      inject: [NodeSettings, NodePorts, NodeGuards, GatewayMetrics],
      useFactory: createGateway,
    },
    { provide: GatewayPart, inject: [ListenConfigs, REDIS], useFactory: createPart },
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
