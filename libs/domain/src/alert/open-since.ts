import type { Schedule } from '../schedule/schedule';
import { scheduleAt, type ScheduleState } from '../schedule/schedule-at';
import type { TimeZones } from '../schedule/time-zones';

/** Longer ago than this it does not matter when a schedule opened. */
const LONG_AGO = 15 * 86_400_000;

/**
 * Returns since when within a period, epoch ms, a schedule has been open at its end; null: it is closed then.
 * @param schedule null: always open
 */
export function openSince(
  schedule: Schedule | null,
  [from, to]: readonly [from: number, to: number],
  zones: TimeZones,
): number | null {
  if (schedule === null) return from;
  let since = Math.max(from, to - LONG_AGO);
  for (;;) {
    const { active, nextChangeAt } = stateAt(schedule, since, zones);
    if (nextChangeAt === null || nextChangeAt > to) return active ? since : null;
    since = nextChangeAt;
  }
}

/** Returns when a schedule opens or closes next after a time, epoch ms; null: never. */
export function changesAfter(schedule: Schedule | null, at: number, zones: TimeZones): number | null {
  return schedule === null ? null : stateAt(schedule, at, zones).nextChangeAt;
}

export function isOpenAt(schedule: Schedule | null, at: number, zones: TimeZones): boolean {
  return schedule === null || stateAt(schedule, at, zones).active;
}

interface Known extends ScheduleState {
  readonly from: number;
}

/** The calendar is slow, and neighbouring records nearly always lie between the same two changes. */
const known = new WeakMap<Schedule, Known>();

function stateAt(schedule: Schedule, at: number, zones: TimeZones): ScheduleState {
  const last = known.get(schedule);
  if (last && at >= last.from && (last.nextChangeAt === null || at < last.nextChangeAt)) return last;
  const state = { from: at, ...scheduleAt(schedule, at, zones) };
  known.set(schedule, state);
  return state;
}
