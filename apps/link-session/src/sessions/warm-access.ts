import type { LinkAccessStore } from '@yipii/live';
import { TrackingLinks, TrackingSessions } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';
import { accessStateOf } from '../links/access-state';
import type { LinkTimes } from '../links/link-times';

/** Tells gateways of all links and sessions at the start, so that none is lost with Redis. */
export class WarmAccess {
  constructor(
    private readonly database: WorkerDatabase,
    private readonly access: LinkAccessStore,
    private readonly times: LinkTimes,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { pool } = this.database;
    const now = this.times.now();
    for (const link of await new TrackingLinks().all(pool))
      await this.access.putLink(link.uuid, accessStateOf(link, this.times.standingOf(link), now));
    for (const { tokenHash, linkUuid, id, expiresAt } of await new TrackingSessions().living(pool))
      await this.access.putSession(tokenHash.toString('hex'), {
        linkUuid,
        handle: id,
        expiresAt: expiresAt.getTime(),
      });
  }
}
