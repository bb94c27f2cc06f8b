import fc from 'fast-check';
import { nextAttemptAt, retryAfterMs, RETRIED_FOR_MS, type AttemptOutcome } from './retry-delivery';

const NOON = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;
const refused: AttemptOutcome = { kind: 'answered', status: 500, retryAfterMs: null };
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** The times of all attempts of a delivery that is never accepted. */
function attempts(outcome: AttemptOutcome, draws: readonly number[]): number[] {
  const expiresAt = NOON + RETRIED_FOR_MS;
  const times = [NOON];
  for (let next: number | null = NOON; next !== null;) {
    const draw = draws[times.length % draws.length] ?? 0;
    next = nextAttemptAt({ failures: times.length, expiresAt }, outcome, { now: next, random: draw });
    if (next !== null) times.push(next);
  }
  return times;
}

describe('a delivery that is not accepted', () => {
  it('is tried for 72 hours, with pauses from seconds to an hour, the last time at the end', () => {
    fc.assert(
      fc.property(fc.array(random, { minLength: 1, maxLength: 20 }), (draws) => {
        const times = attempts(refused, draws);
        const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(times.at(-1)).toBe(NOON + RETRIED_FOR_MS);
        expect(pauses[0]).toBeLessThanOrEqual(5_000);
        expect(Math.max(...pauses)).toBeLessThanOrEqual(HOUR);
        expect(Math.min(...pauses.slice(0, -1))).toBeGreaterThanOrEqual(3_500);
        expect(times.length).toBeGreaterThan(72);
      }),
    );
  });

  it('is not tried earlier than the receiver asks', () => {
    const outcome: AttemptOutcome = { kind: 'answered', status: 429, retryAfterMs: 2 * HOUR };
    const state = { failures: 1, expiresAt: NOON + RETRIED_FOR_MS };
    expect(nextAttemptAt(state, outcome, { now: NOON, random: 0.5 })).toBe(NOON + 2 * HOUR);
  });

  it('does not fail together with the others the next time', () => {
    const state = { failures: 3, expiresAt: NOON + RETRIED_FOR_MS };
    const next = [0, 0.5, 0.99].map((draw) => nextAttemptAt(state, refused, { now: NOON, random: draw }));
    expect(new Set(next).size).toBe(3);
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['Mon, 01 Jun 2026 12:01:00 GMT', 60_000],
    ['Mon, 01 Jun 2026 11:00:00 GMT', 0],
    ['99999999', 24 * HOUR],
    ['soon', null],
    ['-5', null],
    ['', null],
    [null, null],
  ])('%j', (header, pause) => {
    expect(retryAfterMs(header, NOON)).toBe(pause);
  });
});
