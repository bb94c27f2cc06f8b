import type { LinkAccessStore, LinkPositions } from '@yipii/live';
import { TrackingLinks } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';

/** Removes what gateways know of links that are gone, also of those that went with their account. */
export class ForgetLinks {
  private readonly links = new TrackingLinks();

  constructor(
    private readonly database: WorkerDatabase,
    private readonly access: Pick<LinkAccessStore, 'removeLink'>,
    private readonly positions: Pick<LinkPositions, 'forget'>,
  ) {}

  /** Does nothing for a link that is still there. */
  async run(uuid: string): Promise<void> {
    if (await this.links.find(this.database.pool, uuid)) return;
    await this.access.removeLink(uuid);
    await this.positions.forget(uuid, Number.MAX_SAFE_INTEGER);
  }
}
