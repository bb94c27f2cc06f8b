import type { ScheduleWindow } from './schedule';
import { scheduleAt } from './schedule-at';
import { TimeZones } from './time-zones';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

class OnlyUtc extends TimeZones {
  has(zone: string): boolean {
    return zone === 'UTC';
  }
  dayAt(instant: number): number {
    return Math.floor(instant / DAY);
  }
  instantOf(day: number, minute: number): number {
    return day * DAY + minute * MINUTE;
  }
}

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const window = (from: string, to: string, days = WEEK): ScheduleWindow => ({ days, from, to });
/** 2026-06-01 is a Monday. */
const stateAt = (time: string, ...windows: ScheduleWindow[]) => {
  const schedule = { timezone: 'UTC', windows };
  const { active, nextChangeAt } = scheduleAt(schedule, Date.parse(`${time}Z`), new OnlyUtc());
  return [active, nextChangeAt === null ? null : new Date(nextChangeAt).toISOString().slice(5, 16)];
};

describe('a schedule', () => {
  it('includes the moment at which it opens, and not the one at which it closes', () => {
    const office = window('08:00', '18:00', [1, 2, 3, 4, 5]);
    expect(stateAt('2026-06-01T07:59:59.999', office)).toEqual([false, '06-01T08:00']);
    expect(stateAt('2026-06-01T08:00', office)).toEqual([true, '06-01T18:00']);
    expect(stateAt('2026-06-01T17:59:59.999', office)).toEqual([true, '06-01T18:00']);
    expect(stateAt('2026-06-05T18:00', office)).toEqual([false, '06-08T08:00']);
  });

  it('stays open over midnight until the next day, whatever day that is', () => {
    const fridayNight = window('22:00', '06:00', [5]);
    expect(stateAt('2026-06-05T23:00', fridayNight)).toEqual([true, '06-06T06:00']);
    expect(stateAt('2026-06-06T05:59', fridayNight)).toEqual([true, '06-06T06:00']);
    expect(stateAt('2026-06-06T06:00', fridayNight)).toEqual([false, '06-12T22:00']);
    expect(stateAt('2026-06-05T05:00', fridayNight)).toEqual([false, '06-05T22:00']);
  });

  it('joins windows that touch or overlap, in any order', () => {
    const parts = [window('12:00', '18:00'), window('08:00', '10:00'), window('09:00', '12:00')];
    expect(stateAt('2026-06-01T09:30', ...parts)).toEqual([true, '06-01T18:00']);
    expect(stateAt('2026-06-01T23:00', window('18:00', '24:00'), window('00:00', '04:00'))).toEqual([
      true,
      '06-02T04:00',
    ]);
    expect(stateAt('2026-06-01T09:00', window('08:00', '20:00'), window('09:00', '10:00'))).toEqual([
      true,
      '06-01T20:00',
    ]);
  });

  it('is open for a day where both ends are the same time', () => {
    expect(stateAt('2026-06-01T12:00', window('07:00', '07:00', [1]))).toEqual([true, '06-02T07:00']);
  });

  it('that is always open, or never, has no next change', () => {
    expect(stateAt('2026-06-01T12:00', window('00:00', '24:00'))).toEqual([true, null]);
    expect(stateAt('2026-06-01T12:00', window('07:00', '07:00'))).toEqual([true, null]);
    expect(stateAt('2026-06-01T12:00')).toEqual([false, null]);
    expect(stateAt('2026-06-01T12:00', window('08:00', '18:00', []))).toEqual([false, null]);
  });

  it('opens once a week', () => {
    expect(stateAt('2026-06-01T12:00', window('10:00', '11:00', [1]))).toEqual([false, '06-08T10:00']);
  });
});
