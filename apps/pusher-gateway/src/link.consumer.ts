import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type LinkChanged } from '@yipii/protocol';
import { ClientGateway } from './client-gateway';

@Controller()
export class LinkConsumer {
  constructor(private readonly gateway: ClientGateway) {}

  @Consume(topics.linkChanged, { group: 'gateway' })
  onChanged({ events }: Batch<LinkChanged>): Promise<void> {
    for (const { event } of events) this.gateway.access.linkChanged(event);
    return Promise.resolve();
  }
}
