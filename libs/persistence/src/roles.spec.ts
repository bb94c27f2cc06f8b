import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openPool } from '@yipii/platform';
import { Client, type Pool } from 'pg';
import { assetId, PersistenceUnderTest } from './persistence.testing';
import type { SeededAccount } from './seed-account';

const ROLES = [
  'yipii_app',
  'yipii_worker',
  'yipii_ingestion',
  'yipii_enrichment',
  'yipii_alerting',
  'yipii_link_session',
];
const PRIVILEGES = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'];
const HEADING = '### What each role may do with each table';

/** Of each table, without the days of history, what each role may do: with all columns, or with some. */
const MATRIX = `
  SELECT c.relname AS name, r.role, p.privilege,
    has_table_privilege(r.role, c.oid, p.privilege) AS whole,
    ARRAY(SELECT a.attname::text FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND p.privilege IN ('SELECT', 'INSERT', 'UPDATE')
        AND has_column_privilege(r.role, c.oid, a.attnum, p.privilege) ORDER BY a.attnum) AS columns
  FROM pg_class c CROSS JOIN unnest($1::text[]) WITH ORDINALITY AS r (role, role_no)
    CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS p (privilege, privilege_no)
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    AND c.relname !~ '^position_[0-9]{8}$'
  ORDER BY c.relname, r.role_no, p.privilege_no`;

interface Right {
  readonly name: string;
  readonly role: string;
  readonly privilege: string;
  readonly whole: boolean;
  readonly columns: readonly string[];
}

function cellOf(rights: readonly Right[]): string {
  const texts = rights.flatMap(({ privilege, whole, columns }) => {
    if (whole) return [privilege];
    return columns.length > 0 ? [`${privilege} (${columns.join(', ')})`] : [];
  });
  return texts.join(', ') || '–';
}

/** The rows of the table in docs/security.md, in one form. */
function documented(): string[] {
  const text = readFileSync(path.resolve(__dirname, '../../../docs/security.md'), 'utf8');
  const section = text.slice(text.indexOf(HEADING) + HEADING.length).split('\n#')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.replaceAll(/ +/g, ' ').trim());
}

describe('the roles of the database', () => {
  let sut: PersistenceUnderTest;
  let alpha: SeededAccount;
  let beta: SeededAccount;
  let login: string;
  let requests: Pool;

  beforeAll(async () => {
    sut = await PersistenceUnderTest.start();
    alpha = await sut.seed('alpha', 'a1');
    beta = await sut.seed('beta', 'b1');
    login = `requests_${randomUUID().slice(0, 8)}`;
    await asSuperuser(`CREATE ROLE ${login} LOGIN PASSWORD 'x' NOINHERIT IN ROLE yipii_app`);
    const url = new URL(sut.url);
    url.username = login;
    url.password = 'x';
    requests = openPool(url.toString(), 'yipii_app', 1);
  });
  afterAll(async () => {
    await requests.end();
    await asSuperuser(`DROP ROLE ${login}`);
    await sut.stop();
  });

  async function asSuperuser(text: string): Promise<void> {
    const client = new Client({ connectionString: sut.url });
    await client.connect();
    await client.query(text).finally(() => client.end());
  }

  it('may do with each table what docs/security.md says, and nothing else', async () => {
    const { rows } = await sut.worker.query<Right>(MATRIX, [ROLES, PRIVILEGES]);
    const names = [...new Set(rows.map(({ name }) => name))];
    const actual = names.map((name) => {
      const cells = ROLES.map((role) => cellOf(rows.filter((row) => row.name === name && row.role === role)));
      return `| \`${name}\` | ${cells.join(' | ')} |`;
    });
    expect(documented()).toEqual(actual);
  });

  it('make no tables, temporary ones neither, and call no function that is not theirs', async () => {
    const { rows } = await sut.worker.query(
      `SELECT role, has_schema_privilege(role, 'public', 'CREATE') AS creates,
         has_database_privilege(role, current_database(), 'TEMPORARY') AS shadows,
         has_function_privilege(role, 'drop_position_partitions(date)', 'EXECUTE') AS drops
       FROM unnest($1::text[]) AS role`,
      [ROLES],
    );
    expect(rows).toEqual(
      ROLES.map((role) => ({
        ...{ role, creates: false, shadows: false },
        drops: ['yipii_worker', 'yipii_enrichment'].includes(role),
      })),
    );
  });

  describe('of requests', () => {
    const own = (text: string) => inAccount(alpha.accountId, text);

    async function inAccount(accountId: number, text: string) {
      const client = await requests.connect();
      try {
        await client.query(
          `BEGIN; SELECT set_config('app.account', '${accountId}', true), set_config('app.assets', 'all', true)`,
        );
        return await client.query(text);
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    }

    const codeOf = (text: string) =>
      own(text).then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code,
      );
    const DENIED = '42501';

    it('does not get around row-level security by another role, or by none', async () => {
      expect((await own('SELECT FROM asset')).rowCount).toBe(1);
      for (const role of ['yipii_worker', 'yipii_ingestion', 'postgres'])
        expect(await codeOf(`SET ROLE ${role}`)).toBe(DENIED);
      expect(await codeOf('SET ROLE NONE; SELECT FROM asset')).toBe(DENIED);
      expect(await codeOf('SET row_security = off; SELECT FROM asset')).toBe(DENIED);
      expect(await codeOf('CREATE TEMPORARY TABLE asset (id bigint)')).toBe(DENIED);
    });

    it('does not change the key or name of its account', async () => {
      expect(await codeOf(`UPDATE account SET key = 'mine'`)).toBe(DENIED);
      expect(await codeOf('UPDATE account SET version = version + 1')).toBe('done');
    });

    it('tells others of its own account only, in topics of the API', async () => {
      const event = (topic: string, account: string) =>
        codeOf(`INSERT INTO outbox (topic, key, event_id, payload)
          VALUES ('${topic}', 'k', gen_random_uuid(), '{"account": ${account}, "event": {}}')`);
      const mine = `{"id": ${alpha.accountId}, "key": "alpha"}`;
      expect(await event('registry.changed.v1', mine)).toBe('done');
      expect(await event('position.received.v1', mine)).toBe(DENIED);
      expect(await event('registry.changed.v1', `{"id": ${beta.accountId}, "key": "beta"}`)).toBe(DENIED);
      expect(await event('access.revoked.v1', 'null')).toBe(DENIED);
    });

    it('learns nothing of a foreign device, whether it is on an asset or does not exist', async () => {
      const assign = (deviceId: number) =>
        codeOf(`INSERT INTO assignment (account_id, device_id, asset_id, valid_from)
          VALUES (${alpha.accountId}, ${deviceId}, ${assetId(alpha, 0)}, now())`);
      const foreign = beta.assets[0]?.deviceId ?? 0;
      expect([await assign(foreign), await assign(999_999)]).toEqual(['23503', '23503']);
      expect(await assign(alpha.assets[0]?.deviceId ?? 0)).toBe('23P01');
    });
  });
});
