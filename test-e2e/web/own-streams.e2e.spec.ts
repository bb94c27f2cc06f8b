import { eventually } from '@yipii/testing';
import { endLeftovers } from '../support/app-process';
import { CustomerServer } from '../support/customer-server';
import { DemoApp } from '../support/demo-app';
import { PusherBackend } from '../support/pusher-backend';
import { TestBrowser } from './browser';
import { site } from './site';

const FLEET_MS = 30_000;

let browser: TestBrowser;

beforeAll(async () => {
  browser = await TestBrowser.start();
});
afterEach(async () => {
  await browser.closePages();
  expect(browser.errors.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser.stop();
  await endLeftovers();
});

describe.each(['uws', 'ws'])('the fleet in a browser, on %s', (sockets) => {
  let app: DemoApp;
  let backend: PusherBackend;
  let customer: CustomerServer;

  beforeAll(async () => {
    app = await DemoApp.start({ GATEWAY_SOCKETS: sockets });
    backend = await PusherBackend.start();
    customer = await CustomerServer.start(backend.sdk(1), site);
  }, 60_000);
  afterAll(async () => {
    await customer.stop();
    await backend.stop();
    await app.stop();
  });

  it('moves on the demo page', async () => {
    const { page } = await browser.open(`${app.address.api}/demo`);
    const texts = (selector: string) => page.locator(selector).allTextContents();
    await eventually(async () => expect((await texts('#vehicles li')).length).toBeGreaterThanOrEqual(12), {
      timeoutMs: FLEET_MS,
    });
    expect(await texts('#connection')).toEqual(['connected']);
    const moving = () => texts('#vehicles [data-status=moving]');
    const picture = () => page.locator('#map').screenshot();
    const [before, drawn] = [await moving(), await picture()];
    await eventually(async () => expect(await moving()).not.toEqual(before), { timeoutMs: FLEET_MS });
    await eventually(async () => expect((await picture()).equals(drawn)).toBe(false));
    expect((await texts('#frames li')).length).toBeGreaterThan(1);
  });

  it.each([
    ['..location.updated', ''],
    ['.location.updated', '/plain'],
  ])('is what Echo listens to as %s under %s/app', async (event, wsPath) => {
    const page = await browser.open(customer.url('/'));
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
