import type { LinkStanding, TrackingLink } from '@yipii/domain';
import type { LinkPositions } from '@yipii/live';
import type { PublicPosition } from '@yipii/protocol';
import type { PublishPositions } from '../positions/publish-positions';

/** What those who poll get. */
export interface SeenLocation {
  /** Where the link stands by the last position. */
  readonly standing: LinkStanding;
  /** Null where viewers see nothing now. */
  readonly position: PublicPosition | null;
  /** Epoch ms; null: not known. */
  readonly arrivesAt: number | null;
}

/** Where the vehicle of a link is, for those who poll. */
export class ReadLocation {
  constructor(
    private readonly published: LinkPositions,
    private readonly positions: Pick<PublishPositions, 'seenOf'>,
  ) {}

  async run(link: TrackingLink, known: LinkStanding): Promise<SeenLocation> {
    if (known.status !== 'active') return unseen(known);
    const [stored, { standing, form }] = await Promise.all([
      this.published.last(link.uuid),
      this.positions.seenOf(link),
    ]);
    if (!form) return unseen(standing);
    // The same position as viewers on the channel have it, with the same arrival.
    const isSame = stored?.seq === form.seq;
    const position = isSame ? (JSON.parse(stored.json) as PublicPosition) : form.position;
    return { standing, position, arrivesAt: form.arrivesAt };
  }
}

function unseen(standing: LinkStanding): SeenLocation {
  return { standing, position: null, arrivesAt: null };
}
