import type { Status } from '../position/location-update';

/** How often a vehicle reports, in the status that it is in. */
export interface ReportingRate {
  readonly status: Status;
  /** Of its last fix, epoch ms. */
  readonly at: number;
  /** Mean time between fixes, ms. */
  readonly intervalMs: number;
}

/** What trackers do, until more is known, and at least assumed, so that one late fix is no silence. */
const USUAL_MS: Readonly<Record<Status, number>> = {
  moving: 30_000,
  idling: 60_000,
  stopped: 600_000,
  offline: 600_000,
};
const LONGEST_MS = 600_000;
/** Share of the newest interval in the mean. */
const NEWEST = 1 / 4;

export function hear(
  before: ReportingRate | null,
  { at, status }: Pick<ReportingRate, 'at' | 'status'>,
): ReportingRate {
  if (before?.status !== status) return { status, at, intervalMs: USUAL_MS[status] };
  const interval = Math.min(LONGEST_MS, Math.max(0, at - before.at));
  const mean = before.intervalMs + (interval - before.intervalMs) * NEWEST;
  return { status, at, intervalMs: Math.max(USUAL_MS[status], mean) };
}

/** From when on, epoch ms, the last fix is too old to tell where the vehicle is: after twice its usual interval. */
export function staleAt({ at, intervalMs }: ReportingRate): number {
  return at + 2 * intervalMs;
}
