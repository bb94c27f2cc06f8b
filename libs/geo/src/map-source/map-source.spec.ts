import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { aPmtilesArchive, MapServer } from '@yipii/testing';
import sharp from 'sharp';
import { fromGeojsonVt } from 'vt-pbf';
import type { TileFeature } from '../tiles/tile';
import { WHOLE } from '../tiles/whole';
import { decodeTile, type DecodedTile } from './decode-tile';
import { openMapSource } from './open-map-source';

const ORIGIN = { z: 0, x: 0, y: 0 };
const across = (tags: TileFeature['tags'], y = 100): TileFeature => ({
  type: 2,
  geometry: [
    [
      [0, y],
      [4_096, y],
    ],
  ],
  tags,
});
const town = (name: string, fields: object): TileFeature => ({
  type: 1,
  geometry: [[50, 60]],
  tags: { name, ...fields },
});
const square = (tags: TileFeature['tags']): TileFeature => ({ ...WHOLE, tags });

function aTile(layers: Readonly<Record<string, readonly TileFeature[]>>): Buffer {
  const named = Object.entries(layers).map(([name, features]) => [name, { features }] as const);
  return Buffer.from(fromGeojsonVt(Object.fromEntries(named), { version: 2, extent: 4_096 }));
}

const OPEN_MAP_TILES = aTile({
  water: [square({ class: 'lake' })],
  landcover: [square({ class: 'wood' }), square({ class: 'sand' })],
  boundary: [
    across({ admin_level: 2, maritime: 0 }),
    across({ admin_level: 2, maritime: 1 }),
    across({ admin_level: 4 }),
  ],
  transportation: [across({ class: 'motorway' }), across({ class: 'minor' }, 200), across({ class: 'rail' })],
  transportation_name: [across({ name: 'Ringväg', class: 'minor' })],
  place: [town('By', { class: 'village' }), town('Αθήνα', { class: 'city', 'name:latin': 'Athína' })],
});
const PROTOMAPS = aTile({
  earth: [square({ kind: 'earth' })],
  water: [square({ kind: 'ocean' })],
  landuse: [square({ kind: 'park' })],
  boundaries: [across({ kind: 'country' })],
  roads: [across({ kind: 'major_road', kind_detail: 'primary', name: 'Main St' }), across({ kind: 'rail' })],
  places: [town('Oslo', { kind: 'locality', kind_detail: 'city' })],
});
const SHORTBREAD = aTile({
  ocean: [square({})],
  land: [square({ kind: 'forest' })],
  boundaries: [across({ admin_level: 2, maritime: false as never })],
  streets: [across({ kind: 'residential' })],
  street_labels: [across({ kind: 'residential', name: 'Hauptstraße' })],
  place_labels: [town('Bonn', { kind: 'town' })],
});

const tagsOf = (tile: DecodedTile, layer: string) => tile.get(layer)?.map(({ tags }) => tags);

