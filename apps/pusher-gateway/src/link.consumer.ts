import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { isKnownLinkChange, topics, type LinkChanged } from '@yipii/protocol';
import { ClientGateway } from './client-gateway';

@Controller()
export class LinkConsumer {
  constructor(private readonly gateway: ClientGateway) {}

  @Consume(topics.linkChanged, { group: 'gateway' })
  onChanged({ events }: Batch<LinkChanged>): Promise<void> {
    for (const { id, event } of events) {
      if (isKnownLinkChange(event)) this.gateway.access.linkChanged({ ...event, id });
    }
    return Promise.resolve();
  }
}
