import { eventually } from '@yipii/testing';
import { DemoApp } from '../support/demo-app';
import { Site } from './site';
import { useBrowser } from './use-browser';

const FLEET_MS = 30_000;

const browser = useBrowser();

describe.each(['uws', 'ws'])('the fleet in a browser, on %s', (sockets) => {
  let app: DemoApp;
  let site: Site;

  beforeAll(async () => {
    app = await DemoApp.start({ GATEWAY_SOCKETS: sockets });
    site = await Site.start();
  }, 60_000);
  afterAll(async () => {
    await site.stop();
    await app.stop();
  });

  it('moves on the demo page', async () => {
    const { page } = await browser().open(`${app.address.api}/demo`);
    const texts = (selector: string) => page.locator(selector).allTextContents();
    await eventually(async () => expect((await texts('.vehicles li')).length).toBeGreaterThanOrEqual(12), {
      timeoutMs: FLEET_MS,
    });
    expect(await page.locator('#connection').getAttribute('data-state')).toBe('live');
    const before = await texts('.vehicles li');
    await eventually(async () => expect(await texts('.vehicles li')).not.toEqual(before), {
      timeoutMs: FLEET_MS,
    });
    await page.locator('#receive .main').click();
    await page.locator('#receive[data-state=done]').waitFor({ timeout: FLEET_MS });
  });

  it.each([
    ['..location.updated', ''],
    ['.location.updated', '/plain'],
  ])('is what Echo listens to as %s under %s/app', async (event, wsPath) => {
    const page = await browser().open(site.customer.url('/'));
    const { api, key, token, wsPort } = app.address;
    const options = {
      ...{ key, wsHost: '127.0.0.1', wsPort, wssPort: wsPort, wsPath, disableStats: true },
      authEndpoint: `${api}/broadcasting/auth`,
      auth: { headers: { Authorization: `Bearer ${token}` } },
    };
    await page.call('listen', options, `account.${app.demo.accountKey}`, event);
    await eventually(async () => expect((await page.got('echo', event)).length).toBeGreaterThan(2), {
      timeoutMs: FLEET_MS,
    });
  });
});
