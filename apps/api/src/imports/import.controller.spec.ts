import { ApiUnderTest, bearer, FLEET_SCOPES } from '../api.testing';
import type { ImportReportView } from './import.schema';

describe('an import', () => {
  let api: ApiUnderTest;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    token = await api.tokenFor(await api.seed('alpha', 0), FLEET_SCOPES);
  });
  afterAll(() => api.stop());

  const send = (query: string, body: string, type = 'text/csv', as = token) =>
    api.call('POST', `/api/alpha/import?resource=${query}`, {
      headers: { ...bearer(as), 'content-type': type },
      body,
    });
  const reported = async (query: string, lines: readonly string[] | string, type?: string) => {
    const { status, body } = await send(query, typeof lines === 'string' ? lines : lines.join('\n'), type);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body.data as ImportReportView;
  };
  const named = async (path: string) => (await api.get(`/api/alpha/${path}`, token)).body.data as object[];

  it('creates, changes, clears and deletes by external_id, and says what it did', async () => {
    const first = await reported('asset', [
      'external_id,name,plate,speed_limit_kmh,off_duty',
      'A1,Truck 1,ABC 1,90,false',
      'A2,"Truck, ""2""",,,true',
    ]);
    expect(first).toMatchObject({ created: 2, updated: 0, failed: 0, problems: [] });
    expect(await named('asset')).toMatchObject([
      { external_id: 'A1', plate: 'ABC 1', speed_limit_kmh: 90, off_duty: false, offline_after_seconds: 900 },
      { external_id: 'A2', name: 'Truck, "2"', plate: null, off_duty: true },
    ]);
    const second = await reported('asset', [
      'external_id,name,plate,delete',
      'A1,Truck 1,,',
      'A2,"Truck, ""2""",,yes',
      'A3,Truck 3,,',
      'A4,,,yes',
    ]);
    expect(second).toMatchObject({ created: 1, updated: 1, deleted: 1, unchanged: 1, failed: 0 });
    expect(await named('asset')).toMatchObject([
      { external_id: 'A1', plate: null, speed_limit_kmh: 90 },
      { external_id: 'A3' },
    ]);
    expect(await reported('asset', ['external_id,name', 'A1,Truck 1', 'A3,Truck 3'])).toMatchObject({
      unchanged: 2,
    });
  });

  it('reports what a dry run would do, and does nothing', async () => {
    const report = await reported('driver&dry_run=true', ['external_id,name', 'D1,Ona', 'D2,']);
    expect(report).toMatchObject({ dry_run: true, created: 1, failed: 1 });
    expect(await named('driver')).toEqual([]);
  });

  it('writes nothing of a line that is wrong, and all of the others', async () => {
    await api.send('POST', '/api/alpha/device', token, { unique_id: 'taken' });
    const asset = ((await named('asset'))[0] as { id: number }).id;
    const report = await reported('device', [
      'external_id,unique_id,protocol,allowed_networks,asset_id',
      `T1,dev-1,osmand,10.0.0.0/8; 192.0.2.0/24,${asset}`,
      'T2,taken,,,',
      'T3,dev-3,morse,,',
      'T4,dev-4,,,999999',
      ',dev-5,,,',
      'T6,dev-1,,,',
      `T7,dev-7,,,${asset}x`,
    ]);
    expect(report).toMatchObject({ created: 1, failed: 6 });
    expect(report.problems.map(({ line, errors }) => [line, Object.keys(errors)]).sort()).toEqual([
      [3, ['unique_id']],
      [4, ['protocol']],
      [5, ['asset_id']],
      [6, ['external_id']],
      [7, ['unique_id']],
      [8, ['asset_id']],
    ]);
    expect(await named('device?external_id=T1')).toMatchObject([
      { unique_id: 'dev-1', allowed_networks: ['10.0.0.0/8', '192.0.2.0/24'], asset_id: asset },
    ]);
  });

  it('takes geofences as GeoJSON', async () => {
    const point = { type: 'Point', coordinates: [25.28, 54.69, 112] };
    const file = {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          id: 'F1',
          geometry: point,
          properties: { name: 'Depot', radius_m: 100, colour: 'red' },
        },
        { type: 'Feature', id: 'F2', geometry: point, properties: { name: 'No size' } },
        { type: 'Feature', geometry: null, properties: null },
        null,
      ],
    };
    const report = await reported('geofence', JSON.stringify(file), 'application/geo+json');
    expect(report).toMatchObject({ created: 1, failed: 3 });
    expect(await named('geofence')).toMatchObject([
      {
        external_id: 'F1',
        name: 'Depot',
        geometry: { type: 'Point', coordinates: [25.28, 54.69] },
        radius_m: 100,
      },
    ]);
  });

  it.each([
    ['an unknown column', 'asset', 'external_id,colour\nA,red', 'text/csv', 422],
    ['no external_id', 'asset', 'name\nTruck', 'text/csv', 422],
    ['a column twice', 'asset', 'external_id,name,name\nA,b,c', 'text/csv', 422],
    ['a ragged line', 'asset', 'external_id,name\nA', 'text/csv', 422],
    ['an open quote', 'asset', 'external_id,name\nA,"b', 'text/csv', 422],
    ['an endless line', 'asset', `external_id,name\nA,${'x'.repeat(300_000)}`, 'text/csv', 422],
    ['something else than JSON', 'geofence', '{', 'application/geo+json', 400],
    ['deeply nested JSON', 'geofence', '['.repeat(500_000), 'application/geo+json', 400],
    ['another GeoJSON', 'geofence', '{"type":"Point","coordinates":[1,2]}', 'application/geo+json', 422],
    ['GeoJSON of assets', 'asset', '{}', 'application/geo+json', 422],
    ['another type', 'asset', 'x', 'text/plain', 415],
    ['JSON', 'asset', '{}', 'application/json', 415],
    ['another resource', 'account', 'x', 'text/csv', 422],
  ])('of %s is refused', async (_what, resource, body, type, status) => {
    const answer = await send(resource, body, type);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status,
      code: expect.any(String) as string,
    });
  });

  it('of hostile text keeps it as text, or refuses it', async () => {
    const report = await reported('driver', [
      'external_id,name',
      `H1,<script>alert(1)</script>`,
      `H2,'=cmd`,
      'H3,a\0b',
      '\0,x',
      `H5,${'x'.repeat(100_000)}`,
    ]);
    expect(report).toMatchObject({ created: 2, failed: 3 });
    expect(await named('driver')).toMatchObject([{ name: '<script>alert(1)</script>' }, { name: '=cmd' }]);
  });

  it('needs the scope and the whole account', async () => {
    const alpha = await api.seed('alpha', 0);
    const body = 'external_id,name\nS1,x';
    expect((await send('asset', body, 'text/csv', await api.tokenFor(alpha))).status).toBe(403);
    const some = await api.tokenFor(alpha, FLEET_SCOPES, [1]);
    expect((await send('asset', body, 'text/csv', some)).status).toBe(403);
  });

  it('of 100,000 lines of which three are wrong tells these, and takes a bounded share of memory', async () => {
    const wrong = new Map([
      [10, 'L10,,,'],
      [50_000, 'L50000,x,fast,'],
      [99_999, `L99999,${'x'.repeat(201)},,`],
    ]);
    // Most are to be deleted, which is quick where there is nothing.
    const lineOf = (n: number) => (n % 100 === 0 ? `L${n},Asset ${n},90,` : `L${n},,,yes`);
    const lines = Array.from({ length: 100_000 }, (_, n) => wrong.get(n) ?? lineOf(n));
    const body = `external_id,name,speed_limit_kmh,delete\n${lines.join('\n')}`;
    let most = 0;
    const before = process.memoryUsage().heapUsed;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed - before)), 50);
    const report = await reported('asset', body);
    clearInterval(watch);
    expect(report).toMatchObject({ created: 999, unchanged: 98_998, failed: 3 });
    expect(report.problems.map(({ line, errors }) => [line, Object.keys(errors)])).toEqual([
      [12, ['name']],
      [50_002, ['speed_limit_kmh']],
      [100_001, ['name']],
    ]);
    expect(most).toBeLessThan(400_000_000);
    expect((await send('asset', `${body}\nX,x,,`)).status).toBe(413);
  });
});
