import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gothenburgFile, MapTiles } from '@yipii/geo';
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
});
