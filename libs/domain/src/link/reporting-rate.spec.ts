import { hear, staleAt, type ReportingRate } from './reporting-rate';

const SECOND = 1_000;
const after = (status: ReportingRate['status'], ...seconds: number[]) =>
  seconds.reduce<ReportingRate | null>(
    (before, at) => hear(before, { at: at * SECOND, status }),
    null,
  ) as ReportingRate;

describe('a position', () => {
  it.each([
    ['moving', 60],
    ['idling', 120],
    ['stopped', 1_200],
  ] as const)('of a vehicle that is %s is stale after %d s, twice what trackers do', (status, seconds) => {
    const rate = after(status, 0);
    expect(staleAt(rate)).toBe(seconds * SECOND);
  });

  it('of a tracker that reports every two minutes is stale later', () => {
    const slow = after('moving', ...Array.from({ length: 20 }, (_, index) => index * 120));
    expect(staleAt(slow) - slow.at).toBeGreaterThan(235 * SECOND);
  });

  it('after a stop is stale as one on the way is', () => {
    const moving = hear(after('stopped', 0, 600, 1_200), { at: 1_210 * SECOND, status: 'moving' });
    expect(staleAt(moving) - moving.at).toBe(60 * SECOND);
  });
});
