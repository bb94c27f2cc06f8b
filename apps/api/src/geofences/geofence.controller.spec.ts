import { ApiUnderTest, bearer, FLEET_SCOPES } from '../api.testing';

const CENTRE = { type: 'Point', coordinates: [25.28, 54.69] };
const LINE = {
  type: 'LineString',
  coordinates: [
    [25.2, 54.6],
    [25.3, 54.7],
  ],
};
const AREA = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 0],
    ],
  ],
};

describe('a geofence', () => {
  let api: ApiUnderTest;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    token = await api.tokenFor(await api.seed('alpha', 1), FLEET_SCOPES);
  });
  afterAll(() => api.stop());

  const create = (fields: object) =>
    api.send('POST', '/api/alpha/geofence', token, { name: 'Depot', ...fields });

  it.each([
    ['a circle', { geometry: CENTRE, radius_m: 150 }],
    ['a corridor', { geometry: LINE, width_m: 40 }],
    ['an area', { geometry: AREA }],
  ])('is %s', async (_what, fields) => {
    const { status, body } = await create(fields);
    expect({ status, body }).toMatchObject({ status: 201, body: { data: { ...fields, external_id: null } } });
  });

  it('changes its shape as a whole', async () => {
    const { id } = (await create({ geometry: CENTRE, radius_m: 150 })).body.data as { id: number };
    const patch = (body: object) => api.send('PATCH', `/api/alpha/geofence/${id}`, token, body);
    expect((await patch({ geometry: AREA })).body.errors).toHaveProperty('radius_m');
    expect((await patch({ geometry: AREA, radius_m: null })).body.data).toMatchObject({
      geometry: AREA,
      radius_m: null,
    });
    expect((await patch({ geometry: { coordinates: [] } })).body.errors).toHaveProperty('geometry');
  });

  it.each([
    ['radius_m', { geometry: CENTRE }],
    ['radius_m', { geometry: CENTRE, radius_m: 0 }],
    ['radius_m', { geometry: AREA, radius_m: 10 }],
    ['width_m', { geometry: LINE }],
    ['width_m', { geometry: CENTRE, radius_m: 10, width_m: 10 }],
    ['geometry', { geometry: { type: 'Point', coordinates: [1e300, 0] }, radius_m: 10 }],
    ['geometry', { geometry: 'POINT(1 2)' }],
    ['geometry', {}],
  ])('is refused with a bad %s', async (field, fields) => {
    expect(await create(fields)).toMatchObject({
      status: 422,
      body: { errors: { [field]: [expect.any(String)] } },
    });
  });

  it('is exported as GeoJSON, which an import takes back', async () => {
    const gamma = await api.seed('gamma', 1);
    const as = await api.tokenFor(gamma, FLEET_SCOPES);
    const list = '/api/gamma/geofence';
    expect((await api.get(`${list}?format=geojson`, as)).body).toEqual({
      ...{ type: 'FeatureCollection', features: [] },
    });
    const fences = [
      { external_id: 'A', name: 'Depot', geometry: CENTRE, radius_m: 150, width_m: null },
      { external_id: 'B', name: 'Field', geometry: AREA, radius_m: null, width_m: null },
    ];
    for (const fence of fences) await api.send('POST', list, as, fence);
    const exported = await api.call('GET', list, {
      headers: { ...bearer(as), accept: 'application/geo+json' },
    });
    expect(exported.headers.get('content-type')).toMatch('application/geo+json');
    const features = fences.map(({ geometry, ...properties }) => ({
      ...{ type: 'Feature', id: expect.any(Number) as number, geometry },
      properties: expect.objectContaining(properties) as object,
    }));
    expect(exported.body).toEqual({ type: 'FeatureCollection', features });
    const imported = await api.call('POST', '/api/gamma/import?resource=geofence', {
      headers: { ...bearer(as), 'content-type': 'application/geo+json' },
      body: JSON.stringify(exported.body),
    });
    expect(imported.body.data).toMatchObject({ unchanged: 2, created: 0, failed: 0 });
  });

  it('of more positions than a fence may have is refused', async () => {
    const coordinates = Array.from({ length: 10_001 }, (_, i) => [i / 1_000, 0]);
    const answer = await create({ geometry: { type: 'LineString', coordinates }, width_m: 10 });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: { geometry: [expect.stringContaining('at most 10000')] } },
    });
  });
});
