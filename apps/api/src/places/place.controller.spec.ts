import { gothenburgFile } from '@yipii/geo';
import { ApiUnderTest, FLEET_SCOPES } from '../api.testing';

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
    token = await api.tokenFor(await api.seed('alpha', 1), FLEET_SCOPES);
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

  describe('of an account with geofences', () => {
    const fence = (name: string, lng: number, of = 'alpha', as = token) =>
      api.send('POST', `/api/${of}/geofence`, as, {
        name,
        geometry: { type: 'Point', coordinates: [lng, 57.7] },
        radius_m: 50,
      });
    const fences = async (query: string) =>
      (await search(query)).filter(({ kind }) => kind === 'geofence').map(({ name }) => name);

    it('finds them the nearest first among all, by the beginnings of words and with an error', async () => {
      const { body } = await fence('Zoologisk depå', 11.97);
      await fence('Zoologisk butik', 12.97);
      const { id } = body.data as { id: number };
      const found = await search('q=zoolog&near=57.7,11.97');
      expect(found[0]).toEqual({
        ...{ kind: 'geofence', name: 'Zoologisk depå', town: null, country: null, lat: 57.7, lng: 11.97 },
        ...{ distance_km: 0, geofence_id: id },
      });
      expect(await fences('q=zoolog&near=57.7,12.97')).toEqual(['Zoologisk butik', 'Zoologisk depå']);
      expect(await fences('q=zoologsik+depa')).toEqual(['Zoologisk depå']);
    });

    it('knows a change at once, and nothing of other accounts', async () => {
      const { id } = (await fence('Xylofon', 11.97)).body.data as { id: number };
      expect(await fences('q=xylo')).toEqual(['Xylofon']);
      await api.send('PATCH', `/api/alpha/geofence/${id}`, token, { name: 'Quarzlager' });
      expect([await fences('q=xylo'), await fences('q=quarzl')]).toEqual([[], ['Quarzlager']]);
      await api.send('DELETE', `/api/alpha/geofence/${id}`, token);
      expect(await fences('q=quarzl')).toEqual([]);
      const other = await api.tokenFor(await api.seed('gamma', 1), FLEET_SCOPES);
      await fence('Xylofon', 11.97, 'gamma', other);
      expect(await fences('q=xylo')).toEqual([]);
    });
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
