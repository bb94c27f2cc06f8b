import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type RegistryChanged } from '@yipii/protocol';
import { ClientGateway } from './client-gateway';

@Controller()
export class GatewayRegistryConsumer {
  constructor(private readonly gateway: ClientGateway) {}

  @Consume(topics.registryChanged, { group: 'gateway' })
  onChanged({ events }: Batch<RegistryChanged>): Promise<void> {
    for (const { event } of events) this.gateway.access.registryChanged(event);
    return Promise.resolve();
  }
}
