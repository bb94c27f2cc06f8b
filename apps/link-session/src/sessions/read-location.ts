import type { LinkStanding, TrackingLink } from '@yipii/domain';
import type { LinkPositions } from '@yipii/live';
import type { PublicPosition } from '@yipii/protocol';
import type { PublishPositions } from '../positions/publish-positions';

/** Where the vehicle of a link is, for those who poll. */
export class ReadLocation {
  constructor(
    private readonly published: LinkPositions,
    private readonly positions: Pick<PublishPositions, 'formOf'>,
  ) {}

  /** Returns null where viewers see nothing now. */
  async run(link: TrackingLink, { status }: LinkStanding): Promise<PublicPosition | null> {
    if (status !== 'active') return null;
    const [stored, current] = await Promise.all([
      this.published.last(link.uuid),
      this.positions.formOf(link),
    ]);
    if (!current) return null;
    // The same position as viewers on the channel have it, with the same arrival.
    const isSame = stored?.seq === current.seq;
    return isSame ? (JSON.parse(stored.json) as PublicPosition) : current.position;
  }
}
