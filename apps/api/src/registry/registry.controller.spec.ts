import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId, bearer, type Answer } from '../api.testing';

interface Group {
  readonly id: number;
  readonly name: string;
  readonly asset_ids: readonly number[];
}

const SCOPES = ['fleet:read', 'fleet:write'];

describe('a resource of the registry', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;
  let betaToken: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 3);
    token = await api.tokenFor(alpha, SCOPES);
    betaToken = await api.tokenFor(await api.seed('beta', 1), SCOPES);
  });
  afterAll(() => api.stop());

  const send = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    api.call(method, `/api/alpha/${path}`, {
      headers: { ...bearer(token), 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const groupOf = ({ body }: Answer) => body.data as Group;
  const created = async (fields: object = {}): Promise<{ group: Group; etag: string }> => {
    const answer = await send('POST', 'asset-group', { name: 'Vans', ...fields });
    expect(answer.status).toBe(201);
    return { group: groupOf(answer), etag: answer.headers.get('etag') ?? '' };
  };
  const audited = async (kind: string, id: number) => {
    const { rows } = await api.pool.query(
      `SELECT actor_kind, action, changes FROM audit_log WHERE kind = $1 AND subject_id = $2 ORDER BY id`,
      [kind, String(id)],
    );
    return rows as object[];
  };
  const countOf = async (name: string) =>
    (await api.pool.query('SELECT FROM asset_group WHERE name = $1', [name])).rowCount;

  it('is created, read, changed field by field, and deleted', async () => {
    const { group } = await created({ external_id: 'G 1', asset_ids: [assetId(alpha, 0)] });
    expect(group).toMatchObject({ name: 'Vans', external_id: 'G 1', asset_ids: [assetId(alpha, 0)] });
    const path = `asset-group/${group.id}`;
    expect(groupOf(await send('GET', path))).toEqual(group);
    const patched = await send('PATCH', path, { external_id: null, asset_ids: null });
    expect(patched).toMatchObject({
      status: 200,
      body: { data: { name: 'Vans', external_id: null, asset_ids: [] } },
    });
    expect((await send('DELETE', path)).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? {} : undefined;
      expect(await send(method, path, body)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
  });

  it('is listed by its id in other systems', async () => {
    const { group } = await created({ external_id: 'G 2' });
    const { body } = await send('GET', 'asset-group?external_id=G%202');
    expect(body).toMatchObject({
      data: [{ id: group.id }],
      meta: { current_page: 1, per_page: 50, total: 1 },
    });
  });

  it('takes an id of other systems once per account, and says so without telling of other accounts', async () => {
    await created({ external_id: 'G 3' });
    const again = await send('POST', 'asset-group', { name: 'x', external_id: 'G 3' });
    expect(again).toMatchObject({
      status: 422,
      body: { code: 'VALIDATION_FAILED', errors: { external_id: ['external_id is taken.'] } },
    });
    const path = '/api/beta/asset-group';
    const other = await api.json(path, { name: 'x', external_id: 'G 3' }, bearer(betaToken));
    expect(other.status).toBe(201);
  });

  it('refuses unknown fields, also in a patch, and leaves nothing of it', async () => {
    const { group } = await created({ name: 'Refuse' });
    for (const [method, path] of [
      ['POST', 'asset-group'],
      ['PATCH', `asset-group/${group.id}`],
    ] as const) {
      const answer = await send(method, path, { name: 'Refused', colour: 'red' });
      expect(answer).toMatchObject({ status: 422, body: { errors: { colour: [expect.any(String)] } } });
    }
    expect(await countOf('Refused')).toBe(0);
  });

  it('is changed only by a client that has seen its current state, if it names one', async () => {
    const { group, etag } = await created();
    const path = `asset-group/${group.id}`;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await send('GET', path)).headers.get('etag')).toBe(etag);
    for (const method of ['PATCH', 'DELETE']) {
      const refused = await send(method, path, { name: 'y' }, { 'if-match': '"another"' });
      expect(refused).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
      expect((await send(method, path, { name: 'y' }, { 'if-match': `W/${etag}` })).status).toBe(412);
    }
    const renamed = await send('PATCH', path, { name: 'y' }, { 'if-match': `"another", ${etag}` });
    expect(renamed.status).toBe(200);
    expect((await send('PATCH', path, { name: 'z' }, { 'if-match': '*' })).status).toBe(200);
    const now = (await send('GET', path)).headers.get('etag') ?? '';
    expect((await send('DELETE', path, undefined, { 'if-match': now })).status).toBe(204);
  });

  it('lets exactly one of many writers with one ETag win', async () => {
    const { group, etag } = await created();
    const writers = Array.from({ length: 8 }, (_, n) =>
      send('PATCH', `asset-group/${group.id}`, { name: `Writer ${n}` }, { 'if-match': etag }),
    );
    const statuses = (await Promise.all(writers)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, ...Array<number>(7).fill(412)]);
  });

  it('is created once by requests with one idempotency key, which get the same answer', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    const requests = Array.from({ length: 6 }, () => send('POST', 'asset-group', { name: 'Once' }, headers));
    const answers = await Promise.all(requests);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toHaveProperty('size', 1);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(await countOf('Once')).toBe(1);
    const other = await send('POST', 'asset-group', { name: 'Twice' }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('remembers an idempotency key per credential and route, for a day, and not what failed', async () => {
    const headers = { 'idempotency-key': 'key-2' };
    expect((await send('POST', 'asset-group', { name: '' }, headers)).status).toBe(422);
    expect((await send('POST', 'asset-group', { name: 'Again' }, headers)).status).toBe(201);
    const another = { ...headers, ...bearer(await api.tokenFor(alpha, SCOPES)) };
    expect((await send('POST', 'asset-group', { name: 'Again' }, another)).status).toBe(201);
    expect((await send('POST', 'asset', { name: 'Again' }, headers)).status).toBe(201);
    await api.pool.query(`UPDATE idempotency_key SET created_at = now() - interval '25 hours'`);
    expect((await send('POST', 'asset-group', { name: 'Again' }, headers)).status).toBe(201);
    expect(await countOf('Again')).toBe(3);
    for (const key of ['x'.repeat(256), 'a b'])
      expect((await send('POST', 'asset-group', { name: 'x' }, { 'idempotency-key': key })).status).toBe(422);
  });

  it('writes an entry to the audit log for each change, and none for a change of nothing', async () => {
    const { group } = await created({ name: 'Audited' });
    const path = `asset-group/${group.id}`;
    await send('PATCH', path, { name: 'Audited' });
    await send('PATCH', path, { name: 'Renamed' });
    await send('DELETE', path);
    expect(await audited('asset_group', group.id)).toMatchObject([
      { actor_kind: 'client', action: 'created', changes: { name: { before: null, after: 'Audited' } } },
      { action: 'updated', changes: { name: { before: 'Audited', after: 'Renamed' } } },
      { action: 'deleted', changes: { name: { before: 'Renamed', after: null } } },
    ]);
  });

  it('announces every change of members, those by a deleted asset among them', async () => {
    const { body } = await send('POST', 'asset', { name: 'Short-lived' });
    const asset = (body.data as { id: number }).id;
    const { group } = await created({ asset_ids: [asset] });
    const versionOf = async () => {
      const { rows } = await api.pool.query<{ version: string }>(
        'SELECT version FROM asset_group WHERE id = $1',
        [group.id],
      );
      return Number(rows[0]?.version);
    };
    const before = await versionOf();
    expect((await send('DELETE', `asset/${asset}`)).status).toBe(204);
    expect(groupOf(await send('GET', `asset-group/${group.id}`)).asset_ids).toEqual([]);
    expect(await versionOf()).toBe(before + 1);
  });

  it('refuses members that do not exist and members of other accounts alike', async () => {
    for (const id of [999_999, assetId(await api.seed('beta', 1), 0)]) {
      const answer = await send('POST', 'asset-group', { name: 'Foreign', asset_ids: [id] });
      expect(answer).toMatchObject({
        status: 422,
        body: { errors: { asset_ids: [`There is no asset ${id}.`] } },
      });
    }
    expect(await countOf('Foreign')).toBe(0);
  });

  it('shows a token of some assets the groups of these, and lets it write none', async () => {
    const one = assetId(alpha, 1);
    const { group } = await created({ asset_ids: [assetId(alpha, 0), one] });
    const { group: hidden } = await created({ asset_ids: [assetId(alpha, 0)] });
    const some = bearer(await api.tokenFor(alpha, SCOPES, [one]));
    expect(groupOf(await send('GET', `asset-group/${group.id}`, undefined, some)).asset_ids).toEqual([one]);
    expect((await send('GET', `asset-group/${hidden.id}`, undefined, some)).status).toBe(404);
    expect((await send('PATCH', `asset-group/${group.id}`, { name: 'x' }, some)).status).toBe(403);
    expect((await send('POST', 'asset-group', { name: 'x' }, some)).status).toBe(403);
    expect((await send('POST', 'asset', { name: 'x' }, some)).status).toBe(403);
    expect((await send('PATCH', `asset/${one}`, { plate: 'ABC 1' }, some)).status).toBe(200);
  });

  it('exports its list as CSV in which no spreadsheet finds a formula, and which an import takes back', async () => {
    const names = ['=1+1', '  @x', 'a "quoted", name', '<script>'];
    for (const [n, name] of names.entries())
      await created({ name, external_id: `CSV ${n}`, asset_ids: [assetId(alpha, 0)] });
    const answer = await api.call('GET', '/api/alpha/asset-group?format=csv', { headers: bearer(token) });
    expect(answer.headers.get('content-type')).toMatch('text/csv');
    const text = answer.body as unknown as string;
    expect(text).toMatch(/^id,/);
    expect(text).toContain(`,'=1+1,`);
    expect(text).toContain(`,'  @x,`);
    const accepted = await send('GET', 'asset-group', undefined, { accept: 'text/csv' });
    expect(accepted.body).toBe(text);
    const lines = text.split('\n');
    const known = [lines[0], ...lines.filter((line) => line.includes('CSV '))].join('\n');
    const path = '/api/alpha/import?resource=asset-group';
    const init = { headers: { ...bearer(token), 'content-type': 'text/csv' }, body: known };
    const { body } = await api.call('POST', path, init);
    expect(body.data).toMatchObject({ unchanged: names.length, updated: 0, created: 0, failed: 0 });
  });
});
