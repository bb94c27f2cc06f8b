import { FlexibleRateLimits, failedAuthentications, type SecurityEvent } from '@yipii/platform';
import { eventually, FakeClock } from '@yipii/testing';
import { FailedAuthentications } from './failed-authentications';

const CLIENT = '203.0.113.9';

describe('failed authentications', () => {
  const clock = new FakeClock(1_700_000_000_000);
  const now = (): number => clock.now();
  const told: SecurityEvent[] = [];
  const events = { tell: (event: SecurityEvent) => void told.push(event) };

  function aProcess({
    counts = new FlexibleRateLimits('a secret'),
    perMinute = 3,
    maxClients = 50_000,
  } = {}) {
    const failures = new FailedAuthentications(counts, events, { now, perMinute, maxClients });
    const fail = (client = CLIENT) => failures.failed(client, 'bearer');
    return { failures, fail };
  }

  it('are blocked once the limit is reached, until a minute after the first', () => {
    const { failures, fail } = aProcess();
    const endsAt = now() + 60_000;
    for (let i = 0; i < 3; i++) {
      expect(fail()).toBeNull();
      clock.advance(10_000);
    }
    expect(fail()).toEqual({ limit: 3, endsAt });
    clock.advance(29_999);
    expect(failures.excessOf(CLIENT)).toEqual({ limit: 3, endsAt });
    clock.advance(1);
    expect(failures.excessOf(CLIENT)).toBeNull();
    for (let i = 0; i < 3; i++) expect(fail()).toBeNull();
    expect(fail()).not.toBeNull();
  });

  it('are counted by client', () => {
    const { fail } = aProcess();
    for (let i = 0; i < 4; i++) fail();
    expect(fail('203.0.113.10')).toBeNull();
  });

  it('are counted together with those at the API and at other gateways, of which the next failure tells', async () => {
    const counts = new FlexibleRateLimits('a secret');
    const [one, other] = [aProcess({ counts }), aProcess({ counts })];
    for (let i = 0; i < 2; i++) await counts.count(failedAuthentications(3), CLIENT);
    expect(one.fail()).toBeNull();
    await eventually(() => expect(one.failures.excessOf(CLIENT)).toMatchObject({ limit: 3 }));
    expect(one.fail()).toMatchObject({ limit: 3 });
    expect(other.fail()).toBeNull();
    await eventually(() => expect(other.fail()).toMatchObject({ limit: 3 }));
    expect(await counts.usageOf(failedAuthentications(3), CLIENT)).toMatchObject({ isExceeded: true });
  });

  it('are told of, those that are too many as well', () => {
    told.length = 0;
    const { fail } = aProcess({ perMinute: 1 });
    for (let i = 0; i < 2; i++) fail();
    const event = { event: 'authentication_failed', reason: 'bearer', hashed: { client: CLIENT } };
    expect(told).toEqual([event, event]);
  });

  it('are never blocked where there is no limit', () => {
    const { failures, fail } = aProcess({ perMinute: 0 });
    for (let i = 0; i < 100; i++) expect(fail()).toBeNull();
    expect(failures.excessOf(CLIENT)).toBeNull();
  });

  it('are remembered for a bounded number of clients, the oldest forgotten first', () => {
    const { fail } = aProcess({ perMinute: 1, maxClients: 1_000 });
    for (let i = 0; i < 5_000; i++) fail(`198.51.${i >> 8}.${i & 255}`);
    expect(fail('198.51.19.135')).not.toBeNull();
    expect(fail('198.51.0.0')).toBeNull();
  });
});
