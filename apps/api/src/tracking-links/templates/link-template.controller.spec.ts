import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId } from '../../api.testing';

describe('a template of tracking links', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;
  let foreign: number;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 1);
    const scopes = ['fleet:read', 'fleet:write', 'links:read', 'links:write'];
    token = await api.tokenFor(alpha, scopes);
    const beta = await api.tokenFor(await api.seed('beta', 1), scopes);
    const { body } = await api.send('POST', '/api/beta/tracking-link-template', beta, {
      ...{ name: 'x', access_mode: 'public' },
    });
    foreign = (body.data as { id: number }).id;
  });
  afterAll(() => api.stop());

  const send = (path: string, body: object) => api.send('POST', `/api/alpha/${path}`, token, body);
  const template = async (fields: object = {}): Promise<number> => {
    const { status, body } = await send('tracking-link-template', {
      ...{ name: 'Deliveries', access_mode: 'email', name_pattern: '{route}: {stop}', locale: 'sv' },
      ...{ life_seconds: 3_600, arrival: { radius_m: 50, dwell_seconds: 60, grace_minutes: 1 } },
      ...fields,
    });
    expect(status).toBe(201);
    return (body.data as { id: number }).id;
  };
  const subject = () => ({ type: 'asset', asset_id: assetId(alpha, 0) });

  it('makes links alike, which may still say otherwise', async () => {
    const template_id = await template({ name_pattern: 'Order {reference}' });
    const made = await send('tracking-link', {
      template_id,
      subject: subject(),
      reference: '77',
      locale: 'de',
    });
    expect(made).toMatchObject({
      status: 201,
      body: { data: { name: 'Order 77', access_mode: 'email', locale: 'de', reference: '77' } },
    });
  });

  it('is unknown where it is of another account, or no id', async () => {
    for (const template_id of [foreign, 8_000_000_000_001, 'x', {}, 1.5]) {
      const answer = await send('tracking-link', {
        template_id,
        name: 'x',
        access_mode: 'public',
        subject: subject(),
      });
      expect(answer).toMatchObject({
        status: 422,
        body: { errors: { template_id: ['There is no such template.'] } },
      });
    }
  });

  it('is not needed, but then all has to be said', async () => {
    expect(await send('tracking-link', { subject: subject() })).toMatchObject({
      status: 422,
      body: { errors: { name: expect.any(Array) as unknown, access_mode: expect.any(Array) as unknown } },
    });
    const link = { template_id: null, name: 'x', access_mode: 'public', subject: subject() };
    expect((await send('tracking-link', link)).status).toBe(201);
  });

  it('gives each stop of a route a link, once', async () => {
    const stops = ['Ada', 'Bob'].map((name, index) => ({ name, lat: 57.7 + index, lng: 11.97 }));
    const links = { template_id: await template() };
    const { status, body } = await send('route', {
      name: 'North',
      asset_id: assetId(alpha, 0),
      stops,
      links,
    });
    expect(status).toBe(201);
    const route = body.data as { id: number; links: { stop_id: number; uuid: string; url: string }[] };
    expect(route.links).toHaveLength(2);
    const [first] = route.links;
    expect(first?.url).toContain(`/t/${first?.uuid}`);
    expect((await api.get(`/api/alpha/tracking-link/${first?.uuid}`, token)).body.data).toMatchObject({
      ...{ name: 'North: Ada', subject: { type: 'route', route_id: route.id, stop_id: first?.stop_id } },
      arrival: { lat: 57.7, lng: 11.97, label: 'Ada', radius_m: 50, dwell_seconds: 60, grace_minutes: 1 },
    });
    const again = await api.send('PATCH', `/api/alpha/route/${route.id}`, token, { links });
    expect(again).toMatchObject({ status: 200, body: { data: { links: route.links } } });
  });

  it('makes no links of routes for those who may not', async () => {
    const links = { template_id: await template() };
    const fleet = await api.tokenFor(alpha, ['fleet:read', 'fleet:write']);
    const answer = await api.send('POST', '/api/alpha/route', fleet, { name: 'x', stops: [], links });
    expect(answer.status).toBe(403);
  });
});
