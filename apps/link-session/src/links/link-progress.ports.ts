import type { LocationUpdate, TrackingLink } from '@yipii/domain';

/** How far the vehicle of a link has come. Times are epoch ms. */
export interface LinkProgress {
  /** To the destination; null: unknown. */
  readonly distanceKm: number | null;
  /** As it is shown; null: unknown. */
  readonly arrivesAt: number | null;
  /** From then on the arrival is void, since the position is old. */
  readonly staleAt: number;
  readonly isHidden: boolean;
  /** It is within a privacy zone. */
  readonly isPrivate: boolean;
}

/** The rules of links that depend on where their vehicle is. */
export abstract class FollowProgress {
  /**
   * Returns the progress by a position of the vehicle, which it remembers; null where the link has no such rule. What
   * ends or hides the link is stored, and the link is settled soon.
   */
  abstract observe(link: TrackingLink, location: LocationUpdate): Promise<LinkProgress | null>;
  /** Returns the same and stores nothing: for those who only look. */
  abstract look(link: TrackingLink, location: LocationUpdate): Promise<LinkProgress | null>;
}
