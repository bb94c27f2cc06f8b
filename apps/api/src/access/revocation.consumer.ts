import { Controller, type OnApplicationBootstrap } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { KnownClients } from './known-clients';
import { RevokedAccess } from './revoked-access';

/** Keeps up to date what this replica knows of credentials. */
@Controller()
export class RevocationConsumer implements OnApplicationBootstrap {
  constructor(
    private readonly revoked: RevokedAccess,
    private readonly clients: KnownClients,
  ) {}

  /**
   * The topic is read from two minutes before the start on, and a revocation is stored before it is
   * published, so none is missed between the table and the topic.
   */
  onApplicationBootstrap(): Promise<void> {
    return this.revoked.load();
  }

  @Consume(topics.accessRevoked, { group: 'api' })
  onAccessRevoked({ events }: Batch<AccessRevoked>): Promise<void> {
    for (const { event } of events) {
      this.revoked.add(event);
      this.clients.forget(event);
    }
    return Promise.resolve();
  }
}
