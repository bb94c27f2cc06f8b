import { DueKeys } from './due-keys';

const NOON = Date.UTC(2026, 5, 1, 12);

describe('keys that are due', () => {
  it('are taken once, not before their time', () => {
    const sut = new DueKeys();
    sut.at('a', NOON + 1_000);
    sut.at('b', NOON + 60_000);
    expect(sut.take(NOON + 999)).toEqual([]);
    expect(sut.take(NOON + 1_000)).toEqual(['a']);
    expect(sut.take(NOON + 59_999)).toEqual([]);
    expect([sut.has('a'), sut.has('b')]).toEqual([false, true]);
    expect(sut.take(NOON + 3_600_000)).toEqual(['b']);
  });

  it('have the soonest of their times', () => {
    const sut = new DueKeys();
    for (const seconds of [5, 2, 9]) sut.at('a', NOON + seconds * 1_000);
    expect(sut.take(NOON + 2_000)).toEqual(['a']);
    expect(sut.take(NOON + 10_000)).toEqual([]);
  });

  it('are due from the next time on if their time has passed, also while time stands still', () => {
    const sut = new DueKeys();
    sut.at('a', 0);
    expect(sut.take(NOON)).toEqual(['a']);
    sut.at('a', 0);
    expect(sut.take(NOON)).toEqual([]);
    expect(sut.take(NOON - 5_000)).toEqual([]);
    expect(sut.take(NOON + 250)).toEqual(['a']);
  });

  it('are none as long as no time is known', () => {
    const sut = new DueKeys();
    sut.at('a', NOON);
    expect(sut.take(-Infinity)).toEqual([]);
    expect(sut.take(NOON)).toEqual(['a']);
  });
});
