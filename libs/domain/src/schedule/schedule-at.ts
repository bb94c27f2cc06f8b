import type { Schedule, ScheduleWindow } from './schedule';
import type { TimeZones } from './time-zones';

/** Where a schedule stands at a moment. */
export interface ScheduleState {
  readonly active: boolean;
  /** When it opens or closes next, epoch ms; null: it never does. */
  readonly nextChangeAt: number | null;
}

/**
 * Schedules repeat weekly, except where clocks change: a window that is skipped then is back a week later, and two
 * that touch only then part a week later.
 */
const DAYS_AHEAD = 16;
const DAY_MINUTES = 24 * 60;

/**
 * Whether a schedule is open, and when that changes. Windows include the moment at which they open, and not the one at
 * which they close. A window that lies within a skipped hour does not open on that day; of an hour that comes twice,
 * its edges are in the first.
 *
 * @param instant epoch ms
 * @throws RangeError if there is no such time zone
 */
export function scheduleAt(schedule: Schedule, instant: number, zones: TimeZones): ScheduleState {
  let openUntil: number | null = null;
  for (const { opens, closes } of openingsFrom(schedule, instant, zones)) {
    if (closes <= Math.max(instant, opens)) continue;
    if (openUntil === null && opens > instant) return { active: false, nextChangeAt: opens };
    if (openUntil !== null && opens > openUntil) return { active: true, nextChangeAt: openUntil };
    openUntil = Math.max(openUntil ?? closes, closes);
  }
  return { active: openUntil !== null, nextChangeAt: null };
}

interface OpenWindow {
  readonly opens: number;
  readonly closes: number;
}

/** In the order in which they open; the first may be that of the day before. */
function* openingsFrom(
  { timezone, windows }: Schedule,
  instant: number,
  zones: TimeZones,
): Generator<OpenWindow> {
  const sorted = [...windows].sort((a, b) => minuteOf(a.from) - minuteOf(b.from));
  const today = zones.dayAt(instant, timezone);
  for (let day = today - 1; day <= today + DAYS_AHEAD; day += 1) {
    for (const window of sorted) {
      if (!window.days.includes(weekdayOf(day))) continue;
      const [from, to] = minutesOf(window);
      yield { opens: zones.instantOf(day, from, timezone), closes: zones.instantOf(day, to, timezone) };
    }
  }
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Of the day on which it opens, from 0 to 2879. */
function minutesOf(window: ScheduleWindow): [from: number, to: number] {
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  return [from, to > from ? to : to + DAY_MINUTES];
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
