import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eventually } from '@yipii/testing';
import { FollowedVehicle } from './followed-vehicle';
import { LinkVisitor } from './link-visitor';
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
