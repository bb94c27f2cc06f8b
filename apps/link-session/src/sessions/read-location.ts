import type { LinkStanding, TrackingLink } from '@yipii/domain';
import type { LinkPositions } from '@yipii/live';
import type { PublicPosition } from '@yipii/protocol';
import type { PublishPositions } from '../positions/publish-positions';

/** What those who poll get. */
export interface SeenLocation {
  /** Null where viewers see nothing now. */
  readonly position: PublicPosition | null;
  /** Epoch ms; null: not known. */
  readonly arrivesAt: number | null;
}

const UNSEEN: SeenLocation = { position: null, arrivesAt: null };

/** Where the vehicle of a link is, for those who poll. */
export class ReadLocation {
  constructor(
    private readonly published: LinkPositions,
    private readonly positions: Pick<PublishPositions, 'formOf'>,
  ) {}

  async run(link: TrackingLink, { status }: LinkStanding): Promise<SeenLocation> {
    if (status !== 'active') return UNSEEN;
    const [stored, current] = await Promise.all([
      this.published.last(link.uuid),
      this.positions.formOf(link),
    ]);
    if (!current) return UNSEEN;
    // The same position as viewers on the channel have it, with the same arrival.
    const isSame = stored?.seq === current.seq;
    const position = isSame ? (JSON.parse(stored.json) as PublicPosition) : current.position;
    return { position, arrivesAt: current.arrivesAt };
  }
}
