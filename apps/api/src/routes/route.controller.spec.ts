import type { SeededAccount } from '@yipii/persistence';
import { topics } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { ApiUnderTest } from '../api.testing';

interface RouteBody {
  readonly id: number;
  readonly completed_at: string | null;
  readonly stops: readonly {
    readonly id: number;
    readonly name: string;
    readonly completed_at: string | null;
  }[];
}

describe('a route', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;
  let assets: [number, number];

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 2);
    token = await api.tokenFor(alpha, ['fleet:read', 'fleet:write', 'links:read', 'links:write']);
    assets = alpha.assets.map(({ assetId }) => assetId) as [number, number];
  });
  afterAll(() => api.stop());

  const stop = (name: string) => ({ name, lat: 57.7, lng: 11.97 });
  const create = async (fields: object = {}): Promise<RouteBody> => {
    const body = { name: 'North', asset_id: assets[0], stops: [stop('a'), stop('b'), stop('c')], ...fields };
    const { status, body: answer } = await api.send('POST', '/api/alpha/route', token, body);
    expect(status).toBe(201);
    return answer.data as RouteBody;
  };
  const patch = (id: number, fields: object) => api.send('PATCH', `/api/alpha/route/${id}`, token, fields);
  const linkTo = async (route: RouteBody, stopIndex?: number): Promise<string> => {
    const stopId = stopIndex === undefined ? null : route.stops[stopIndex]?.id;
    const subject = { type: 'route', route_id: route.id, stop_id: stopId };
    const { status, body } = await api.send('POST', '/api/alpha/tracking-link', token, {
      ...{ name: 'x', access_mode: 'public', subject },
    });
    expect(status).toBe(201);
    return (body.data as { id: string }).id;
  };
  const statusOf = async (link: string): Promise<unknown> =>
    ((await api.get(`/api/alpha/tracking-link/${link}`, token)).body.data as { status: string }).status;

  const toldEnds = (link: string) =>
    api.log.written.filter(
      ({ topic, event }) => topic === topics.accessRevoked.name && (event as { id: string }).id === link,
    );

  it('has stops in their order, which keep their ids when others come, go or move', async () => {
    const { id, stops } = await create();
    expect(stops).toMatchObject([
      { name: 'a', radius_m: 100, completed_at: null },
      { name: 'b' },
      { name: 'c' },
    ]);
    const [a, , c] = stops;
    const changed = await patch(id, {
      stops: [{ ...stop('c2'), id: c?.id }, stop('d'), { ...stop('a'), id: a?.id }],
    });
    expect(changed.body.data).toMatchObject({
      stops: [{ id: c?.id, name: 'c2' }, { name: 'd' }, { id: a?.id }],
    });
  });

  it.each([
    ['asset_id', { asset_id: 8_000_000_000_001 }],
    ['stops', { stops: [{ ...stop('a'), id: 8_000_000_000_001 }] }],
    ['stops.0.lat', { stops: [{ ...stop('a'), lat: 91 }] }],
    ['stops.0.radius_m', { stops: [{ ...stop('a'), radius_m: 1 }] }],
  ])('is refused with a wrong %s', async (field, fields) => {
    const answer = await api.send('POST', '/api/alpha/route', token, { name: 'x', ...fields });
    expect(answer).toMatchObject({ status: 422, body: { errors: { [field]: [expect.any(String)] } } });
  });

  it('is followed by its links, whichever asset drives it', async () => {
    const route = await create();
    const link = await linkTo(route);
    await patch(route.id, { asset_id: assets[1] });
    const { rows } = await api.pool.query(
      'SELECT asset_id, vehicle_changes FROM tracking_link WHERE uuid = $1',
      [link],
    );
    expect(rows).toEqual([{ asset_id: String(assets[1]), vehicle_changes: 1 }]);
    const { rowCount } = await api.pool.query('SELECT FROM link_task WHERE link_uuid = $1', [link]);
    expect(rowCount).toBeGreaterThan(1);
  });

  it('ends the links of a stop that is completed, and with the last one all', async () => {
    const route = await create();
    const [first, second, whole] = [await linkTo(route, 0), await linkTo(route, 1), await linkTo(route)];
    const complete = (index: number) =>
      api.send('POST', `/api/alpha/route/${route.id}/stop/${route.stops[index]?.id}/complete`, token, {});
    const answer = await complete(0);
    expect(answer).toMatchObject({ status: 200, body: { data: { completed_at: null } } });
    expect([await statusOf(first), await statusOf(second)]).toEqual(['expired', 'active']);
    await complete(1);
    expect((await complete(2)).body.data).toMatchObject({ completed_at: expect.any(String) as string });
    expect([await statusOf(second), await statusOf(whole)]).toEqual(['expired', 'expired']);
    expect((await complete(9)).status).toBe(404);
  });

  it('lets a link be opened again after it was completed, until it is completed anew', async () => {
    const route = await create();
    const [link, whole] = [await linkTo(route, 0), await linkTo(route)];
    const complete = (index: number) =>
      api.send('POST', `/api/alpha/route/${route.id}/stop/${route.stops[index]?.id}/complete`, token, {});
    await complete(0);
    expect(await statusOf(link)).toBe('expired');
    const reopen = (id: string) =>
      api.send('PATCH', `/api/alpha/tracking-link/${id}`, token, { status: 'active' });
    expect((await reopen(link)).body.data).toMatchObject({ status: 'active' });
    await complete(0);
    expect(await statusOf(link)).toBe('active');
    await complete(1);
    await complete(2);
    expect([await statusOf(link), await statusOf(whole)]).toEqual(['expired', 'expired']);
    await eventually(() => expect(toldEnds(whole)).toHaveLength(1));
    expect(toldEnds(link)).toHaveLength(2);
    await reopen(whole);
    expect(await statusOf(whole)).toBe('active');
  });

  it('that is completed ends its links, once, and goes on when that is taken back', async () => {
    const route = await create();
    const link = await linkTo(route);
    const complete = () => api.send('POST', `/api/alpha/route/${route.id}/complete`, token, {});
    const first = (await complete()).body.data as RouteBody;
    expect((await complete()).body.data).toMatchObject({ completed_at: first.completed_at });
    expect(await statusOf(link)).toBe('expired');
    await patch(route.id, { completed_at: null });
    expect(await statusOf(link)).toBe('active');
  });

  it('disables the links of a stop that goes, and all when it is deleted', async () => {
    const route = await create();
    const [a, b] = [await linkTo(route, 0), await linkTo(route, 1)];
    const [, second, third] = route.stops;
    await patch(route.id, { stops: [second, third] });
    expect([await statusOf(a), await statusOf(b)]).toEqual(['disabled', 'active']);
    expect((await api.send('DELETE', `/api/alpha/route/${route.id}`, token)).status).toBe(204);
    expect(await statusOf(b)).toBe('disabled');
  });

  it('of another account, or a stop of another route, is unknown to links', async () => {
    const [route, other] = [await create(), await create()];
    const attempt = (subject: object) =>
      api.send('POST', '/api/alpha/tracking-link', token, { name: 'x', access_mode: 'public', subject });
    const foreign = await attempt({ type: 'route', route_id: route.id, stop_id: other.stops[0]?.id });
    const unknown = await attempt({ type: 'route', route_id: 8_000_000_000_001 });
    expect([foreign.status, unknown.status]).toEqual([422, 422]);
  });
});
