import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PackDays } from '@yipii/persistence';
import { createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import { Client, Pool } from 'pg';
import { runAdmin } from './run-admin';

const IMEI = '356307042441013';

describe('erasure', () => {
  let database: TestDatabase;
  let sql: Client;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-export-'));
    database = await createMigratedDatabase();
    sql = new Client({ connectionString: database.url });
    await sql.connect();
    for (const key of ['marked', 'other']) await fill(key);
  });
  afterEach(async () => {
    await sql.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  let ofHistory: { readonly HISTORY_DATABASE_URL?: string } = {};

  async function admin(...args: string[]) {
    const texts: string[] = [];
    const find = () =>
      Promise.resolve({
        env: { DATABASE_URL: database.url, ...ofHistory },
        isAlone: false,
        release: () => Promise.resolve(),
      });
    const print = (text: string) => void texts.push(text);
    const code = await runAdmin(args, find, { out: print, err: print });
    return { code, text: texts.join('\n') };
  }

  /** Every kind of row, each with the account's mark. */
  async function fill(key: string) {
    const device = key === 'marked' ? IMEI : '356307042441021';
    await admin('account', 'create', key, '--name', `Firm of ${key}`);
    const { text } = await admin('asset', 'create', key, '--name', `Van of ${key}`, '--json');
    const [asset] = JSON.parse(text) as { id: number }[];
    await admin('device', 'create', key, device, '--asset', String(asset?.id));
    await admin('client', 'create', key, '--name', `Client of ${key}`);
    const ids = (await sql.query<{ id: string }>('SELECT id FROM account WHERE key = $1', [key])).rows;
    const values = [ids[0]?.id, asset?.id, key];
    for (const text of ROWS) await sql.query(text, text.includes('$3') ? values : values.slice(0, 2));
    await sql.query("INSERT INTO unregistered_device VALUES ($1, 'teltonika', now(), now(), 1)", [device]);
  }

  /** `table` of each row that holds the text in any column. */
  async function tablesWith(text: string): Promise<string[]> {
    const { rows } = await sql.query<{ name: string }>(
      "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await sql.query(`SELECT FROM ${name} t WHERE strpos(t::text, $1) > 0`, [text]);
      if (rowCount) found.push(name);
    }
    return found.sort();
  }

  it('leaves nothing of an account, and all of the others', async () => {
    const others = await tablesWith('other');
    expect(await tablesWith('marked')).toEqual(others);
    await sql.query('DELETE FROM outbox');
    expect((await admin('account', 'delete', 'marked', '--yes')).code).toBe(0);
    const events = await sql.query('SELECT topic, payload FROM outbox ORDER BY id');
    expect(events.rows[0]).toMatchObject({
      topic: 'access.revoked.v1',
      payload: { event: { kind: 'account', reason: 'account deleted' } },
    });
    const links = events.rows.filter(
      ({ payload }) => (payload as { event: { kind: string } }).event.kind === 'link',
    );
    expect(links).toMatchObject([{ topic: 'access.revoked.v1', payload: { event: { reason: 'deleted' } } }]);
    expect(events.rows.filter(({ payload }) => JSON.stringify(payload).includes(IMEI))).not.toEqual([]);
    // What tells others waits for its relay, then it is gone.
    await sql.query('DELETE FROM outbox');
    expect(await tablesWith('marked')).toEqual([]);
    expect(await tablesWith(IMEI)).toEqual([]);
    expect(await tablesWith('other')).toEqual(others);
    expect(await admin('account', 'delete', 'marked', '--yes')).toMatchObject({ code: 1 });
  });

  it('goes on after a crash, and deletes what came late', async () => {
    await sql.query(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$`,
    );
    await sql.query('CREATE TRIGGER fail BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION fail()');
    expect(await admin('account', 'delete', 'marked', '--yes')).toEqual({ code: 1, text: 'crash' });
    await sql.query('DROP TRIGGER fail ON audit_log');
    const { rows } = await sql.query<{ id: string }>("SELECT id FROM account WHERE key = 'marked'");
    expect((await admin('account', 'delete', 'marked', '--yes')).code).toBe(0);
    for (const text of ROWS.filter((row) => /INTO (position|asset_state) /.test(row)))
      await sql.query(text, [rows[0]?.id, 77, 'marked'].slice(0, text.includes('$3') ? 3 : 2));
    expect(await admin('erase', 'leftovers', '--json')).toEqual({ code: 0, text: '[{"assets":1}]' });
    await sql.query('DELETE FROM outbox');
    expect(await tablesWith('marked')).toEqual([]);
    expect(await tablesWith('Van of other')).not.toEqual([]);
  });

  it.each(['as rows', 'packed'])('leaves nothing in a history database of its own, %s', async (form) => {
    const history = await createMigratedDatabase();
    const own = new Client({ connectionString: history.url });
    await own.connect();
    const ids = await sql.query<{ id: string }>('SELECT id FROM account ORDER BY key');
    for (const { id } of ids.rows) await own.query(ROWS[1] ?? '', [id, Number(id) + 70, `of ${id}`]);
    if (form === 'packed') await packAll(history.url);
    ofHistory = { HISTORY_DATABASE_URL: history.url };
    expect((await admin('account', 'delete', 'marked', '--yes')).code).toBe(0);
    ofHistory = {};
    const { rows: left } = await own.query(
      'SELECT account_id FROM position UNION ALL SELECT account_id FROM packed_positions',
    );
    expect(left).toEqual([{ account_id: ids.rows[1]?.id }]);
    await own.end();
    await history.drop();
  });

  it('leaves nothing of a person but a number, and does not touch the same person elsewhere', async () => {
    const mail = 'Ada@marked.example';
    expect((await tablesWith(mail)).length).toBeGreaterThan(3);
    expect(await admin('erase', 'person', 'marked', 'ada@MARKED.example', '--yes')).toEqual({
      code: 0,
      text: 'erased',
    });
    expect(await tablesWith(mail)).toEqual([]);
    expect(await tablesWith(mail.toLowerCase())).toEqual([]);
    const tasks = await sql.query<{ kind: string }>('SELECT kind FROM link_task ORDER BY kind');
    expect(tasks.rows).toEqual([{ kind: 'changed' }, { kind: 'revoke_session' }]);
    expect((await tablesWith('Ada@other.example')).length).toBeGreaterThan(3);
    expect(await admin('erase', 'person', 'marked', 'nobody', '--yes')).toMatchObject({ code: 2 });
    expect(await admin('erase', 'person', 'marked', 'a@b.c')).toMatchObject({ code: 2 });
  });

  it.each([
    ['position', () => undefined],
    ['packed_positions', () => packAll(database.url)],
  ])('exports an account, its positions in %s, and a person without secrets', async (table, prepare) => {
    await prepare();
    expect((await admin('export', 'account', 'marked', '--to', path.join(folder, 'account'))).code).toBe(0);
    const lines = readFileSync(path.join(folder, 'account', `${table}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { attributes: { note: 'marked' } },
    ]);
    expect(readFileSync(path.join(folder, 'account', 'oauth_client.jsonl'), 'utf8')).not.toContain('secret');
    expect((await admin('export', 'person', 'marked', 'ada@marked.example', '--to', folder)).code).toBe(0);
    const user = readFileSync(path.join(folder, 'account_user.jsonl'), 'utf8');
    expect(JSON.parse(user)).toMatchObject({ email: 'Ada@marked.example' });
    expect(user).not.toMatch(/hash|totp/);
    // A folder that holds an export already is not overwritten.
    expect((await admin('export', 'person', 'marked', 'ada@marked.example', '--to', folder)).code).toBe(1);
  });
});

