import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eventually } from '@yipii/testing';
import type { Frame, Page } from 'playwright-core';
import { FollowedVehicle } from './followed-vehicle';
import { useBrowser } from './use-browser';

const browser = useBrowser();

describe('the tracking page elsewhere', () => {
  let vehicle: FollowedVehicle;

  beforeAll(async () => {
    vehicle = await FollowedVehicle.start();
  }, 60_000);
  afterAll(() => vehicle.stop());

  /** Follows the link that a page or frame shows, until the vehicle is seen. */
  async function follow(page: Page | Frame): Promise<void> {
    await page.locator('button.main').click();
    await eventually(async () => {
      await vehicle.drive();
      expect(await page.locator('.vehicle').isVisible()).toBe(true);
    });
  }

  it("opens the demo's link on a phone in the same network, by the address of this machine there", async () => {
    const link = new URL(vehicle.app.demo.links.public.url);
    // Another address of this machine than the `localhost` that it calls itself.
    link.hostname = '127.0.0.2';
    const page = await browser().visitor({ viewport: { width: 390, height: 844 }, isMobile: true });
    const hosts = new Set<string>();
    const sockets: string[] = [];
    page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
    page.on('websocket', (socket) => {
      sockets.push(new URL(socket.url()).hostname);
      socket.on(
        'framereceived',
        ({ payload }) => String(payload).includes('location') && sockets.push('live'),
      );
    });
    await page.goto(link.href);
    await follow(page);
    await eventually(() => expect([...new Set(sockets)]).toEqual(['127.0.0.2', 'live']));
    expect([...hosts]).toEqual(['127.0.0.2']);
  });

  describe("in a frame of somebody else's page", () => {
    const shops: Server[] = [];
    let [allowed, forbidden, brand, uuid] = ['', '', '', ''];

    beforeAll(async () => {
      [allowed, forbidden] = [await aShop(), await aShop()];
      const { id } = await vehicle.rest<{ id: string }>('POST', 'brand', {
        ...{ name: 'Acme', embed_origins: [allowed] },
      });
      [brand, uuid] = [id, await vehicle.link({ brand_id: id })];
    });
    afterAll(() => {
      for (const shop of shops) shop.close();
    });

    /** A server whose only page has a frame of the address that its query names. Returns its origin. */
    async function aShop(): Promise<string> {
      const shop = createServer(({ url = '/' }, response) => {
        const src = new URL(url, 'http://localhost').searchParams.get('src') ?? '';
        response.setHeader('Content-Type', 'text/html');
        response.end(`<!doctype html><title>Shop</title><iframe src="${src}" width="400" height="700">`);
      }).listen(0, 'localhost');
      await once(shop, 'listening');
      shops.push(shop);
      return `http://localhost:${(shop.address() as AddressInfo).port}`;
    }

    async function frameIn(shop: string, address: string): Promise<Frame> {
      const page = await browser().visitor();
      const src = new URL(address, vehicle.app.address.api).href;
      await page.goto(`${shop}/?src=${encodeURIComponent(src)}`);
      const [, frame] = page.frames();
      if (!frame) throw new Error('There is no frame');
      return frame;
    }

    it('is followed where the brand allows that origin', async () => {
      await follow(await frameIn(allowed, `/embed/${brand}/${uuid}`));
    });

    it.each([
      ['of another origin', () => frameIn(forbidden, `/embed/${brand}/${uuid}`)],
      ['without the brand', () => frameIn(allowed, `/t/${uuid}`)],
      ['of another brand', () => frameIn(allowed, `/embed/${uuid}/${uuid}`)],
    ])('is not shown %s', async (_what, open) => {
      const frame = await open();
      await eventually(() => expect(browser().errors).toEqual([expect.stringContaining('frame-ancestors')]));
      browser().errors.splice(0);
      expect(await frame.locator('button').count()).toBe(0);
    });
  });
});
