import { FakeClock } from '@yipii/testing';
import { Logger } from '../logging/logger';
import { FailingTimers } from './failing-timers';

describe('a timer that can not be fired', () => {
  let clock: FakeClock;
  let failing: FailingTimers;

  beforeEach(() => {
    clock = new FakeClock();
    failing = new FailingTimers(new Logger('test'), 'test', clock);
  });

  /** Fails at each try for so long; returns when it was tried, in ms from now on. */
  function triesWithin(ms: number): number[] {
    const [startedAt, tries] = [clock.now(), [] as number[]];
    while (clock.now() - startedAt < ms) {
      if (failing.waiting().length === 0) {
        failing.failed('a', new Error('away'));
        tries.push(clock.now() - startedAt);
      }
      clock.advance(100);
    }
    return tries;
  }

  it('is tried again four times a second for a minute, so that it is not late once what it needs is back', () => {
    const tries = triesWithin(60_000);
    const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(300);
  });

  it('is left alone for up to a minute after that', () => {
    triesWithin(60_000);
    expect(triesWithin(600_000).length).toBeLessThan(40);
  });

  it('does not hold up others, and is none any more once it was fired', () => {
    failing.failed('a', new Error('away'));
    expect(failing.waiting()).toEqual(['a']);
    failing.succeeded('a');
    expect(failing.waiting()).toEqual([]);
  });
});
