import { FakeClock } from '@yipii/testing';
import { Logger } from '@nestjs/common';
import { Metrics } from '../metrics/metrics';
import { SecurityEvents } from './security-events';

const ADDRESS = '203.0.113.9';

describe('security events', () => {
  const clock = new FakeClock();
  let lines: Record<string, unknown>[];

  beforeEach(() => {
    lines = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line) => void lines.push(line as never));
  });
  afterEach(() => jest.restoreAllMocks());

  const events = (metrics = new Metrics(), secret = 'a secret') => new SecurityEvents(metrics, clock, secret);
  const failed = { event: 'authentication_failed', reason: 'invalid_token' } as const;

  it('are logged with hashes that only the secret makes, and without what it does not know', () => {
    for (const secret of ['a secret', 'a secret', 'another'])
      events(new Metrics(), secret).tell({ ...failed, hashed: { client: ADDRESS, credential: undefined } });
    const [first, again, other] = lines.map(({ client }) => String(client));
    expect([first, first === other]).toEqual([again, false]);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(lines)).not.toMatch(ADDRESS);
    const line = { msg: 'authentication failed', security: true, ...failed, client: first };
    expect(lines[0]).toEqual(line);
  });

  it('are counted in full, and logged at most 20 times a second', async () => {
    const metrics = new Metrics();
    const told = events(metrics);
    for (let i = 0; i < 50; i++) told.tell(failed);
    expect(lines).toHaveLength(20);
    clock.advance(1_000);
    told.tell({ event: 'access_revoked', reason: 'token' });
    expect(lines.at(-1)).toMatchObject({ msg: 'access revoked', leftOut: 30 });
    const page = await metrics.registry.metrics();
    expect(page).toContain('event="authentication_failed",reason="invalid_token"} 50');
  });
});
