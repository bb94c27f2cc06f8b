import { isoTimes } from './iso-times';

const DAY_MS = 86_400_000;

describe('times of a track', () => {
  it.each([
    ['of one day', () => 1_780_000_000_000 + Math.floor(Math.random() * DAY_MS)],
    ['of any days of any years', () => Math.floor((Math.random() * 2 - 1) * 8.64e15)],
    ['before 1970', () => -Math.floor(Math.random() * 10 * DAY_MS)],
  ])('%s are those of Date', (_, any) => {
    const times = Array.from({ length: 2_000 }, any);
    expect(isoTimes(times)).toEqual(times.map((time) => new Date(time).toISOString()));
  });

  it('are right at the edges of days', () => {
    const times = [0, -1, 1, DAY_MS - 1, DAY_MS, -DAY_MS, -DAY_MS - 1, 8.64e15, -8.64e15];
    expect(isoTimes(times)).toEqual(times.map((time) => new Date(time).toISOString()));
  });
});
