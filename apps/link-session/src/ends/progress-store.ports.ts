import type { TrackingLink, TripProgress } from '@yipii/domain';

/** What outlives the process that follows a link. */
export interface KeptProgress extends TripProgress {
  readonly isHidden: boolean;
  readonly isPrivate: boolean;
}

export abstract class ProgressStore {
  /** Keeps it for this generation of the link, and has the link settled. What a newer generation has is left alone. */
  abstract keep(link: TrackingLink, progress: KeptProgress): Promise<void>;
}
