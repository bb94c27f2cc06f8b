import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type RegistryChanged } from '@yipii/protocol';
import { CachedRegistry } from './registry/cached-registry';

/** The topics that this app consumes. */
@Controller()
export class RegistryConsumer {
  constructor(private readonly registry: CachedRegistry) {}

  @Consume(topics.registryChanged, { group: 'ingestion' })
  changed({ events }: Batch<RegistryChanged>): Promise<void> {
    for (const { event } of events) this.registry.forget(event);
    return Promise.resolve();
  }
}
