import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import type { SeededAccount } from '@yipii/persistence';
import { eventually } from '@yipii/testing';
import { ApiUnderTest, assetId, bearer } from '../api.testing';

const NOON = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;
const COUNT = 2_500;

interface Position {
  readonly timestamp: string;
  readonly seq: number | null;
}

describe('the track of an asset', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let beta: SeededAccount;
  let token: string;
  let path: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 3);
    beta = await api.seed('beta', 1);
    token = await api.tokenFor(alpha);
    path = `/api/alpha/asset/${assetId(alpha, 0)}/track`;
    await api.pool.query(`UPDATE asset SET name = '=cmd|''x'' <b>&' || chr(11) WHERE id = $1`, [
      assetId(alpha, 0),
    ]);
    await drive(alpha, 0);
    await store(alpha, 1, NOON, 1);
    await store(alpha, 1, NOON - MINUTE, null, 'late');
    await store(alpha, 1, NOON - 2 * MINUTE, null, 'jump');
    await store(beta, 0, NOON, 1);
  }, 60_000);
  afterAll(() => api.stop());

  const store = (
    account: SeededAccount,
    index: number,
    at: number,
    seq: number | null,
    unstreamed?: string,
  ) =>
    api.pool.query(
      `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, seq, valid, unstreamed,
         lat, lng, speed, status, protocol, attributes)
       VALUES ($1, $2, 1, $3, $4, now(), $5, true, $6, 57.7, -11.97, 50, 'moving', 'teltonika', '{}')`,
      [account.accountId, assetId(account, index), randomUUID(), new Date(at), seq, unstreamed],
    );

  /** A position a minute, the first being number 1. */
  const drive = (account: SeededAccount, index: number) =>
    api.pool.query(
      `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, seq, valid,
         lat, lng, altitude, speed, status, protocol, attributes)
       SELECT $1, $2, 1, gen_random_uuid(), $3::timestamptz + n * interval '1 minute', now(), n + 1, true,
         57.7 + sin(n / 50.0) / 10, -11.97 + n / 10000.0, 12, CASE WHEN n = 1234 THEN 171 ELSE 50 END,
         CASE WHEN n BETWEEN 600 AND 700 THEN 'stopped' ELSE 'moving' END, 'teltonika', '{"note": "@x"}'
       FROM generate_series(0, ${COUNT - 1}) AS n`,
      [account.accountId, assetId(account, index), new Date(NOON)],
    );

  const get = async (query: string, as = token, at = path) => {
    const { status, body } = await api.get(`${at}?${query}`, as);
    return { status, data: body.data as Position[], meta: body.meta as { next_cursor: string | null }, body };
  };
  const seqs = async (query: string) => (await get(query)).data.map(({ seq }) => seq);
  const moment = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();

  it('is told page by page, newest first, within a period', async () => {
    const period = `from=${moment(10)}&to=${moment(15)}`;
    const first = await get(`${period}&limit=3`);
    expect(first.data.map(({ seq }) => seq)).toEqual([15, 14, 13]);
    const second = await get(`${period}&limit=3&cursor=${first.meta.next_cursor}`);
    expect(second.data.map(({ seq }) => seq)).toEqual([12, 11]);
    expect(second.meta).toEqual({ next_cursor: null });
    expect(await seqs(`from=2026-06-01T14:10:00%2B02:00&limit=1000&to=${moment(12)}`)).toEqual([12, 11]);
  });

  it('is told after a number, in order', async () => {
    expect(await seqs('after_seq=2497')).toEqual([2498, 2499, 2500]);
    expect(await seqs('after_seq=0&limit=2')).toEqual([1, 2]);
  });

  it('has what came late, without a number, and nothing that is doubted', async () => {
    const { data } = await get('', token, `/api/alpha/asset/${assetId(alpha, 1)}/track`);
    expect(data).toMatchObject([{ seq: 1 }, { seq: null, timestamp: moment(-1) }]);
  });

  it.each([
    ['from=2026-06-01'],
    ['from=2026-06-01T12:00:00'],
    ['to=2026-13-01T12:00:00Z'],
    ['from=2026-06-30T23:59:60Z'],
    ['limit=1001'],
    ['max_points=1'],
    ['max_points=1000000'],
    ['cursor=x'],
    ['after_seq=-1'],
    ['after_seq=1&max_points=5'],
    ['after_seq=1&from=2026-06-01T12:00:00Z'],
    ['max_points=5&cursor=x'],
    ['format=csv&cursor=x'],
    ['format=kml'],
  ])('refuses ?%s', async (query) => {
    const { status, body } = await get(query);
    expect([status, body.code]).toEqual([422, 'VALIDATION_FAILED']);
  });

  it('is of an asset within the scope', async () => {
    const some = await api.tokenFor(alpha, ['positions:read'], [assetId(alpha, 1)]);
    for (const rest of ['track', 'trip', 'stop']) {
      const at = (account: SeededAccount, index: number) =>
        `/api/alpha/asset/${assetId(account, index)}/${rest}`;
      expect((await get('', token, at(beta, 0))).status).toBe(404);
      expect((await get('format=csv', token, at(beta, 0))).status).toBe(404);
      expect((await get('', some, at(alpha, 0))).status).toBe(404);
      expect((await get('', some, at(alpha, 1))).status).toBe(200);
      expect((await get('', await api.tokenFor(alpha, ['fleet:read']), at(alpha, 0))).status).toBe(403);
    }
  });

  describe('as an overview', () => {
    it('keeps ends, stops and the fastest moment in few positions', async () => {
      const { data, meta } = await get('max_points=20');
      expect(data.length).toBeLessThanOrEqual(20);
      expect(data.map(({ seq }) => seq)).toEqual(expect.arrayContaining([1, 601, 1235, COUNT]));
      expect(data[0]).toMatchObject({ seq: COUNT, attributes: { note: '@x' } });
      expect(meta.next_cursor).toBeNull();
    });

    it('is everything where that is little enough', async () => {
      expect(await seqs(`max_points=100&from=${moment(2)}&to=${moment(5)}`)).toEqual([5, 4, 3]);
    });

    it('is empty where there was nothing', async () => {
      expect((await get(`max_points=20&to=${moment(-60)}`)).data).toEqual([]);
    });

    it('stays short however many points are wanted', async () => {
      const { data } = await get('max_points=5000');
      expect(data.length).toBeGreaterThan(500);
      expect(JSON.stringify(data).length).toBeLessThan(500_000);
    });

    it('is one line in GeoJSON', async () => {
      const { body } = await api.get(`${path}?max_points=50&format=geojson`, token);
      const { features } = body as unknown as { features: { geometry: { coordinates: object[] } }[] };
      expect(features).toHaveLength(1);
      expect(features[0]?.geometry.coordinates.length).toBeLessThanOrEqual(50);
    });
  });

  describe('as a file', () => {
    const file = (accept: string, query = '') =>
      api.call('GET', `${path}${query}`, { headers: { ...bearer(token), accept } });

    it('is GeoJSON whose lines join', async () => {
      const { body, headers } = await file('application/geo+json');
      expect(headers.get('content-type')).toMatch(/^application\/geo\+json/);
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="track-\d+\.geojson"$/);
      const { features } = body as unknown as {
        features: { properties: { times: string[] }; geometry: { coordinates: object[] } }[];
      };
      const times = features.map(({ properties }) => properties.times);
      expect(times.map(({ length }) => length)).toEqual([1_000, 1_001, 501]);
      expect(times[1]?.[0]).toBe(times[0]?.at(-1));
      expect([times[0]?.[0], times[2]?.at(-1)]).toEqual([moment(0), moment(COUNT - 1)]);
    });

    it('is CSV in which no spreadsheet finds a formula', async () => {
      const { body } = await file('text/csv', `?to=${moment(2)}`);
      const [head, first, second, ...rest] = textOf(body).split('\n');
      expect(head).toMatch(/^asset_id,name,timestamp,/);
      expect(first).toContain(`,'=cmd|'x' <b>&`);
      expect(first).toContain(`,57.7,-11.97,12,50,`);
      expect(second).toContain(`,"{""note"":""@x""}"`);
      expect(rest).toEqual(['']);
    });

    it('is GPX with the name as text', async () => {
      const { body, headers } = await file('application/gpx+xml');
      expect(headers.get('content-type')).toMatch(/^application\/gpx\+xml/);
      const text = textOf(body);
      expect(text).toContain(`<name>=cmd|'x' &lt;b&gt;&amp;\u{FFFD}</name>`);
      expect(text.match(/<trkpt /g)).toHaveLength(COUNT);
      expect(text).toMatch(
        /<trkpt lat="57.7" lon="-11.97">\s*<ele>12<\/ele>\s*<time>2026-06-01T12:00:00.000Z</,
      );
      expect(text.trimEnd()).toMatch(/<\/trkseg>\s*<\/trk>\s*<\/gpx>$/);
    });

    it('is whole where there is nothing', async () => {
      const at = `/api/alpha/asset/${assetId(alpha, 2)}/track`;
      expect((await api.get(`${at}?format=geojson`, token)).body).toEqual({
        type: 'FeatureCollection',
        features: [],
      });
      expect(textOf((await api.get(`${at}?format=csv`, token)).body).split('\n')).toHaveLength(2);
      expect(textOf((await api.get(`${at}?format=gpx`, token)).body)).toContain('<trkseg>');
    });

    it('is chosen by format= before Accept, and JSON where nothing fits', async () => {
      const type = async (accept: string, query = '') =>
        (await file(accept, query)).headers.get('content-type')?.split(';')[0];
      expect(await type('text/csv', '?format=gpx')).toBe('application/gpx+xml');
      expect(await type('text/html')).toBe('application/json');
      expect(await type('*/*')).toBe('application/json');
    });

    it('gives its connection back when the client goes away in the middle', async () => {
      const { hostname, port } = new URL(api.address);
      const socket = createConnection(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(`GET ${path}?format=gpx HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
      await eventually(async () => {
        const { rows } = await api.pool.query(
          `SELECT FROM pg_stat_activity
           WHERE datname = current_database() AND usename IS NOT NULL AND state LIKE 'idle in transaction%'`,
        );
        expect(rows).toHaveLength(0);
      });
      expect((await get('limit=1')).status).toBe(200);
    });
  });

  describe('in trips and stops', () => {
    beforeAll(() =>
      api.pool.query(
        `INSERT INTO trip (account_id, asset_id, started_at, ended_at, start_lat, start_lng, end_lat, end_lng,
           distance_km, max_speed, idling_seconds, driver_id)
         SELECT $1, $2, $3::timestamptz + n * interval '1 hour',
           CASE WHEN n < 4 THEN $3::timestamptz + n * interval '1 hour' + interval '30 min' END,
           57, 11, 58, 12, n, 90, 5, 'd' FROM generate_series(0, 4) AS n;`
          .replaceAll('$1', String(alpha.accountId))
          .replaceAll('$2', String(assetId(alpha, 0)))
          .replaceAll('$3', `'${moment(0)}'`) +
          `INSERT INTO stop (account_id, asset_id, started_at, ended_at, lat, lng, idling_seconds)
           VALUES (${alpha.accountId}, ${assetId(alpha, 0)}, '${moment(30)}', '${moment(60)}', 58, 12, 0)`,
      ),
    );

    it('has those of a period, newest first, page by page', async () => {
      const trips = path.replace('/track', '/trip');
      const first = await get('limit=2', token, trips);
      expect(first.data).toMatchObject([
        {
          started_at: moment(240),
          ended_at: null,
          distance_km: 4,
          start: { lat: 57, lng: 11, address: null },
        },
        { started_at: moment(180), ended_at: moment(210), max_speed: 90, driver_id: 'd' },
      ]);
      const second = await get(`limit=2&cursor=${first.meta.next_cursor}`, token, trips);
      expect(second.data).toMatchObject([{ distance_km: 2 }, { distance_km: 1 }]);
      const within = await get(`from=${moment(30)}&to=${moment(60)}`, token, trips);
      expect(within.data).toEqual([]);
    });

    it('has stops alike', async () => {
      const { data } = await get(`from=${moment(45)}`, token, path.replace('/track', '/stop'));
      expect(data).toEqual([
        {
          asset_id: assetId(alpha, 0),
          started_at: moment(30),
          ended_at: moment(60),
          ...{ lat: 58, lng: 12, address: null, idling_seconds: 0 },
        },
      ]);
    });
  });
});

function textOf(body: unknown): string {
  return body as string;
}
