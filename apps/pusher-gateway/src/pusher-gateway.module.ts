import { Module } from '@nestjs/common';
import { LastPositions, provide } from '@yipii/platform';
import { ChannelBroker } from './broker/channel-broker.ports';
import { FanInConsumer, FanInRole } from './fan-in/fan-in.consumer';
import { RelayPositions, RelayStatuses } from './fan-in/relay-positions';
import { GatewayConfig } from './gateway.config';
import { GatewayNodeModule } from './gateway-node.module';
import { RevocationConsumer } from './revocation.consumer';

function createRole({ role }: GatewayConfig): FanInRole {
  return new FanInRole(role !== 'sockets');
}

/** position.enriched, status.changed -> channels -> clients; access.revoked ends subscriptions. */
@Module({
  imports: [GatewayNodeModule],
  controllers: [FanInConsumer, RevocationConsumer],
  providers: [
    { provide: FanInRole, inject: [GatewayConfig], useFactory: createRole },
    provide(RelayPositions, LastPositions, ChannelBroker),
    provide(RelayStatuses, ChannelBroker),
  ],
})
export class PusherGatewayModule {}
