import type { LinkEnd, LocationUpdate, TrackingLink } from '@yipii/domain';

/** How far the vehicle of a link has come. Times are epoch ms. */
export interface LinkProgress {
  /** To the destination; null: unknown. */
  readonly distanceKm: number | null;
  /** As it is shown; null: unknown. */
  readonly arrivesAt: number | null;
  /** From then on the arrival is void, since the position is old. */
  readonly staleAt: number;
  readonly isHidden: boolean;
  readonly arrivedAt: number | null;
  /** When the arrival ends the link; null: it has not arrived. */
  readonly endsAt: number | null;
}

/** The rules of links that depend on where their vehicle is. */
export abstract class FollowProgress {
  /** Returns the progress by a position of the vehicle, which it remembers; null where the link has no such rule. */
  abstract observe(link: TrackingLink, location: LocationUpdate): Promise<LinkProgress | null>;
  /** Returns the end that is due though no position tells; null: none. @param now epoch ms */
  abstract due(
    link: TrackingLink,
    now: number,
  ): Promise<{ readonly reason: LinkEnd; readonly at: number } | null>;
}
