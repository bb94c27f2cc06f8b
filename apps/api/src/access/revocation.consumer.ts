import { Controller, type OnApplicationBootstrap } from '@nestjs/common';
import { Consume, SecurityEvents, type Batch } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { KnownClients } from './known-clients';
import { RevokedAccess } from './revoked-access';

/** Keeps up to date what this replica knows of credentials. */
@Controller()
export class RevocationConsumer implements OnApplicationBootstrap {
  constructor(
    private readonly revoked: RevokedAccess,
    private readonly clients: KnownClients,
    private readonly security: SecurityEvents,
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
      const { kind, id } = event;
      this.security.tell({ event: 'access_revoked', reason: kind, hashed: { subject: `${kind}:${id}` } });
    }
    return Promise.resolve();
  }
}