describe('another map', () => {
  let server: MapServer;

  beforeEach(async () => {
    server = await MapServer.start();
  });
  afterEach(() => server.stop());

  const read = async (address: string, at = ORIGIN): Promise<DecodedTile> => {
    const tile = await (await openMapSource(address)).tile(at);
    return decodeTile(tile?.bytes ?? new Uint8Array(), at, at);
  };

  describe('of vector tiles', () => {
    const template = () => `${server.origin}/{z}/{x}/{y}.mvt?key=secret`;

    it.each([
      ['OpenMapTiles', OPEN_MAP_TILES, ['motorway', 'street', 'name'], ['Athína', 'By']],
      ['Protomaps', PROTOMAPS, ['main'], ['Oslo']],
      ['Shortbread', SHORTBREAD, ['street', 'name'], ['Bonn']],
    ])('is shown in our own look: %s', async (_, bytes, kinds, places) => {
      server.files.set('/0/0/0.mvt', bytes);
      const tile = await read(template());
      expect(tagsOf(tile, 'roads')?.map(({ kind }) => kind)).toEqual(kinds);
      expect(tagsOf(tile, 'places')?.map(({ name }) => name)).toEqual(places);
      expect(['land', 'green', 'water', 'borders'].map((layer) => tile.get(layer)?.length)).toEqual([
        1, 1, 1, 1,
      ]);
    });

    it('is read where it is gzip without a header, and goes on deeper than it is', async () => {
      server.files.set(/^\/(0\/0\/0|14\/0\/0).mvt$/, gzipSync(OPEN_MAP_TILES));
      const deep = await read(template(), { z: 16, x: 3, y: 0 });
      // The motorway at 100 units of its own tile, four times enlarged; nothing else is so far north.
      expect(deep.get('roads')?.[0]?.lines[0]?.[0]).toEqual([-3 * 4_096, 400]);
      expect(await read(template(), { z: 16, x: 0, y: 3 }).then((tile) => tile.get('roads'))).toBeUndefined();
    });

    it('has no tile where the server has none', async () => {
      server.files.set('/0/0/0.mvt', OPEN_MAP_TILES);
      expect(await (await openMapSource(template())).tile({ z: 1, x: 0, y: 0 })).toBeNull();
    });

    it.each<[string, (server: MapServer) => unknown, string]>([
      ['away', (it) => (it.isAway = true), '/0/0/0.mvt: HTTP 503'],
      ['of another kind', (it) => it.files.set('/0/0/0.mvt', Buffer.from('<html>')), 'is no vector tile'],
      [
        'of unknown layers',
        (it) => it.files.set('/0/0/0.mvt', aTile({ lots: [square({})] })),
        'its layers (lots)',
      ],
      ['too long', (it) => it.files.set('/0/0/0.mvt', Buffer.alloc(4_100_000)), 'longer than'],
      ['a bomb', (it) => it.files.set('/0/0/0.mvt', gzipSync(Buffer.alloc(9_000_000))), 'not unzipped'],
    ])('is refused in words, without its key: %s', async (_, prepare, words) => {
      prepare(server);
      const refusal = expect(openMapSource(template())).rejects;
      await refusal.toMatchObject({
        name: 'MapSourceError',
        message: expect.stringContaining(words) as string,
      });
      await expect(openMapSource(template())).rejects.not.toThrow('secret');
    });
  });

  describe('in a PMTiles archive', () => {
    const metadata = {
      attribution: '<a href="https://osm.example">&copy; OpenStreetMap</a>',
      vector_layers: [{ id: 'water' }],
    };
    const archive = aPmtilesArchive([{ ...ORIGIN, bytes: OPEN_MAP_TILES }], 'mvt', metadata);

    it('is read by ranges, and says whom to thank', async () => {
      server.files.set('/a.pmtiles', archive);
      const map = await openMapSource(`${server.origin}/a.pmtiles`);
      expect(map.attribution).toBe('© OpenStreetMap');
      expect((await map.tile({ z: 2, x: 0, y: 0 }))?.bytes.length).toBeGreaterThan(100);
    });

    it('may be a file', async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-map-'));
      writeFileSync(path.join(folder, 'a.pmtiles'), archive);
      const tile = await read(path.join(folder, 'a.pmtiles'));
      expect(tagsOf(tile, 'places')).toHaveLength(2);
      rmSync(folder, { recursive: true });
      await expect(openMapSource(path.join(folder, 'a.pmtiles'))).rejects.toThrow('ENOENT');
    });

    it('needs a server that knows ranges', async () => {
      server.files.set('/a.pmtiles', archive);
      server.hasRanges = false;
      await expect(openMapSource(`${server.origin}/a.pmtiles`)).rejects.toThrow('range requests');
    });

    it('of pictures is shown as pictures, four of which make one of 512 pixels', async () => {
      const colours = ['#ff0000', '#00ff00', '#0000ff', '#ffffff'];
      const pictures = colours.map((background) =>
        sharp({ create: { width: 256, height: 256, channels: 3, background } })
          .png()
          .toBuffer(),
      );
      const [a, b, c, d] = await Promise.all(pictures);
      const tiles = [a, b, c, d].map((bytes, i) => ({
        z: 1,
        x: i % 2,
        y: Math.floor(i / 2),
        bytes: bytes ?? Buffer.alloc(0),
      }));
      server.files.set(
        '/a.pmtiles',
        aPmtilesArchive([{ ...ORIGIN, bytes: a ?? Buffer.alloc(0) }, ...tiles], 'png'),
      );
      const map = await openMapSource(`${server.origin}/a.pmtiles`);
      const whole = await map.tile(ORIGIN);
      expect(whole?.contentType).toBe('image/webp');
      const { data, info } = await sharp(whole?.bytes)
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([512, 512]);
      const at = (x: number, y: number) =>
        [...data.subarray((y * 512 + x) * 3, (y * 512 + x) * 3 + 3)].map((v) => (v > 127 ? 1 : 0));
      expect([at(100, 100), at(400, 100), at(100, 400), at(400, 400)]).toEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]); // prettier-ignore
      const deeper = await sharp((await map.tile({ z: 3, x: 7, y: 7 }))?.bytes).metadata();
      expect(deeper).toMatchObject({ width: 512, height: 512 });
    });
  });

  describe('in a style', () => {
    const style = (layers: object[], source: object = { type: 'vector', url: 'tiles.json' }) =>
      Buffer.from(JSON.stringify({ version: 8, sources: { town: source }, layers }));
    const layer = (type: string, sourceLayer: string, fields: object) => ({
      ...{ id: `${type} ${sourceLayer}`, type, source: 'town', 'source-layer': sourceLayer },
      ...fields,
    });
    const LAYERS = [
      { id: 'ground', type: 'background', paint: { 'background-color': '#fedcba' } },
      layer('fill', 'landcover', {
        filter: ['==', 'class', 'wood'],
        paint: { 'fill-color': 'rgb(1, 2, 3)', 'fill-opacity': { stops: [[0, 0.5], [10, 1]] } }, // prettier-ignore
      }),
      layer('line', 'transportation', {
        paint: {
          'line-color': ['match', ['get', 'class'], 'motorway', '#ff0000', '#00ff00'],
          'line-width': ['interpolate', ['linear'], ['zoom'], 0, 1, 10, 21],
          'line-dasharray': [2, 1],
        },
      }),
      layer('fill', 'water', { minzoom: 5, paint: { 'fill-color': '#00f' } }),
      layer('symbol', 'place', {
        layout: { 'text-field': '{name:latin}', 'text-size': 13, 'text-transform': 'uppercase' },
        paint: { 'text-color': '#333', 'text-halo-color': '#fff', 'text-halo-width': 2 },
      }),
      layer('symbol', 'transportation_name', {
        layout: { 'text-field': ['get', 'name'], 'symbol-placement': 'line' },
      }),
      layer('circle', 'place', {}),
    ];

    beforeEach(() => {
      server.files.set(
        '/tiles.json',
        Buffer.from(JSON.stringify({ tiles: ['t/{z}/{x}/{y}'], maxzoom: 3, attribution: 'The town' })),
      );
      server.files.set(/^\/t\//, () => OPEN_MAP_TILES);
    });

    it('is painted by it: fills, lines and texts with their colours at the zoom', async () => {
      server.files.set('/style.json', style(LAYERS));
      const map = await openMapSource(`${server.origin}/style.json?key=secret`);
      expect(map.attribution).toBe('The town');
      const at = { z: 5, x: 0, y: 0 };
      const tile = decodeTile((await map.tile(at))?.bytes ?? new Uint8Array(), at, at);
      expect(tagsOf(tile, 'painted')).toEqual([
        { fill: 'rgba(254,220,186,1)' },
        { fill: 'rgba(1,2,3,0.75)' },
        { line: 'rgba(255,0,0,1)', width: 110, dash: '220,110' },
        { line: 'rgba(0,255,0,1)', width: 110, dash: '220,110' },
        { fill: 'rgba(0,0,255,1)' },
      ]);
      expect(tagsOf(tile, 'texts')).toEqual([
        { text: 'Ringväg', size: 160, colour: 'rgba(0,0,0,1)' },
        { text: 'ATHÍNA', size: 130, colour: 'rgba(51,51,51,1)', halo: 'rgba(255,255,255,1)' },
      ]);
      // Tiles of the source end at 3.
      expect(server.asked.filter((url) => url.startsWith('/t/'))).toEqual(['/t/3/0/0']);
    });

    it('takes its tiles from an archive, too', async () => {
      server.files.set('/a.pmtiles', aPmtilesArchive([{ ...ORIGIN, bytes: OPEN_MAP_TILES }], 'mvt'));
      server.files.set(
        '/style.json',
        style(LAYERS, { type: 'vector', url: `pmtiles://${server.origin}/a.pmtiles` }),
      );
      const tile = await read(`${server.origin}/style.json`);
      expect(tagsOf(tile, 'painted')?.[0]).toEqual({ fill: 'rgba(254,220,186,1)' });
    });

    it.each([
      [
        'without vector tiles',
        style([LAYERS[0] ?? {}], { type: 'raster', tiles: [] }),
        'no fills, lines or texts',
      ],
      [
        'with a file of this machine',
        style(LAYERS, { type: 'vector', url: 'pmtiles:///etc/passwd.pmtiles' }),
        'not found',
      ],
      ['that is none', Buffer.from('{}'), 'neither a style nor a TileJSON'],
      ['that is no JSON', Buffer.from('<html>'), 'is not JSON'],
    ])('is refused in words: %s', async (_, bytes, words) => {
      server.files.set('/style.json', bytes);
      await expect(openMapSource(`${server.origin}/style.json`)).rejects.toThrow(words);
    });
  });
});
