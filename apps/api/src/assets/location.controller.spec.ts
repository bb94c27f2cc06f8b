import type { LocationUpdate } from '@yipii/domain';
import type { SeededAccount } from '@yipii/persistence';
import { aVan, ApiUnderTest, assetId } from '../api.testing';

describe('assets and positions', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let beta: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 4);
    beta = await api.seed('beta', 1);
    token = await api.tokenFor(alpha);
    await storeLocation(alpha, 0, 5);
    await storeLocation(alpha, 1, 3);
    await streamLocation(alpha, 1, 9);
    await streamLocation(alpha, 2, 9);
    await storeLocation(beta, 0, 1);
    await streamLocation(beta, 0, 2);
  });
  afterAll(() => api.stop());

  const storeLocation = (account: SeededAccount, index: number, seq: number) =>
    api.pool.query(
      `INSERT INTO asset_state (asset_id, account_id, part, seq, state, location) VALUES ($1, $2, 0, $3, '{}', $4)`,
      [assetId(account, index), account.accountId, seq, aVan(assetId(account, index), seq)],
    );

  const streamLocation = (account: SeededAccount, index: number, seq: number) => {
    const id = assetId(account, index);
    return api.live.put(account.accountId, [{ assetId: id, seq, json: JSON.stringify(aVan(id, seq)) }]);
  };

  const locations = async (path: string, as = token) =>
    ((await api.get(path, as)).body.data as LocationUpdate[]).map(({ assetId, seq }) => [assetId, seq]);

  it('lists the account’s assets page by page', async () => {
    const { body } = await api.get('/api/alpha/asset?page=2&per_page=3', token);
    expect(body.meta).toEqual({ current_page: 2, per_page: 3, total: 4 });
    expect(body.data).toMatchObject([{ id: assetId(alpha, 3), name: 'alpha 4', external_id: null }]);
  });

  it.each(['page=0', 'page=x', 'per_page=201', 'per_page=1.5', 'page=1&page=2'])(
    'refuses ?%s',
    async (query) => {
      expect((await api.get(`/api/alpha/asset?${query}`, token)).status).toBe(422);
    },
  );

  it('prefers the live position to the stored one, and leaves out assets without one', async () => {
    expect(await locations('/api/alpha/location')).toEqual([
      [assetId(alpha, 0), 5],
      [assetId(alpha, 1), 9],
      [assetId(alpha, 2), 9],
    ]);
  });

  it('returns the positions of the given assets', async () => {
    const ids = [assetId(alpha, 1), assetId(beta, 0)];
    expect(await locations(`/api/alpha/location?asset_ids=${ids.join(',')}`)).toEqual([
      [assetId(alpha, 1), 9],
    ]);
    for (const bad of ['1,x', '', '0']) {
      expect((await api.get(`/api/alpha/location?asset_ids=${bad}`, token)).status).toBe(422);
    }
  });

  it('returns those of a group, and those that were received since', async () => {
    const { rows } = await api.pool.query<{ id: string }>(
      `INSERT INTO asset_group (account_id, name) VALUES ($1, 'North') RETURNING id`,
      [alpha.accountId],
    );
    const group = rows[0]?.id;
    for (const index of [0, 3])
      await api.pool.query(
        'INSERT INTO asset_group_member (account_id, group_id, asset_id) VALUES ($1, $2, $3)',
        [alpha.accountId, group, assetId(alpha, index)],
      );
    expect(await locations(`/api/alpha/location?group_id=${group}`)).toEqual([[assetId(alpha, 0), 5]]);
    expect(await locations(`/api/alpha/location?group_id=${group}&asset_ids=${assetId(alpha, 1)}`)).toEqual(
      [],
    );
    expect(await locations('/api/alpha/location?group_id=999999')).toEqual([]);
    const [{ receivedAt }] = (await api.get('/api/alpha/location', token)).body.data as [LocationUpdate];
    expect(await locations(`/api/alpha/location?updated_since=${receivedAt}`)).toHaveLength(3);
    expect(await locations('/api/alpha/location?updated_since=2999-01-01T00:00:00Z')).toEqual([]);
    expect((await api.get('/api/alpha/location?updated_since=yesterday', token)).status).toBe(422);
  });

  it('returns one asset and its position, null before its first', async () => {
    const path = (index: number) => `/api/alpha/asset/${assetId(alpha, index)}`;
    expect((await api.get(path(1), token)).body.data).toMatchObject({
      id: assetId(alpha, 1),
      offline_after_seconds: 900,
    });
    expect((await api.get(`${path(1)}/location`, token)).body).toEqual({
      data: aVan(assetId(alpha, 1), 9),
    });
    expect((await api.get(`${path(3)}/location`, token)).body).toEqual({ data: null });
  });

  it('hides other accounts', async () => {
    const paths = [
      '/api/beta/asset',
      '/api/nobody/asset',
      `/api/alpha/asset/${assetId(beta, 0)}`,
      `/api/alpha/asset/${assetId(beta, 0)}/location`,
      '/api/alpha/asset/abc',
      '/api/alpha/asset/99999999999999999999',
    ];
    for (const path of paths) {
      expect(await api.get(path, token)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
  });

  it('gives the same answer for another account’s resources as for resources that do not exist', async () => {
    const said = async (path: string) => {
      const { status, body, headers } = await api.get(path, token);
      return { status, body: { ...body, trace_id: null }, length: headers.get('content-length') };
    };
    expect(await said('/api/beta/asset')).toEqual(await said('/api/gone/asset'));
    const [foreign, none] = [assetId(beta, 0), 999_999];
    for (const rest of ['', '/location']) {
      expect(await said(`/api/alpha/asset/${foreign}${rest}`)).toEqual(
        await said(`/api/alpha/asset/${none}${rest}`),
      );
    }
  });

  it('shows a token of some assets only those', async () => {
    const some = await api.tokenFor(alpha, ['positions:read', 'fleet:read'], [assetId(alpha, 1)]);
    expect((await api.get('/api/alpha/asset', some)).body).toMatchObject({
      data: [{ id: assetId(alpha, 1) }],
      meta: { total: 1 },
    });
    expect(await locations('/api/alpha/location', some)).toEqual([[assetId(alpha, 1), 9]]);
    expect(await locations(`/api/alpha/location?asset_ids=${assetId(alpha, 0)}`, some)).toEqual([]);
    expect((await api.get(`/api/alpha/asset/${assetId(alpha, 0)}`, some)).status).toBe(404);
  });

  it('checks the account before the scope', async () => {
    const fleet = await api.tokenFor(alpha, ['fleet:read']);
    const positions = await api.tokenFor(alpha, ['positions:read']);
    expect((await api.get('/api/alpha/asset', positions)).status).toBe(403);
    expect((await api.get('/api/alpha/location', fleet)).status).toBe(403);
    expect((await api.get('/api/beta/location', fleet)).status).toBe(404);
    expect((await api.get('/api/alpha/asset', fleet)).status).toBe(200);
  });
});
