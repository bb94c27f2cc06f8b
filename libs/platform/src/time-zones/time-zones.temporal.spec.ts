import { scheduleAt, type Schedule, type ScheduleWindow } from '@yipii/domain';
import fc from 'fast-check';
import { scheduleByLuxon } from './schedule-oracle.fixture';
import { TemporalTimeZones } from './time-zones.temporal';

const zones = new TemporalTimeZones();
const HOUR = 3_600_000;
const WEEK = [1, 2, 3, 4, 5, 6, 7];

const daily = (from: string, to: string, days = WEEK): ScheduleWindow[] => [{ days, from, to }];
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 19));
const stateAt = (timezone: string, windows: ScheduleWindow[], time: string) => {
  const { active, nextChangeAt } = scheduleAt({ timezone, windows }, Date.parse(`${time}Z`), zones);
  return [active, iso(nextChangeAt)];
};

/** Zones, and when their clocks go forward and back (in Kathmandu they never do). */
const CHANGES: [zone: string, changes: [string, string]][] = [
  ['Europe/Stockholm', ['2026-03-29T01:00', '2026-10-25T01:00']],
  ['Europe/London', ['2026-03-29T01:00', '2026-10-25T01:00']],
  ['America/New_York', ['2026-03-08T07:00', '2026-11-01T06:00']],
  ['America/St_Johns', ['2026-03-08T05:30', '2026-11-01T04:30']],
  ['Australia/Lord_Howe', ['2026-10-03T15:30', '2026-04-04T15:00']],
  ['Asia/Kathmandu', ['2026-03-28T20:15', '2026-10-24T20:15']],
];
const SCHEDULES: [name: string, windows: ScheduleWindow[]][] = [
  ['office hours', daily('08:00', '18:00', [1, 2, 3, 4, 5])],
  ['nights', daily('22:00', '06:00')],
  ['minutes that are skipped or come twice', daily('02:05', '02:25')],
  ['windows that begin and end in that hour', [...daily('00:00', '01:40'), ...daily('02:20', '03:10')]],
  ['whole weekends', daily('00:00', '24:00', [6, 7])],
];
const CASES = CHANGES.flatMap(([zone, changes]) =>
  changes.flatMap((change) => SCHEDULES.map(([name, windows]) => [name, zone, change, windows] as const)),
);

describe('schedules around the change of the clocks', () => {
  it('are sixty cases', () => {
    expect(CASES).toHaveLength(60);
  });

  it.each(CASES)(
    '%s in %s around %s are as luxon has them, to the second',
    (_name, timezone, change, windows) => {
      const schedule: Schedule = { timezone, windows };
      const changeAt = Date.parse(`${change}Z`);
      const moments = [-36, -1, -0.5, 0, 0.5, 1].flatMap((hours) =>
        [-1_000, 0, 1_000].map((ms) => changeAt + hours * HOUR + ms),
      );
      for (const moment of moments) {
        expect([moment, scheduleAt(schedule, moment, zones)]).toEqual([
          moment,
          scheduleByLuxon(schedule, moment),
        ]);
      }
    },
  );

  it.each([
    // Skipped: from 2:00 to 3:00 in Stockholm, from 2:00 to 2:30 on Lord Howe.
    ['Europe/Stockholm', '22:00', '02:30', '2026-03-29T00:59:59', [true, '2026-03-29T01:00:00']],
    ['Europe/Stockholm', '02:30', '05:00', '2026-03-29T00:59:59', [false, '2026-03-29T01:00:00']],
    ['Europe/Stockholm', '02:10', '02:50', '2026-03-29T00:00:00', [false, '2026-03-30T00:10:00']],
    ['Australia/Lord_Howe', '02:15', '03:00', '2026-10-03T15:00:00', [false, '2026-10-03T15:30:00']],
    // Twice: from 2:00 to 3:00, and from 1:30 to 2:00.
    ['Europe/Stockholm', '22:00', '02:30', '2026-10-25T00:00:00', [true, '2026-10-25T00:30:00']],
    ['Europe/Stockholm', '22:00', '02:30', '2026-10-25T01:15:00', [false, '2026-10-25T21:00:00']],
    ['Europe/Stockholm', '02:30', '05:00', '2026-10-25T00:00:00', [false, '2026-10-25T00:30:00']],
    ['Europe/Stockholm', '02:30', '05:00', '2026-10-25T01:15:00', [true, '2026-10-25T04:00:00']],
    ['Australia/Lord_Howe', '01:45', '03:00', '2026-04-04T14:00:00', [false, '2026-04-04T14:45:00']],
    ['Australia/Lord_Howe', '01:45', '03:00', '2026-04-04T15:05:00', [true, '2026-04-04T16:30:00']],
    ['Asia/Kathmandu', '08:00', '18:00', '2026-06-01T02:14:59', [false, '2026-06-01T02:15:00']],
    // Beirut skips the hour after midnight; Samoa skipped a Friday.
    ['Asia/Beirut', '00:00', '06:00', '2026-03-28T21:59:59', [false, '2026-03-28T22:00:00']],
    ['Pacific/Apia', '08:00', '18:00', '2011-12-30T09:00:00', [false, '2011-12-30T18:00:00']],
  ] as const)('in %s, %s to %s at %s UTC is %j', (zone, from, to, time, expected) => {
    expect(stateAt(zone, daily(from, to), time)).toEqual(expected);
  });

  it('find the next window two weeks ahead, where next week it is skipped', () => {
    expect(stateAt('Europe/Stockholm', daily('02:10', '02:50', [7]), '2026-03-22T12:00:00')).toEqual([
      false,
      '2026-04-05T00:10:00',
    ]);
  });

  it('agree with luxon anywhere and at any time, and change exactly when they say', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 29, 30, 59))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const windows = fc.array(
      fc.record({ days: fc.subarray(WEEK), from: time, to: fc.oneof(time, fc.constant('24:00')) }),
      { maxLength: 4 },
    );
    const timezone = fc.constantFrom(
      ...CHANGES.map(([zone]) => zone),
      'Africa/Casablanca',
      'Asia/Tehran',
      'UTC',
    );
    const instant = fc.integer({ min: Date.UTC(2019, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(fc.record({ timezone, windows }), instant, (schedule, at) => {
        const state = scheduleAt(schedule, at, zones);
        expect(state).toEqual(scheduleByLuxon(schedule, at));
        if (state.nextChangeAt === null) return;
        expect(scheduleAt(schedule, state.nextChangeAt - 1, zones)).toEqual(state);
        expect(scheduleAt(schedule, state.nextChangeAt, zones).active).toBe(!state.active);
      }),
      { seed: 13, numRuns: 100 },
    );
  });
});

describe('a time zone', () => {
  it('is known by its IANA name', () => {
    const names = ['Europe/Stockholm', 'UTC', 'Asia/Kathmandu', 'No/Such_Zone', '', 'Europe/Stockholm\n'];
    expect(names.filter((name) => zones.has(name))).toEqual(['Europe/Stockholm', 'UTC', 'Asia/Kathmandu']);
  });
});
