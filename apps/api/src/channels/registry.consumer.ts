import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type RegistryChanged } from '@yipii/protocol';
import { KnownAssets } from './known-assets';
import { OpenGroups } from './open-groups';

/** Keeps up to date which assets there are, here, and who is in a group, here and for the gateways. */
@Controller()
export class RegistryConsumer {
  constructor(
    private readonly assets: KnownAssets,
    private readonly groups: OpenGroups,
  ) {}

  @Consume(topics.registryChanged, { group: 'api' })
  async onRegistryChanged({ events }: Batch<RegistryChanged>): Promise<void> {
    for (const { event } of events) {
      this.assets.changed(event);
      await this.groups.changed(event);
    }
  }
}
