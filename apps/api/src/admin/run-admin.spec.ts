import { createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import { Client } from 'pg';
import { ADMIN_COMMANDS } from './commands/all';
import { parseCommand } from './parse-command';
import { runAdmin } from './run-admin';

/** @throws UsageError */
function understood(name: string, example: string): void {
  const words = example.match(/'[^']*'|\S+/g) ?? [];
  parseCommand(ADMIN_COMMANDS, [...name.split(' '), ...words.map((word) => word.replaceAll("'", ''))]);
}

describe('npm run admin', () => {
  let database: TestDatabase;
  let sql: Client;

  beforeAll(async () => {
    database = await createMigratedDatabase();
    sql = new Client({ connectionString: database.url });
    await sql.connect();
  });
  afterAll(async () => {
    await sql.end();
    await database.drop();
  });

  let settings: Readonly<Record<string, string>> = {};
  afterEach(() => (settings = {}));

  async function admin(...args: string[]) {
    const [out, err]: [string[], string[]] = [[], []];
    const env = { DATABASE_URL: database.url, LIVE_APP_KEY: 'the-key', ...settings };
    const find = () => Promise.resolve({ env, isAlone: false, release: () => Promise.resolve() });
    const texts = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
    const code = await runAdmin(args, find, texts);
    return { code, out: out.join('\n'), err: err.join('\n') };
  }
  const rowOf = async (...args: string[]): Promise<Record<string, string | number>> => {
    const { out, err } = await admin(...args, '--json');
    return (JSON.parse(out || err) as Record<string, string | number>[])[0] ?? {};
  };

  it('creates an account, an asset and a device, which others hear of', async () => {
    expect(await admin('account', 'create', 'acme', '--name', 'Acme Ltd')).toMatchObject({
      code: 0,
      err: '',
    });
    const { id } = await rowOf('asset', 'create', 'acme', '--name', 'Truck 7', '--plate', 'AB 123');
    await sql.query('DELETE FROM outbox');
    const options = ['--asset', String(id), '--protocol', 'teltonika'];
    expect(await rowOf('device', 'create', 'acme', '356307042441013', ...options)).toMatchObject({
      asset: id,
    });
    const { rows } = await sql.query<{ payload: object }>('SELECT payload FROM outbox');
    expect(rows).toMatchObject([{ payload: { event: { kind: 'assignment', uniqueId: '356307042441013' } } }]);
    expect((await admin('device', 'list', 'acme')).out).toMatch(/356307042441013 +teltonika +\d+ +Truck 7/);
    expect((await admin('asset', 'list', 'acme')).out).toMatch(/Truck 7 +AB 123 +356307042441013/);
    expect((await admin('account', 'list')).out).toMatch(/acme +Acme Ltd +1 +1/);
  });

  it('creates a client whose secret is stored as a hash only', async () => {
    await admin('account', 'create', 'shop');
    const client = await rowOf(
      'client',
      'create',
      'shop',
      '--name',
      'web',
      '--scopes',
      'positions:read,links:read',
    );
    const { rows } = await sql.query(
      'SELECT scopes, secret_hash = sha256($2) AS same FROM oauth_client WHERE id = $1',
      [client.client_id, client.client_secret],
    );
    expect(rows).toEqual([{ scopes: ['positions:read', 'links:read'], same: true }]);
  });

  it('creates a user who is an owner, gives a new password, and keeps the last owner', async () => {
    await admin('account', 'create', 'people');
    const [place, role] = [
      ['people', 'Ada@Example.com'],
      ['--role', 'owner', '--name', 'Ada'],
    ];
    const user = await rowOf('user', 'create', ...place, ...role);
    expect(user).toMatchObject({ email: 'Ada@example.com', role: 'owner' });
    expect(await hashOfUser(user.id)).toMatch(/^\$argon2id\$/);
    expect((await admin('user', 'list', 'people')).out).toMatch(/Ada@example.com +Ada +owner +– +password/);
    const before = await hashOfUser(user.id);
    expect((await rowOf('user', 'password', ...place)).password).not.toBe(user.password);
    expect(await hashOfUser(user.id)).not.toBe(before);
    expect(await admin('user', 'delete', ...place, '--yes')).toMatchObject({
      code: 1,
      err: 'the last owner must stay: create another one first',
    });
    await rowOf('user', 'create', 'people', 'bob@example.com', '--role', 'owner');
    expect(await admin('user', 'delete', ...place, '--yes')).toMatchObject({ code: 0 });
    expect((await admin('user', 'list', 'people')).out).not.toContain('Ada');
  });

  async function hashOfUser(id: string | number | undefined): Promise<string> {
    const text = 'SELECT password_hash FROM account_user WHERE id = $1';
    return (await sql.query<{ password_hash: string }>(text, [id])).rows[0]?.password_hash ?? '';
  }

  it('creates, lists and deletes keys and clients; what is deleted ends everywhere', async () => {
    await admin('account', 'create', 'keys');
    const options = ['--name', 'export', '--scopes', 'fleet:read', '--expires', '2099-01-01T00:00:00Z'];
    const { id, key } = await rowOf('key', 'create', 'keys', ...options);
    const { rows } = await sql.query('SELECT secret_hash = sha256($2) AS same FROM api_key WHERE id = $1', [
      id,
      key,
    ]);
    expect(rows).toEqual([{ same: true }]);
    expect((await admin('key', 'list', 'keys')).out).toMatch(/export +fleet:read +all +2099-01-01/);
    const client = await rowOf('client', 'create', 'keys', '--name', 'web');
    expect((await admin('client', 'list', 'keys')).out).toMatch(/web +positions:read fleet:read +all +never/);
    await sql.query('DELETE FROM outbox');
    expect(await admin('key', 'delete', 'keys', String(id))).toMatchObject({ code: 0 });
    expect(await admin('client', 'delete', 'keys', String(client.client_id))).toMatchObject({ code: 0 });
    const told = await sql.query<{ kind: string }>(
      `SELECT payload -> 'event' ->> 'kind' AS kind FROM outbox`,
    );
    expect(told.rows.map(({ kind }) => kind).sort()).toEqual(['client', 'key']);
    expect(await admin('key', 'delete', 'keys', String(id))).toMatchObject({ code: 1 });
    expect((await admin('key', 'list', 'keys')).out).toBe('none');
  });

  it('registers whom tokens of an external issuer stand for', async () => {
    await admin('account', 'create', 'federated');
    const { id } = await rowOf('issuer', 'add', 'federated', 'https://id.example.com', 'tenant-7');
    expect((await admin('issuer', 'list')).out).toMatch(/federated +https:\/\/id.example.com +tenant-7/);
    expect(await admin('issuer', 'remove', 'federated', String(id))).toMatchObject({ code: 0 });
    expect((await admin('issuer', 'list')).out).toBe('none');
  });

  it('lists migrations and topics', async () => {
    expect((await admin('migration', 'list')).out).toMatch(/CreateSchema1763900000000 +done/);
    const { out } = await admin('topic', 'list');
    expect(out).toMatch(/position.received.v1 +– +– +72 +ingestion/);
    expect(out).toContain('position.received.v1.dlq');
    settings = { TOPIC_RETENTION_HOURS: 'position.received.v1=24', DEAD_LETTER_RETENTION_DAYS: '3' };
    const changed = (await admin('topic', 'list')).out;
    expect(changed).toMatch(/position.received.v1 +– +– +24 +ingestion/);
    expect(changed).toMatch(/position.received.v1.dlq +– +– +72 /);
    expect((await admin('topic', 'create')).out).toContain('first event');
    expect((await admin('dead-letter', 'list')).out).toBe('none');
  });

  it('prints the app key', async () => {
    expect(await admin('app-key')).toEqual({ code: 0, out: 'the-key', err: '' });
  });

  it.each([
    [['account', 'create', 'acme'], 'it exists already'],
    [['device', 'create', 'shop', '356307042441013', '--asset', '1'], 'shop has no asset 1'],
    [['asset', 'list', 'nobody'], 'there is no account "nobody"'],
    [['client', 'create', 'acme', '--name', 'x', '--assets', '99'], 'acme does not have all of these assets'],
  ])('%j fails in one line', async (args, err) => {
    expect(await admin(...args)).toEqual({ code: 1, out: '', err });
  });

  it.each([
    [[], 'no command is given'],
    [['acount', 'list'], 'there is no command "acount list"'],
    [['account', 'create'], 'account is missing'],
    [['account', 'create', 'a b'], 'account must be'],
    [['account', 'create', 'user'], 'account must be'],
    [['account', 'create', 'acme', 'more'], '"more" is too much'],
    [['account', 'create', 'acme', '--nmae', 'x'], "Unknown option '--nmae'"],
    [['asset', 'create', 'acme'], '--name is missing'],
    [['asset', 'create', 'acme', '--name', 'a\0b'], 'name must be'],
    [['asset', 'create', 'acme', '--name', 'x'.repeat(101)], 'name must be'],
    [['device', 'create', 'acme', '1', '--asset', '1e3'], 'asset must be an id'],
    [['device', 'create', 'acme', '1', '--asset', '9007199254740993'], 'asset must be an id'],
    [['device', 'create', 'acme', '1', '--asset', '1', '--protocol', 'morse'], 'protocol must be one of'],
    [['client', 'create', 'acme', '--name', 'x', '--scopes', 'all'], 'scopes must be of'],
    [['key', 'create', 'acme', '--name', 'x', '--expires', 'soon'], 'expires must be a time'],
    [['user', 'create', 'acme', 'nobody', '--role', 'owner'], 'email must be a mail address'],
    [['user', 'create', 'acme', 'a@b.example', '--role', 'king'], 'role must be one of'],
    [['user', 'create', 'acme', 'a@b.example', '--role', 'owner', '--groups', '1'], 'an owner sees all'],
    [['dead-letter', 'replay', 'outbox'], 'either --id or --all'],
    [['dead-letter', 'replay', 'nothing.v1', '--all'], 'topic must be one of'],
    [['dead-letter', 'show', 'registry.changed.v1', '--id', '1'], 'id must be an id of the list'],
  ])('%j is not understood, in one line', async (args, message) => {
    const { code, out, err } = await admin(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toMatch(/^[^\n]+ \(see: npm run admin -- .*--help\)$/);
  });

  it('reports in one line that the database is unavailable', async () => {
    const env = { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' };
    const err: string[] = [];
    const find = () => Promise.resolve({ env, isAlone: false, release: () => Promise.resolve() });
    const code = await runAdmin(['account', 'list'], find, {
      out: () => undefined,
      err: (text) => void err.push(text),
    });
    expect([code, err]).toEqual([1, ['the database or broker cannot be reached (ECONNREFUSED)']]);
  });

  it('explains every command', async () => {
    const all = (await admin('--help')).out;
    for (const { name, summary } of ADMIN_COMMANDS) {
      expect(all).toContain(`  ${name}`);
      const { code, out } = await admin(...name.split(' '), '--help');
      expect(code).toBe(0);
      expect(out).toContain(summary);
      expect(out).toContain(`Usage:   npm run admin -- ${name}`);
      expect(out).toContain(`Example: npm run admin -- ${name}`);
    }
    for (const { name, example } of ADMIN_COMMANDS) expect(() => understood(name, example)).not.toThrow();
    expect(Math.max(...all.split('\n').map((line) => line.length))).toBeLessThan(130);
  });
});
