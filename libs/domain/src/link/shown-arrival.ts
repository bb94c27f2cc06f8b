const MINUTE = 60_000;
/** Smaller differences from what is shown are not: this long, or this share of the remaining time. */
const UNNOTICED_MS = 2 * MINUTE;
const UNNOTICED_SHARE = 0.15;

/**
 * Returns the arrival that viewers are shown, epoch ms, so that it does not wander with every fix.
 *
 * @param shown what they see now; null: nothing
 * @param estimate null: it is not known, or the position is stale
 */
export function showArrival(shown: number | null, estimate: number | null, now: number): number | null {
  if (shown === null || estimate === null) return estimate;
  const difference = Math.abs(estimate - shown);
  const isNoticed = difference > UNNOTICED_MS || difference > UNNOTICED_SHARE * Math.max(0, shown - now);
  return isNoticed ? estimate : shown;
}

/** Whole minutes until an arrival, at least 1 until it is there. */
export function minutesUntil(arrivesAt: number, now: number): number {
  const left = arrivesAt - now;
  return left <= 0 ? 0 : Math.max(1, Math.round(left / MINUTE));
}

/** How an arrival keeps the time that was promised. */
export type PromiseKept = 'early' | 'on_time' | 'late';

/**
 * Returns null where nothing was promised or the arrival is not known, unless it is too late by now.
 * @param arrivesAt epoch ms, as are all times
 */
export function promiseKept(
  promised: { readonly from: number; readonly to: number } | null,
  arrivesAt: number | null,
  now: number,
): PromiseKept | null {
  if (!promised) return null;
  if (arrivesAt === null) return now > promised.to ? 'late' : null;
  if (arrivesAt < promised.from) return 'early';
  return arrivesAt > promised.to ? 'late' : 'on_time';
}
