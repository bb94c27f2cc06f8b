import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId, type Answer } from '../api.testing';

const SCOPES = ['links:read', 'links:write', 'fleet:read', 'fleet:write'];

describe('a tracking link of odd input', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let token: string;
  let foreign: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    account = await api.seed('alpha', 2);
    token = await api.tokenFor(account, SCOPES);
    foreign = await api.tokenFor(await api.seed('beta', 1), SCOPES);
  });
  afterAll(() => api.stop());

  const subject = (index = 0) => ({ type: 'asset', asset_id: assetId(account, index) });
  const create = (fields: object) =>
    api.send('POST', '/api/alpha/tracking-link', token, {
      ...{ name: 'Order', access_mode: 'public', subject: subject() },
      ...fields,
    });
  const ofBeta = async (what: string, body: object) =>
    (await api.send('POST', `/api/beta/${what}`, foreign, body)).body.data as { id: number | string };
  const fieldsOf = ({ status, body }: Answer) => [status, Object.keys(body.errors)];

  it('is not made by a template, of a brand or of a route of another account', async () => {
    const template = await ofBeta('tracking-link-template', { name: 'Theirs', access_mode: 'public' });
    const brand = await ofBeta('brand', { name: 'Theirs' });
    const route = await ofBeta('route', { name: 'Theirs' });
    expect(fieldsOf(await create({ template_id: template.id }))).toEqual([422, ['template_id']]);
    expect(fieldsOf(await create({ brand_id: brand.id }))).toEqual([422, ['brand_id']]);
    expect(fieldsOf(await create({ subject: { type: 'route', route_id: route.id } }))).toEqual([
      ...[422, ['subject.route_id']],
    ]);
  });

  it.each([90, -90])('may end at a pole, lat %d', async (lat) => {
    expect((await create({ arrival: { lat, lng: 180 } })).body.data).toMatchObject({
      arrival: { lat, lng: 180 },
    });
  });

  it('may have a schedule that never opens', async () => {
    const { status, body } = await create({ schedule: { timezone: 'Europe/Berlin', windows: [] } });
    expect([status, body.data]).toMatchObject([201, { status: 'outside_schedule' }]);
  });

  it('is found by its uuid as it was given, and by no other form of it', async () => {
    const { uuid } = (await create({})).body.data as { uuid: string };
    const forms = [`{${uuid}}`, uuid.replaceAll('-', ''), uuid.replace(/^(.{14})4/, '$11'), `${uuid}0`, 'x'];
    for (const form of forms) {
      const { status } = await api.get(`/api/alpha/tracking-link/${encodeURIComponent(form)}`, token);
      expect([form, status]).toEqual([form, 404]);
    }
  });

  it('stays when the vehicle of its route is deleted, and follows the next one', async () => {
    const route = { name: 'North', asset_id: assetId(account, 1) };
    const { id } = (await api.send('POST', '/api/alpha/route', token, route)).body.data as { id: number };
    const { uuid } = (await create({ subject: { type: 'route', route_id: id } })).body.data as {
      uuid: string;
    };
    expect((await api.send('DELETE', `/api/alpha/asset/${route.asset_id}`, token)).status).toBe(204);
    expect((await api.get(`/api/alpha/route/${id}`, token)).body.data).toMatchObject({ asset_id: null });
    expect((await api.get(`/api/alpha/tracking-link/${uuid}`, token)).body.data).toMatchObject({
      ...{ status: 'active', subject: { type: 'route', route_id: id } },
    });
    const next = await api.send('PATCH', `/api/alpha/route/${id}`, token, { asset_id: assetId(account, 0) });
    expect(next.status).toBe(200);
  });
});
