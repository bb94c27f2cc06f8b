import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { eventually, MapServer } from '@yipii/testing';
import { FollowedVehicle } from './followed-vehicle';
import { LinkVisitor } from './link-visitor';
import { keepImage } from './looks';
import { townArchive } from './town-archive';
import { useBrowser } from './use-browser';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADAgIA4L1ZsQAAAABJRU5ErkJggg==',
  'base64',
);

const browser = useBrowser();

describe('the map of another server', () => {
  const asked: IncomingMessage[] = [];
  const tiles = createServer((request, response) => {
    asked.push(request);
    response.setHeader('Content-Type', 'image/png');
    response.end(PIXEL);
  });
  let vehicle: FollowedVehicle;
  let origin: string;

  beforeAll(async () => {
    tiles.listen(0, '127.0.0.1');
    await once(tiles, 'listening');
    origin = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
    vehicle = await FollowedVehicle.start({
      MAP_TILES_URL: `${origin}/{z}/{x}/{y}.png?style=a&key=b`,
      MAP_ATTRIBUTION: '© Other & Sons <maps>',
    });
  }, 60_000);
  afterAll(async () => {
    await vehicle.stop();
    tiles.close();
  });

  it('is shown with its attribution; nobody else is asked, and it does not learn of the link', async () => {
    const origins = new Set<string>();
    const visitor = await LinkVisitor.of(browser(), vehicle, {
      prepare: (page) => Promise.resolve(page.on('request', (it) => origins.add(new URL(it.url()).origin))),
    });
    await visitor.enter();
    const { page, uuid } = visitor;
    await eventually(async () => {
      const shown = await page.evaluate<number>(
        `[...document.querySelectorAll('img.leaflet-tile')].filter((tile) => tile.naturalWidth > 0).length`,
      );
      expect(shown).toBeGreaterThan(3);
    });
    expect(await page.locator('.attribution').textContent()).toBe('© Other & Sons <maps>');
    await page.locator('summary').click();
    await visitor.says(`Its map comes from ${new URL(origin).host}`);
    expect([...origins].sort()).toEqual([origin, vehicle.api].sort());
    for (const { url, headers } of asked) {
      expect(url).toMatch(/^\/\d+\/\d+\/\d+\.png\?style=a&key=b$/);
      expect(JSON.stringify(headers)).not.toContain(uuid);
    }
  });
});

describe('a map that the server reads itself', () => {
  let source: MapServer;

  beforeAll(async () => {
    source = await MapServer.start();
    source.files.set('/town.pmtiles', townArchive());
    source.files.set('/style.json', Buffer.from(JSON.stringify(style(source.origin))));
  });
  afterAll(() => source.stop());

  describe.each([
    // Water and park in our own light colours; the look of the style is its own.
    ['archive', 'town.pmtiles', ['rgb(211,227,236)', 'rgb(227,236,219)', 'rgb(255,255,255)']],
    ['style', 'style.json', ['rgb(32,64,160)', 'rgb(60,120,60)', 'rgb(240,160,0)']],
  ])('%s', (name, file, colours) => {
    let vehicle: FollowedVehicle;

    beforeAll(async () => {
      source.isAway = false;
      vehicle = await FollowedVehicle.start({ MAP_SOURCE: `${source.origin}/${file}?key=secret` });
    }, 60_000);
    afterAll(() => vehicle.stop());

    it('is drawn with its attribution, by the pages’ own server alone; ours stands in while it is away', async () => {
      const origins = new Set<string>();
      const visitor = await LinkVisitor.of(browser(), vehicle, {
        prepare: (page) => Promise.resolve(page.on('request', (it) => origins.add(new URL(it.url()).origin))),
      });
      await visitor.enter();
      const { page } = visitor;
      await eventually(async () => expect(await coloursOf(page)).toEqual(expect.arrayContaining(colours)));
      // The archive holds a few tiles; beyond them our own map is shown, with its attribution.
      expect(await page.locator('.attribution').textContent()).toContain('© OpenMapTiles of a test');
      expect([...origins]).toEqual([vehicle.api]);
      expect(await page.content()).not.toContain('secret');
      await keepImage(page, `track/other-map-${name}`);
      source.isAway = true;
      for (let i = 0; i < 6; i++) await page.locator('.map-buttons .round').last().click();
      await eventually(async () =>
        expect(await page.locator('.attribution').textContent()).toContain('© OpenStreetMap · GeoNames'),
      );
    });
  });
});

/** Dark blue water, dark green parks and orange roads. */
function style(origin: string): object {
  const layer = (type: string, sourceLayer: string, fields: object) => ({
    ...{ id: `${type} ${sourceLayer}`, type, source: 'town', 'source-layer': sourceLayer },
    ...fields,
  });
  const width = [
    'interpolate',
    ['exponential', 1.6],
    ['zoom'],
    10,
    0.5,
    18,
    ['match', ['get', 'class'], 'minor', 14, 26],
  ];
  const colour = ['match', ['get', 'class'], ['motorway', 'primary'], '#f0a000', '#fff4d0'];
  return {
    version: 8,
    sources: { town: { type: 'vector', url: `pmtiles://${origin}/town.pmtiles` } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#ece4d4' } },
      layer('fill', 'water', { paint: { 'fill-color': 'rgb(32, 64, 160)' } }),
      layer('fill', 'landcover', {
        filter: ['==', 'class', 'wood'],
        paint: { 'fill-color': 'rgb(60, 120, 60)' },
      }),
      layer('line', 'transportation', {
        layout: { 'line-cap': 'round' },
        paint: { 'line-color': colour, 'line-width': width },
      }),
      layer('symbol', 'transportation_name', {
        layout: { 'text-field': '{name}', 'text-size': 12, 'symbol-placement': 'line' },
        paint: { 'text-color': '#503000', 'text-halo-color': '#fff', 'text-halo-width': 1 },
      }),
      layer('symbol', 'place', { layout: { 'text-field': ['get', 'name'] } }),
    ],
  };
}

/** The colours of the map's canvases that fill something. */
function coloursOf(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('canvas')].flatMap((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map();
    for (let i = 0; i < data.length; i += 4) {
      const key = 'rgb(' + data[i] + ',' + data[i + 1] + ',' + data[i + 2] + ')';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].filter(([, count]) => count > 200).map(([key]) => key);
  })`);
}
