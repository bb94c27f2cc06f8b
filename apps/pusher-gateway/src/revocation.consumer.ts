import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { ClientGateway } from './client-gateway';

@Controller()
export class GatewayRevocationConsumer {
  constructor(private readonly gateway: ClientGateway) {}

  @Consume(topics.accessRevoked, { group: 'gateway' })
  onRevoked({ events }: Batch<AccessRevoked>): Promise<void> {
    for (const { event, occurredAt } of events) this.gateway.access.revoked({ ...event, at: occurredAt });
    return Promise.resolve();
  }
}
