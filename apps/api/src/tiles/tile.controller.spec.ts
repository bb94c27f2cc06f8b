import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gothenburgFile, MapTiles } from '@yipii/geo';
import { aPmtilesArchive, MapServer } from '@yipii/testing';
import { fromGeojsonVt } from 'vt-pbf';
import { ApiUnderTest } from '../api.testing';

/** In the middle of Gothenburg. */
const IN_TOWN = '14/8736/4959.mvt';

describe('the tiles of the map', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api.stop());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${api.address}/tiles/${path}`, { headers });

  it('are kept by browsers, and are not sent again while they are the same', async () => {
    const tile = await get('0/0/0.mvt');
    expect(tile.status).toBe(200);
    expect(Object.fromEntries(tile.headers)).toMatchObject({
      'content-type': 'application/vnd.mapbox-vector-tile',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=86400',
    });
    expect((await tile.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    const again = await get('0/0/0.mvt', {
      'If-None-Match': tile.headers.get('etag') ?? '',
      'Cache-Control': 'max-age=0',
    });
    expect(again.status).toBe(304);
  });

  it('have the streets of the map, which is read before the first one is asked for', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-tiles-'));
    const load = jest.spyOn(MapTiles, 'load');
    const { base } = await api.startReplica({ STREETS: gothenburgFile(), DATA_DIR: folder });
    expect(load).toHaveBeenCalledTimes(1);
    const tile = await (await fetch(`${base}/tiles/${IN_TOWN}`)).text();
    expect(tile).toContain('Drottninggatan');
    expect(load).toHaveBeenCalledTimes(1);
    rmSync(folder, { recursive: true });
  });

  it.each([
    '15/0/0.mvt',
    '1/2/0.mvt',
    '1/0/-1.mvt',
    'a/0/0.mvt',
    '0/0/0.png',
    '1e1/0/0.mvt',
    '99999/0/0.mvt',
    '0/0/0.mvt%00',
  ])('of %s do not exist', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  describe('of another map', () => {
    const point = { type: 1, geometry: [[10, 10]], tags: { name: 'Elsewhere', class: 'city' } };
    const bytes = fromGeojsonVt({ place: { features: [point] } }, { version: 2, extent: 4_096 });
    let source: MapServer;

    beforeEach(async () => {
      source = await MapServer.start();
      const metadata = { attribution: '© Ä' };
      source.files.set('/a.pmtiles', aPmtilesArchive([{ z: 0, x: 0, y: 0, bytes }], 'mvt', metadata));
    });
    afterEach(() => source.stop());

    it('are read once, with whom to thank for them, and deeper than our own', async () => {
      const { base } = await api.startReplica({ MAP_SOURCE: `${source.origin}/a.pmtiles` });
      const answers = await Promise.all([1, 2, 3].map(() => fetch(`${base}/tiles/0/0/0.mvt`)));
      const asked = source.asked.length;
      for (const answer of answers) {
        expect(await answer.text()).toContain('Elsewhere');
        expect(answer.headers.get('map-attribution')).toBe('%C2%A9%20%C3%84');
        expect(answer.headers.get('cache-control')).toBe('public, max-age=86400');
      }
      await (await fetch(`${base}/tiles/0/0/0.mvt`)).text();
      expect(source.asked).toHaveLength(asked);
      expect((await fetch(`${base}/tiles/18/0/0.mvt`)).status).toBe(200);
      expect((await fetch(`${base}/tiles/19/0/0.mvt`)).status).toBe(404);
    });

    it('are our own for a minute where the source is away, at the start as later', async () => {
      source.isAway = true;
      const { base } = await api.startReplica({ MAP_SOURCE: `${source.origin}/{z}/{x}/{y}.mvt` });
      const answer = await fetch(`${base}/tiles/16/0/0.mvt`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=60']);
      expect(answer.headers.get('map-attribution')).toBeNull();
    });

    it('are our own where a style is of no use', async () => {
      source.files.set('/style.json', Buffer.from('{"layers": [{"type": "line"}]}'));
      const { base } = await api.startReplica({ MAP_SOURCE: `${source.origin}/style.json` });
      expect((await fetch(`${base}/tiles/0/0/0.mvt`)).headers.get('cache-control')).toBe(
        'public, max-age=60',
      );
    });

    it.each(['ftp://a.example/a.pmtiles', 'https://a.example/{z}/{x}.mvt', 'file:///etc/a.pmtiles'])(
      'are not of this address: %s',
      async (address) => expect(api.startReplica({ MAP_SOURCE: address })).rejects.toThrow('MAP_SOURCE'),
    );
  });
});
