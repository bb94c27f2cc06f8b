import { FakeClock } from '@yipii/testing';
import { FailedAuthentications } from './failed-authentications';
import { MemorySharedCounts } from './shared-counts.memory';

const CLIENT = '203.0.113.9';

describe('failed authentications', () => {
  const clock = new FakeClock(1_700_000_000_000);
  const now = (): number => clock.now();
  const aProcess = (counts = new MemorySharedCounts(), perMinute = 3): FailedAuthentications =>
    new FailedAuthentications(counts, now, perMinute);

  it('are blocked once the limit is reached, until a minute after the first', () => {
    const failures = aProcess();
    const endsAt = now() + 60_000;
    for (let i = 0; i < 3; i++) {
      expect(failures.failed(CLIENT)).toBeNull();
      clock.advance(10_000);
    }
    expect(failures.failed(CLIENT)).toEqual({ limit: 3, endsAt });
    clock.advance(29_999);
    expect(failures.excessOf(CLIENT)).toEqual({ limit: 3, endsAt });
    clock.advance(1);
    expect(failures.excessOf(CLIENT)).toBeNull();
    for (let i = 0; i < 3; i++) expect(failures.failed(CLIENT)).toBeNull();
    expect(failures.failed(CLIENT)).not.toBeNull();
  });

  it('are counted by client', () => {
    const failures = aProcess();
    for (let i = 0; i < 4; i++) failures.failed(CLIENT);
    expect(failures.failed('203.0.113.10')).toBeNull();
  });

  it('are counted over all processes', () => {
    const counts = new MemorySharedCounts();
    const [one, other] = [aProcess(counts), aProcess(counts)];
    for (let i = 0; i < 3; i++) one.failed(CLIENT);
    expect(other.failed(CLIENT)).toEqual({ limit: 3, endsAt: now() + 60_000 });
    clock.advance(60_000);
    one.forgetOld();
    expect(other.failed(CLIENT)).toBeNull();
  });

  it('are never blocked where there is no limit', () => {
    const failures = aProcess(new MemorySharedCounts(), 0);
    for (let i = 0; i < 100; i++) expect(failures.failed(CLIENT)).toBeNull();
    expect(failures.excessOf(CLIENT)).toBeNull();
  });

  it('are remembered for a bounded number of clients, the oldest forgotten first', () => {
    const counts = new MemorySharedCounts();
    const failures = new FailedAuthentications(counts, now, 1, 1_000);
    for (let i = 0; i < 5_000; i++) failures.failed(`198.51.${i >> 8}.${i & 255}`);
    expect(failures.failed('198.51.19.135')).not.toBeNull();
    expect(counts.of('failures:198.51.0.0')).toBe(0);
    expect(failures.failed('198.51.0.0')).toBeNull();
  });
});
