import { eventually } from '@yipii/testing';
import type { RateLimit, RateLimits } from './rate-limits.ports';

/** What every implementation does. @param limits counts nothing yet */
export function rateLimitsContract(limits: () => RateLimits): void {
  let names = 0;
  const aLimit = (max: number, windowSeconds = 60): RateLimit => ({
    name: `contract-${names++}`,
    max,
    windowSeconds,
  });

  it('counts by key, and is exceeded by the use after the last that is allowed', async () => {
    const limit = aLimit(2);
    const startedAt = Date.now();
    expect(await limits().count(limit, 'a')).toMatchObject({ limit: 2, remaining: 1, isExceeded: false });
    expect(await limits().count(limit, 'a')).toMatchObject({ remaining: 0, isExceeded: false });
    const exceeded = await limits().count(limit, 'a');
    expect(exceeded).toMatchObject({ limit: 2, remaining: 0, isExceeded: true });
    const window = (exceeded?.resetsAt ?? 0) - startedAt;
    expect(window).toBeGreaterThan(55_000);
    expect(window).toBeLessThanOrEqual(60_000 + Date.now() - startedAt);
    expect(await limits().count(limit, 'b')).toMatchObject({ remaining: 1, isExceeded: false });
    expect(await limits().count(aLimit(2), 'a')).toMatchObject({ remaining: 1, isExceeded: false });
  });

  it('tells the usage without counting', async () => {
    const limit = aLimit(3);
    expect(await limits().usageOf(limit, 'a')).toMatchObject({ remaining: 3, isExceeded: false });
    await limits().count(limit, 'a');
    for (let i = 0; i < 3; i++) expect(await limits().usageOf(limit, 'a')).toMatchObject({ remaining: 2 });
  });

  it('begins a new window when the last is over or was reset', async () => {
    const limit = aLimit(1, 1);
    await limits().count(limit, 'a');
    await eventually(async () => {
      expect(await limits().usageOf(limit, 'a')).toMatchObject({ remaining: 1 });
    });
    const long = aLimit(1);
    await limits().count(long, 'a');
    await limits().reset(long, 'a');
    expect(await limits().count(long, 'a')).toMatchObject({ remaining: 0, isExceeded: false });
  });

  it('counts nothing where there is no limit', async () => {
    const limit = aLimit(0);
    for (let i = 0; i < 3; i++) expect(await limits().count(limit, 'a')).toBeNull();
    expect(await limits().usageOf(limit, 'a')).toBeNull();
  });
}
