import { doubtTime, trueTime } from './device-clock';

const NOON = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const at = (text: string) => Date.parse(text);

describe('the true time of a fix', () => {
  const none = { timeZone: null, clockOffsetMs: 0 };

  it('is what the device says, where nothing is set', () => {
    expect(trueTime(NOON - HOUR, none, NOON)).toBe(NOON - HOUR);
  });

  it('is later by what its clock is behind', () => {
    expect(trueTime(NOON, { ...none, clockOffsetMs: -90_000 }, NOON)).toBe(NOON - 90_000);
  });

  it.each([
    ['Europe/Vilnius', '2026-01-15T12:00:00Z', '2026-01-15T10:00:00Z'],
    ['Europe/Vilnius', '2026-06-01T12:00:00Z', '2026-06-01T09:00:00Z'],
    ['America/St_Johns', '2026-01-15T12:00:00Z', '2026-01-15T15:30:00Z'],
    ['UTC', '2026-06-01T12:00:00Z', '2026-06-01T12:00:00Z'],
    ['No/Such_Zone', '2026-06-01T12:00:00Z', '2026-06-01T12:00:00Z'],
  ])('in %s, a clock that shows %s means %s', (timeZone, shown, meant) => {
    expect(trueTime(at(shown), { ...none, timeZone }, at(meant) + HOUR)).toBe(at(meant));
  });

  it.each([
    ['the last second before clocks go forward', '2026-03-29T02:59:59Z', '2026-03-29T00:59:59Z'],
    ['the first one after', '2026-03-29T04:00:00Z', '2026-03-29T01:00:00Z'],
    ['the last one before the hour that is shown twice', '2026-10-25T02:59:59Z', '2026-10-24T23:59:59Z'],
    ['the first one after it', '2026-10-25T04:00:00Z', '2026-10-25T02:00:00Z'],
  ])('in Vilnius, %s', (_, shown, meant) => {
    const settings = { ...none, timeZone: 'Europe/Vilnius' };
    expect(trueTime(at(shown), settings, at('2026-12-01T00:00:00Z'))).toBe(at(meant));
  });

  it.each([1, 2])('has the weeks that a receiver lost count of %d times', (times) => {
    const shown = NOON - HOUR - times * 1024 * WEEK;
    expect(trueTime(shown, none, NOON)).toBe(NOON - HOUR);
  });

  it('is not moved to what would be no recent time either', () => {
    expect(trueTime(0, none, NOON)).toBe(0);
    expect(trueTime(NOON - 900 * WEEK, none, NOON)).toBe(NOON - 900 * WEEK);
  });

  it('of a year that was buffered is kept', () => {
    expect(trueTime(NOON - 52 * WEEK, none, NOON)).toBe(NOON - 52 * WEEK);
  });
});

describe('a time', () => {
  it.each([
    [NOON, null],
    [NOON + 299_000, null],
    [NOON + 301_000, 'future'],
    [at('2000-01-01T00:00:00Z'), 'insane'],
    [at('2004-01-01T00:00:00Z'), 'insane'],
    [NOON - 400 * 24 * HOUR, null],
    [NaN, 'insane'],
  ])('%d is doubted as %s', (time, doubt) => {
    expect(doubtTime(time, NOON)).toBe(doubt);
  });
});
