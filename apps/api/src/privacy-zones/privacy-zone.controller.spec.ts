import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId } from '../api.testing';

interface Cover {
  readonly cover_lat: number;
  readonly cover_lng: number;
  readonly cover_radius_m: number;
}

describe('a privacy zone', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    account = await api.seed('alpha', 2);
    token = await api.tokenFor(account, ['links:read', 'links:write']);
  });
  afterAll(() => api.stop());

  const home = { name: 'Home', lat: 57.7, lng: 11.97 };
  const create = (fields: object = {}) =>
    api.send('POST', '/api/alpha/privacy-zone', token, { ...home, ...fields });
  const patch = (id: number, fields: object) =>
    api.send('PATCH', `/api/alpha/privacy-zone/${id}`, token, fields);
  const idOf = async (fields: object = {}) => ((await create(fields)).body.data as { id: number }).id;
  const cover = async (id: number): Promise<Cover | undefined> =>
    (
      await api.pool.query<Cover>(
        'SELECT cover_lat, cover_lng, cover_radius_m FROM privacy_zone WHERE id = $1',
        [id],
      )
    ).rows[0];

  it('is one of all assets, or of one', async () => {
    const expected = { ...home, asset_id: null, radius_m: 300 };
    expect(await create()).toMatchObject({ status: 201, body: { data: expected } });
    const asset_id = assetId(account, 1);
    const id = await idOf({ asset_id });
    const { body } = await api.get(`/api/alpha/privacy-zone?asset_id=${asset_id}`, token);
    expect(body.data).toMatchObject([{ id, asset_id }]);
  });

  it('has a cover elsewhere, which nobody is shown, and which stays while it does', async () => {
    const first = await create({ radius_m: 1_000 });
    expect(JSON.stringify(first.body)).not.toContain('cover');
    const { id } = first.body.data as { id: number };
    const before = await cover(id);
    expect(before?.cover_radius_m).toBe(1_500);
    expect([before?.cover_lat, before?.cover_lng]).not.toEqual([home.lat, home.lng]);
    await patch(id, { name: 'Home of Ona', asset_id: assetId(account, 0) });
    expect(await cover(id)).toEqual(before);
    await patch(id, { radius_m: 1_001 });
    expect((await cover(id))?.cover_lat).not.toBe(before?.cover_lat);
  });

  it.each([
    { lat: 90 },
    { lng: 181 },
    { radius_m: 10 },
    { radius_m: null, lat: 'x' },
    { asset_id: 8_000_000_000_001 },
    { cover_lat: 57.7 },
  ])('is refused with %j', async (fields) => {
    expect(await create(fields)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });

  it('goes with its asset', async () => {
    const fleet = await api.tokenFor(account, ['fleet:read', 'fleet:write']);
    const made = await api.send('POST', '/api/alpha/asset', fleet, { name: 'Van' });
    const { id: asset_id } = made.body.data as { id: number };
    const id = await idOf({ asset_id });
    expect((await api.send('DELETE', `/api/alpha/asset/${asset_id}`, fleet)).status).toBe(204);
    expect((await api.get(`/api/alpha/privacy-zone/${id}`, token)).status).toBe(404);
  });
});

describe('the links of an asset', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    account = await api.seed('alpha', 2);
    token = await api.tokenFor(account, ['links:read', 'links:write', 'fleet:read', 'fleet:write']);
  });
  afterAll(() => api.stop());

  const link = async (index: number): Promise<string> => {
    const subject = { type: 'asset', asset_id: assetId(account, index) };
    const made = await api.send('POST', '/api/alpha/tracking-link', token, {
      ...{ name: 'x', access_mode: 'public', subject },
    });
    return (made.body.data as { uuid: string }).uuid;
  };
  const tasksOf = async (uuid: string): Promise<number> =>
    (await api.pool.query('SELECT FROM link_task WHERE link_uuid = $1', [uuid])).rows.length;

  it('are settled when its driver goes off duty, or when it is deleted, and no others', async () => {
    const [own, other] = [await link(0), await link(1)];
    const path = `/api/alpha/asset/${assetId(account, 0)}`;
    const before = await tasksOf(own);
    await api.send('PATCH', path, token, { name: 'Van' });
    expect(await tasksOf(own)).toBe(before);
    await api.send('PATCH', path, token, { off_duty: true });
    expect(await tasksOf(own)).toBe(before + 1);
    const shown = await api.get(`/api/alpha/tracking-link/${own}`, token);
    expect(shown.body.data).toMatchObject({ status: 'withheld' });
    await api.send('DELETE', path, token);
    expect(await tasksOf(own)).toBe(before + 2);
    expect(await tasksOf(other)).toBe(before);
  });
});
