import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import {
  Clock,
  Health,
  LastPositions,
  Lifecycle,
  LinkAccess,
  LinkPositions,
  ListeningPorts,
  LiveConfig,
  Metrics,
  RedisConnections,
  provide,
} from '@yipii/platform';
import { MemoryChannelBroker } from './broker/channel-broker.memory';
import { ChannelBroker } from './broker/channel-broker.ports';
import { RedisChannelBroker } from './broker/channel-broker.redis';
import { ClientGateway, GatewayPorts, GatewaySettings } from './client-gateway';
import { FanInConsumer, FanInRole } from './fan-in/fan-in.consumer';
import { Outlet } from './fan-in/outlet';
import { RelayLinkLocations } from './fan-in/relay-link-locations';
import { RelayPositions, RelayStatuses } from './fan-in/relay-positions';
import { GatewayConfig } from './gateway.config';
import { GatewayMetrics } from './gateway.metrics';
import { HubSources } from './hub/hub.ports';
import { Scheduler, SystemScheduler } from './hub/scheduler.ports';
import { LinkConsumer } from './link.consumer';
import { RevocationConsumer } from './revocation.consumer';
import { GatewayPart, RunGateway } from './run-gateway';
import { chooseSockets } from './sockets/choose-sockets';

/** With Redis this process is one of several, without it the only one (standalone). */
const REDIS = { token: RedisConnections, optional: true };

function createBroker(redis?: RedisConnections): ChannelBroker {
  if (!redis) return new MemoryChannelBroker();
  return new RedisChannelBroker(redis.open('publisher'), () => redis.open('subscriber'));
}

function createPart({ role, sockets }: GatewayConfig, redis?: RedisConnections): GatewayPart {
  const isShared = redis !== undefined;
  return new GatewayPart(role, isShared, chooseSockets(sockets, !isShared));
}

function createRole({ role }: GatewayConfig): FanInRole {
  return new FanInRole(role !== 'sockets');
}

/** position.enriched, status.changed, link.location, link.changed -> channels -> clients; access.revoked ends subscriptions. */
@Module({
  controllers: [FanInConsumer, LinkConsumer, RevocationConsumer],
  providers: [
    { provide: ChannelBroker, inject: [REDIS], useFactory: createBroker },
    { provide: GatewayPart, inject: [GatewayConfig, REDIS], useFactory: createPart },
    { provide: FanInRole, inject: [GatewayConfig], useFactory: createRole },
    { provide: Scheduler, useClass: SystemScheduler },
    provide(Outlet, ChannelBroker, Clock),
    provide(RelayPositions, LastPositions, Outlet),
    provide(RelayStatuses, Outlet),
    provide(RelayLinkLocations, LinkPositions, Outlet),
    provide(HubSources, LastPositions, LinkPositions, LinkAccess),
    provide(GatewayMetrics, Metrics),
    provide(GatewaySettings, GatewayConfig, LiveConfig),
    provide(GatewayPorts, ChannelBroker, HubSources, Clock, Scheduler),
    provide(ClientGateway, GatewaySettings, GatewayPorts, GatewayMetrics),
    provide(RunGateway, GatewayPart, ClientGateway, Health, Lifecycle, ListeningPorts),
  ],
})
export class PusherGatewayModule implements OnApplicationBootstrap {
  constructor(private readonly gateway: RunGateway) {}

  onApplicationBootstrap(): Promise<void> {
    return this.gateway.run();
  }
}
