import { TidyTables } from '@yipii/persistence';
import { Lifecycle, loadConfigs, TopicRetentionConfig, WorkerDatabase } from '@yipii/platform';
import { createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { keptFor } from './kept-for';

/** Of each, one row that is kept and one that is not. */
const ROWS = [
  `INSERT INTO outbox_dead_letter (id, topic, key, event_id, payload, created_at, attempts, failed_at, reason)
   SELECT day, 't', 'k', gen_random_uuid(), '{}', now(), 1, now() - day * interval '1 day', 'x'
   FROM unnest(ARRAY[2, 4]) AS day`,
  `INSERT INTO invitation (account_id, email, role, token_hash, expires_at)
   SELECT a.id, day || '@b.example', 'viewer', sha256(day::text::bytea), now() - day * interval '1 day'
   FROM unnest(ARRAY[29, 31]) AS day, account a`,
  `INSERT INTO password_reset (token_hash, expires_at)
   SELECT sha256(hour::text::bytea), now() + hour * interval '1 hour' FROM unnest(ARRAY[-1, 1]) AS hour`,
  `INSERT INTO event (account_id, event_id, type, occurred_at, emitted_at, data)
   SELECT a.id, gen_random_uuid(), 'x', now(), now() - day * interval '1 day', '{}'
   FROM unnest(ARRAY[6, 8]) AS day, account a`,
];
const TABLES = ['outbox_dead_letter', 'invitation', 'password_reset', 'event'];

describe('the round that tidies tables', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createMigratedDatabase();
    pool = new Pool({ connectionString: database.url });
    await pool.query(`INSERT INTO account (key, name) VALUES ('acme', 'Acme')`);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('deletes what is kept no longer, by the settings, and nothing else', async () => {
    for (const text of ROWS) await pool.query(text);
    const retention = loadConfigs([TopicRetentionConfig], { DEAD_LETTER_RETENTION_DAYS: '3' });
    const config = retention.get(TopicRetentionConfig) as TopicRetentionConfig;
    await new TidyTables(new WorkerDatabase(pool), keptFor(config), new Lifecycle()).run();
    for (const table of TABLES)
      expect([table, (await pool.query(`SELECT FROM ${table}`)).rowCount]).toEqual([table, 1]);
    expect((await pool.query('SELECT FROM outbox_dead_letter WHERE id = 2')).rowCount).toBe(1);
  });
});
