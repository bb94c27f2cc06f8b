import { ON_THE_WAY, type ArrivalProgress } from './arrival';

/** What is remembered of the way to a link's destination. */
export interface TripProgress {
  readonly arrival: ArrivalProgress;
  /** The least that viewers were shown so far, from an hour on; null: none of these. */
  readonly leastEtaMinutes: number | null;
}

export const SET_OUT: TripProgress = { arrival: ON_THE_WAY, leastEtaMinutes: null };

/** Nobody asks to be told earlier. */
const EARLIEST_MINUTES = 60;
/** When the account is told that the vehicle of a link is arriving. */
export const ARRIVING_MINUTES = 10;

export function leastEta(before: number | null, etaMinutes: number | null): number | null {
  if (etaMinutes === null || etaMinutes > EARLIEST_MINUTES) return before;
  return before === null ? etaMinutes : Math.min(before, etaMinutes);
}
