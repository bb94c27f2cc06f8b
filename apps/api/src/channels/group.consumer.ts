import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type RegistryChanged } from '@yipii/protocol';
import { OpenGroups } from './open-groups';

/** Keeps the members of groups up to date, here and for the gateways. */
@Controller()
export class GroupConsumer {
  constructor(private readonly groups: OpenGroups) {}

  @Consume(topics.registryChanged, { group: 'api' })
  async onRegistryChanged({ events }: Batch<RegistryChanged>): Promise<void> {
    for (const { event } of events) await this.groups.changed(event);
  }
}
