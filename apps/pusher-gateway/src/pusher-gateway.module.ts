import { Module } from '@nestjs/common';
import { LastPositions, LinkPositions } from '@yipii/live';
import { Clock, provide, RateLimitModule } from '@yipii/platform';
import { ChannelBroker } from './broker/channel-broker.ports';
import { FanInConsumer, FanInRole } from './fan-in/fan-in.consumer';
import { ChannelPublisher } from './fan-in/channel-publisher';
import { RelayAlerts } from './fan-in/relay-alerts';
import { RelayLinkLocations } from './fan-in/relay-link-locations';
import { RelayPositions, RelayStatuses } from './fan-in/relay-positions';
import { GatewayConfig } from './gateway.config';
import { GatewayNodeModule } from './gateway-node.module';
import { LinkConsumer } from './link.consumer';
import { GatewayRegistryConsumer } from './registry.consumer';
import { GatewayRevocationConsumer } from './revocation.consumer';

function createRole({ role }: GatewayConfig): FanInRole {
  return new FanInRole(role !== 'sockets');
}

/** position.enriched, status.changed, alert.triggered, link.location, link.changed -> channels -> clients; access.revoked and registry.changed end subscriptions. */
@Module({
  imports: [RateLimitModule, GatewayNodeModule],
  controllers: [FanInConsumer, LinkConsumer, GatewayRegistryConsumer, GatewayRevocationConsumer],
  providers: [
    { provide: FanInRole, inject: [GatewayConfig], useFactory: createRole },
    provide(ChannelPublisher, ChannelBroker, Clock),
    provide(RelayPositions, LastPositions, ChannelPublisher),
    provide(RelayStatuses, ChannelPublisher),
    provide(RelayLinkLocations, LinkPositions, ChannelPublisher),
    provide(RelayAlerts, ChannelPublisher),
  ],
})
export class PusherGatewayModule {}
