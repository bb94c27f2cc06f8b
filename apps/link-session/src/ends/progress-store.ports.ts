import type { TrackingLink, TripProgress } from '@yipii/domain';

/** What outlives the process that follows a link. */
export interface KeptProgress extends TripProgress {
  readonly isHidden: boolean;
  readonly isPrivate: boolean;
}

export abstract class ProgressStore {
  /**
   * Keeps it for this generation of the link, and has the link settled. Resolves with false where the link has ended,
   * or is not settled in this generation yet or no longer: nothing is kept then.
   */
  abstract keep(link: TrackingLink, progress: KeptProgress): Promise<boolean>;
}
