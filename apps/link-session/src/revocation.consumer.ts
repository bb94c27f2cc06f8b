import { Controller } from '@nestjs/common';
import { Consume, isUuid, type Batch } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { ForgetLinks } from './links/forget-links';

@Controller()
export class LinkRevocationConsumer {
  constructor(private readonly links: ForgetLinks) {}

  @Consume(topics.accessRevoked, { group: 'link-session' })
  async onAccessRevoked({ events }: Batch<AccessRevoked>): Promise<void> {
    for (const { event } of events)
      if (event.kind === 'link' && isUuid(event.id)) await this.links.run(event.id);
  }
}
