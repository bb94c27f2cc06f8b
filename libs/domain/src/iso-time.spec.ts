import { isoTime } from './iso-time';

const DAY_MS = 86_400_000;

describe('a time as text', () => {
  it.each([
    ['of one day', () => 1_780_000_000_000 + Math.floor(Math.random() * DAY_MS)],
    ['of any day of any year', () => Math.floor((Math.random() * 2 - 1) * 8.64e15)],
    ['before 1970', () => -Math.floor(Math.random() * 10 * DAY_MS)],
    ['with a fraction of a millisecond', () => (Math.random() * 2 - 1) * 1e12],
  ])('%s is that of Date', (_, any) => {
    const times = Array.from({ length: 2_000 }, any);
    expect(times.map(isoTime)).toEqual(times.map((time) => new Date(time).toISOString()));
  });

  it('is right at the edges of days', () => {
    const times = [0, -1, 1, DAY_MS - 1, DAY_MS, -DAY_MS, -DAY_MS - 1, 8.64e15, -8.64e15];
    expect(times.map(isoTime)).toEqual(times.map((time) => new Date(time).toISOString()));
  });

  it.each([8.64e15 + DAY_MS, Infinity, NaN])('is none of %d', (time) => {
    expect(() => isoTime(time)).toThrow(RangeError);
  });
});
