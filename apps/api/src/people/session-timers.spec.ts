import { RunTimers, WorkerDatabase, Outbox } from '@yipii/platform';
import { FakeClock } from '@yipii/testing';
import { topics } from '@yipii/protocol';
import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest } from '../api.testing';
import { aUser } from './people.testing';
import { sessionTimers } from './session-timers.postgres';

const HOUR_S = 3_600;

describe('sessions', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let clock: FakeClock;
  let timers: { run(): Promise<void> };

  beforeAll(async () => {
    api = await ApiUnderTest.start({
      SESSION_TTL_SECONDS: String(10 * HOUR_S),
      SESSION_IDLE_SECONDS: String(HOUR_S),
    });
    alpha = await api.seed('alpha', 0);
    clock = new FakeClock(Date.now());
    const parts = { database: api.part(WorkerDatabase), outbox: api.part(Outbox), clock };
    timers = new RunTimers(sessionTimers(HOUR_S), parts);
  });
  afterAll(() => api.stop());

  const sessionOf = async (userId: number): Promise<{ handle: string } | undefined> => {
    const { rows } = await api.pool.query<{ handle: string }>(
      'SELECT handle FROM user_session WHERE user_id = $1',
      [userId],
    );
    return rows[0];
  };
  const isTold = async (handle: string | undefined): Promise<boolean> => {
    const { rowCount } = await api.pool.query(`SELECT FROM outbox WHERE payload->'event'->>'id' = $1`, [
      handle,
    ]);
    return (
      rowCount === 1 ||
      api.log.written.some(
        ({ topic, event }) => topic === topics.accessRevoked.name && (event as { id: string }).id === handle,
      )
    );
  };

  it('end when they were not used for long enough, with what they have opened', async () => {
    const { id } = await aUser(api, alpha, 'viewer');
    const { id: busy } = await aUser(api, alpha, 'viewer');
    const session = await sessionOf(id);
    clock.advance((HOUR_S - 60) * 1_000);
    await api.pool.query('UPDATE user_session SET last_seen_at = $2 WHERE user_id = $1', [
      busy,
      new Date(clock.now()),
    ]);
    await timers.run();
    expect(await sessionOf(id)).toBeDefined();
    clock.advance(120_000);
    await timers.run();
    expect([await sessionOf(id), await isTold(session?.handle)]).toEqual([undefined, true]);
    expect(await sessionOf(busy)).toBeDefined();
  });

  it('are not accepted after that, even before they are cleared away', async () => {
    const { id, browser } = await aUser(api, alpha, 'viewer');
    expect((await browser.get('/api/user')).status).toBe(200);
    await api.pool.query(
      `UPDATE user_session SET last_seen_at = now() - interval '61 minutes' WHERE user_id = $1`,
      [id],
    );
    expect((await browser.get('/api/user')).status).toBe(401);
  });

  it('end in any case after their longest life', async () => {
    const { id, browser } = await aUser(api, alpha, 'viewer');
    await api.pool.query(`UPDATE user_session SET expires_at = now() WHERE user_id = $1`, [id]);
    expect((await browser.get('/api/user')).status).toBe(401);
  });
});