async function packAll(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await pool.query('UPDATE track_outline SET due_at = NULL, pack_at = now()');
  const packs = new PackDays({ pool });
  const [now, keptFrom, rowsFrom] = [Date.now() + 60_000, 0, Date.UTC(2100, 0, 1)];
  while (await packs.packNext(now, { keptFrom, rowsFrom }));
  await pool.end();
}

/** By account, asset and mark. */
const ROWS = [
  `INSERT INTO asset_state (account_id, asset_id, part, seq, state, location)
   VALUES ($1, $2, 0, 1, '{}', jsonb_build_object('name', $3::text))`,
  `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, valid, status, protocol, attributes)
   VALUES ($1, $2, 1, gen_random_uuid(), now(), now(), true, 'moving', 'osmand', jsonb_build_object('note', $3::text))`,
  `INSERT INTO account_user (account_id, email, name, role, password_hash)
   SELECT $1, 'Ada@' || $3::text || '.example', 'Ada', 'owner', 'argon' WHERE $2::bigint > 0`,
  `INSERT INTO user_session (account_id, id, user_id, token_hash, handle, user_agent, expires_at)
   SELECT $1, gen_random_uuid(), id, sha256($3::text::bytea), gen_random_uuid(), $3::text, now() FROM account_user
   WHERE account_id = $1 AND $2::bigint > 0`,
  `INSERT INTO invitation (account_id, email, role, token_hash, expires_at)
   SELECT $1, 'Ada@' || $3::text || '.example', 'viewer', sha256(('i' || $3::text)::bytea), now() WHERE $2::bigint > 0`,
  `INSERT INTO mail (account_id, id, kind, recipient, subject, text_body, html_body, expires_at, next_due_at)
   SELECT $1, gen_random_uuid(), 'x', 'Ada@' || $3::text || '.example', 's', 't', 'h', now(), now() WHERE $2::bigint > 0`,
  `WITH link AS (
     INSERT INTO tracking_link (account_id, asset_id, name, access_mode, allowed_emails)
     VALUES ($1, $2, $3, 'authorized_only', ARRAY['ada@' || $3::text || '.example', '@example.com']) RETURNING uuid
   ) INSERT INTO tracking_session (account_id, id, link_uuid, token_hash, access_mode, email, generation, expires_at)
   SELECT $1, gen_random_uuid(), uuid, sha256(('s' || $3::text)::bytea), 'authorized_only', 'ada@' || $3::text || '.example',
     1, now() + interval '1 hour' FROM link`,
  `INSERT INTO link_notice (account_id, link_uuid, email, generation, ended)
   SELECT account_id, uuid, 'ada@' || $3::text || '.example', 1, true FROM tracking_link WHERE account_id = $1 AND asset_id = $2`,
  `INSERT INTO audit_log (account_id, actor_kind, actor_id, action, kind, subject_id, changes)
   SELECT $1, 'user', '1', 'created', 'invitation', $2::text, jsonb_build_object('email', 'Ada@' || $3::text || '.example')`,
  `INSERT INTO idempotency_key (account_id, credential, route, key, body_hash, answer)
   SELECT $1, 'c', 'r', $2::text, '', 'Ada@' || $3::text || '.example'`,
  `INSERT INTO outbox_dead_letter (id, topic, key, event_id, payload, created_at, attempts, reason)
   SELECT $1::bigint + 1000, 't', $3::text, gen_random_uuid(), jsonb_build_object('account', jsonb_build_object('id', $1::bigint)),
     now(), 1, 'x' WHERE $2::bigint > 0`,
];
