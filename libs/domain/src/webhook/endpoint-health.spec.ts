import fc from 'fast-check';
import { HEALTHY, stepHealth, type EndpointHealth } from './endpoint-health';
import type { AttemptOutcome } from './retry-delivery';

const NOON = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const accepted: AttemptOutcome = { kind: 'answered', status: 204, retryAfterMs: null };
const refused: AttemptOutcome = { kind: 'answered', status: 500, retryAfterMs: null };
const silent: AttemptOutcome = { kind: 'unanswered', reason: 'no answer in time' };

/** Attempts at these times; returns the notices with the hour of each, and the health at the end. */
function live(outcomes: readonly (readonly [hour: number, outcome: AttemptOutcome])[]) {
  let health: EndpointHealth = HEALTHY;
  const notices: string[] = [];
  for (const [hour, outcome] of outcomes) {
    const step = stepHealth(health, outcome, NOON + hour * HOUR);
    health = step.health;
    if (step.notice) notices.push(`${step.notice} after ${hour} h`);
  }
  return { health, notices };
}

const hourly = (from: number, to: number, outcome: AttemptOutcome) =>
  Array.from({ length: to - from }, (_, index) => [from + index, outcome] as const);

describe('an endpoint', () => {
  it('that only fails is disabled after five days, its owner told before and after', () => {
    const { health, notices } = live(hourly(0, 200, silent));
    expect(notices).toEqual(['failing after 24 h', 'disabled after 120 h']);
    expect(health).toMatchObject({ disabledAt: NOON + 5 * DAY, disabledReason: 'failing' });
  });

  it('that succeeds now and then goes on', () => {
    const attempts = [...hourly(0, 119, refused), [119, accepted] as const, ...hourly(120, 239, refused)];
    const { health, notices } = live(attempts);
    expect(notices).toEqual(['failing after 24 h', 'failing after 144 h']);
    expect(health.disabledAt).toBeNull();
  });

  it('that fails rarely is not disabled before its owner has known for a day', () => {
    const { notices } = live([
      [0, refused],
      [200, refused],
      [201, refused],
      [224, refused],
    ]);
    expect(notices).toEqual(['failing after 200 h', 'disabled after 224 h']);
  });

  it('that is gone is disabled at once', () => {
    const { health, notices } = live([[1, { kind: 'answered', status: 410, retryAfterMs: null }]]);
    expect([notices, health.disabledReason]).toEqual([['disabled after 1 h'], 'gone']);
  });

  it('that asks for time gets it', () => {
    const busy: AttemptOutcome = { kind: 'answered', status: 503, retryAfterMs: 600_000 };
    expect(live([[0, busy]]).health.pausedUntil).toBe(NOON + 600_000);
    const busyThenWell = [[0, busy] as const, [1, accepted] as const];
    expect(live(busyThenWell).health).toEqual(HEALTHY);
  });

  it('is never disabled without a notice a day before, whatever it answers', () => {
    const outcome = fc.constantFrom(accepted, refused, silent);
    const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), outcome), { maxLength: 60 });
    fc.assert(
      fc.property(history, (steps) => {
        let hour = 0;
        const { notices } = live(steps.map(([pause, result]) => [(hour += pause), result] as const));
        const disabled = notices.findIndex((notice) => notice.startsWith('disabled'));
        if (disabled === -1) return;
        const hourOf = (notice = '') => Number(/\d+/.exec(notice)?.[0]);
        expect(notices[disabled - 1]).toMatch(/^failing/);
        expect(hourOf(notices[disabled]) - hourOf(notices[disabled - 1])).toBeGreaterThanOrEqual(24);
        expect(notices).toHaveLength(disabled + 1);
      }),
    );
  });
});
