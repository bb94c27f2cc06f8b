import type { Schedule, ScheduleState, ScheduleWindow } from '@yipii/domain';
import { DateTime } from 'luxon';

/** Schedules once more, by luxon and in another way: all windows of three weeks as intervals, joined. */
export function scheduleByLuxon(schedule: Schedule, instant: number): ScheduleState {
  const joined: { from: number; to: number }[] = [];
  for (const next of intervalsOf(schedule, instant)) {
    const last = joined.at(-1);
    if (last && next.from <= last.to) last.to = Math.max(last.to, next.to);
    else joined.push({ ...next });
  }
  const current = joined.find(({ from, to }) => from <= instant && instant < to);
  if (!current)
    return { active: false, nextChangeAt: joined.find(({ from }) => from > instant)?.from ?? null };
  return { active: true, nextChangeAt: current === joined.at(-1) ? null : current.to };
}

function intervalsOf({ timezone: zone, windows }: Schedule, instant: number) {
  const today = DateTime.fromMillis(instant, { zone });
  const date = DateTime.utc(today.year, today.month, today.day);
  const days = Array.from({ length: 23 }, (_, index) => date.plus({ days: index - 2 }));
  return days
    .flatMap((day) =>
      windows.filter(({ days: on }) => on.includes(day.weekday)).map((w) => interval(day, w, zone)),
    )
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
}

function interval(day: DateTime, { from, to }: ScheduleWindow, zone: string) {
  const ends = to > from ? day : day.plus({ days: 1 });
  return { from: firstShown(day, from, zone), to: firstShown(ends, to, zone) };
}

const HOUR = 3_600_000;

/** The first moment at which the clock shows a time or a later one. @param day in UTC */
function firstShown(day: DateTime, time: string, zone: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  const wall = day.plus({ hours, minutes }).toMillis();
  const offsetAt = (at: number) => DateTime.fromMillis(at, { zone }).offset * 60_000;
  const possible = [offsetAt(wall - 26 * HOUR), offsetAt(wall + 26 * HOUR)].map((offset) => wall - offset);
  const shown = possible.filter((at) => at + offsetAt(at) === wall);
  if (shown.length > 0) return Math.min(...shown);
  let [before, after] = [Math.min(...possible), Math.max(...possible)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetAt(middle) < wall) before = middle;
    else after = middle;
  }
  return after;
}
