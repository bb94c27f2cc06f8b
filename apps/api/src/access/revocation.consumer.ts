import { Controller, type OnApplicationBootstrap } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { RevokedAccess } from './revoked-access';

/** Keeps this replica's list of revocations up to date. */
@Controller()
export class RevocationConsumer implements OnApplicationBootstrap {
  constructor(private readonly revoked: RevokedAccess) {}

  /**
   * The topic is read from two minutes before the start on, and a revocation is stored before it is
   * published, so none is missed between the table and the topic.
   */
  onApplicationBootstrap(): Promise<void> {
    return this.revoked.load();
  }

  @Consume(topics.accessRevoked, { group: 'api' })
  onAccessRevoked({ events }: Batch<AccessRevoked>): Promise<void> {
    for (const { event } of events) this.revoked.add(event);
    return Promise.resolve();
  }
}
