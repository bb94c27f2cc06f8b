import { gothenburgFile } from '@yipii/geo';
import { ApiUnderTest } from '../api.testing';

interface Found {
  readonly kind: string;
  readonly name: string;
  readonly distance_km: number | null;
}

describe('GET place', () => {
  let api: ApiUnderTest;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ STREETS: gothenburgFile() });
    token = await api.tokenFor(await api.seed('alpha', 1));
  });
  afterAll(() => api.stop());

  const search = async (query: string) => {
    const { body } = await api.get(`/api/alpha/place?${query}`, token);
    return body.data as Found[];
  };

  it('finds towns of the world, the nearest first', async () => {
    const [nearest, ...others] = await search('q=vilnius&near=54.7,25.2');
    expect(nearest).toMatchObject({
      kind: 'town',
      name: 'Vilnius',
      country: 'LT',
      town: null,
      geofence_id: null,
    });
    expect(nearest?.distance_km).toBeLessThan(10);
    const distances = others
      .filter(({ name }) => name.startsWith('Viln'))
      .map(({ distance_km }) => distance_km ?? 0);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
  });

  it('finds streets with their town, without accents and with an error', async () => {
    const streets = await search('q=kungsportsavenyn+goteborg&near=57.7,11.97');
    expect(streets[0]).toMatchObject({
      kind: 'street',
      name: 'Kungsportsavenyn',
      town: 'Göteborg',
      country: 'SE',
    });
    expect((await search('q=kungsportavnyn&near=57.7,11.97'))[0]).toMatchObject({ name: 'Kungsportsavenyn' });
  });

  it('says whose data it is', async () => {
    const { body } = await api.get('/api/alpha/place?q=paris&limit=1', token);
    expect(body).toMatchObject({
      data: [{ name: 'Paris', country: 'FR', distance_km: null }],
      meta: { attribution: ['© OpenStreetMap contributors, ODbL', 'GeoNames, CC BY 4.0'] },
    });
  });

  it.each([
    '',
    'q=',
    `q=${'x'.repeat(101)}`,
    'q=%00',
    'q=a&near=91,0',
    'q=a&near=0,181',
    'q=a&near=0',
    'q=a&near=1e1,0',
    'q=a&limit=51',
    'q=a&limit=0',
  ])('refuses ?%s', async (query) => {
    const { status, body } = await api.get(`/api/alpha/place?${query}`, token);
    expect([status, body.code]).toEqual([422, 'VALIDATION_FAILED']);
  });

  it('finds nothing for text without letters', async () => {
    expect(await search('q=%3C%3E%27--')).toEqual([]);
  });

  it('needs the scope fleet:read', async () => {
    const other = await api.tokenFor(await api.seed('beta', 1), ['positions:read']);
    expect((await api.get('/api/beta/place?q=a', other)).status).toBe(403);
  });
});
