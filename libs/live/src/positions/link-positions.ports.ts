/** The last public position of a tracking link, in its finished wire form. */
export interface LinkPosition {
  /** Orders the positions of the link; never sent to a viewer. */
  readonly seq: number;
  /** Epoch ms at which link-session made it. */
  readonly madeAt: number;
  /** JSON text of the `PublicPosition`. */
  readonly json: string;
}

/**
 * The last public position of every link that is watched, for viewers who come. Written by the gateway's
 * fan-in. Kept for {@link LINK_POSITION_KEPT_MS}. Redis in a cluster, memory in standalone.
 */
export abstract class LinkPositions {
  /** Stores it if its `seq` is greater than what is there, atomically. */
  abstract put(linkUuid: string, position: LinkPosition): Promise<void>;
  /** Removes what is older than `seq`, atomically: positions of a vehicle that the link no longer follows. */
  abstract forget(linkUuid: string, seq: number): Promise<void>;
  abstract last(linkUuid: string): Promise<LinkPosition | null>;
}

/** As long as a link's vehicle may stand still before a new viewer waits for its next position. */
export const LINK_POSITION_KEPT_MS = 7 * 24 * 3_600_000;
