import type { TrackingLink } from '@yipii/domain';
import { TrackingLinks } from '@yipii/persistence';
import { isUuid, TrackingRefusal, type WorkerDatabase } from '@yipii/platform';
import { trackingErrors } from '@yipii/protocol';

/** No link has it: what is malformed is looked up all the same, so that it takes as long. */
const NO_UUID = '00000000-0000-0000-0000-000000000000';
const VERSION_4 = /^.{14}4.{4}[89ab]/;

/** Links by what their viewers name. Unknown, malformed and deleted ones go the same way. */
export class LinkDirectory {
  private readonly links = new TrackingLinks();

  constructor(private readonly database: WorkerDatabase) {}

  /** @throws TrackingRefusal LINK_NOT_FOUND */
  async demand(uuid: string): Promise<TrackingLink> {
    const link = await this.links.find(this.database.pool, canonical(uuid));
    if (!link) throw new TrackingRefusal(trackingErrors.linkNotFound);
    return link;
  }
}

function canonical(uuid: string): string {
  return isUuid(uuid) && VERSION_4.test(uuid) ? uuid : NO_UUID;
}
