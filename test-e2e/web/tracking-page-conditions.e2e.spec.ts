import { eventually } from '@yipii/testing';
import type { Page } from 'playwright-core';
import { layersOf } from '../support/public-bytes';
import { timed } from '../support/stolen-time';
import { FollowedVehicle, SECRETS } from './followed-vehicle';
import { LinkVisitor, MODES } from './link-visitor';
import { useBrowser } from './use-browser';

/** All visits of a scanner: `VISITS=50`. */
const VISITS = Number(process.env.VISITS ?? 2);
const SECOND_MS = 1_000;
/** Of the tiles that a vehicle alone is shown on. */
const CLOSEST_ZOOM = 15;
const MOST_BYTES = 100_000;
const SLOW_NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 100_000 };

const browser = useBrowser();

describe('the page of a tracking link', () => {
  let vehicle: FollowedVehicle;

  beforeAll(async () => {
    vehicle = await FollowedVehicle.start();
  }, 90_000);
  afterAll(() => vehicle.stop());

  const visit = (options: Parameters<typeof LinkVisitor.of>[2] = {}) =>
    LinkVisitor.of(browser(), vehicle, options);

  /** How long it took, without the time for which the machine was busy with something else. */
  async function told(what: string, act: () => Promise<unknown>): Promise<number> {
    const { tookMs, waitedMs, ownMs } = await timed(act);
    process.stdout.write(
      `${what}: ${Math.round(tookMs)} ms, the machine was busy for ${Math.round(waitedMs)}\n`,
    );
    return ownMs;
  }

  it('polls where WebSockets are blocked', async () => {
    await vehicle.drive();
    const prepare = async (page: Page) => {
      await page.routeWebSocket(/./, (socket) => void socket.close());
      await page.clock.install();
    };
    const visitor = await (await visit({ prepare })).enter();
    const before = await visitor.spot();
    await eventually(async () => {
      await vehicle.drive();
      await visitor.page.clock.runFor(5 * SECOND_MS);
      expect(await visitor.spot()).not.toBe(before);
    });
  });

  it('draws the streets that the network did not let through at first', async () => {
    let [asked, isBlocked] = [0, true];
    const prepare = (page: Page) =>
      page.route('**/tiles/**', (route) => {
        asked += 1;
        return isBlocked ? route.abort() : route.continue();
      });
    const visitor = await (await visit({ prepare })).enter();
    await eventually(() => expect(asked).toBeGreaterThan(0));
    expect(await visitor.page.locator('.leaflet-tile-loaded').count()).toBe(0);
    isBlocked = false;
    await visitor.page.locator('.leaflet-tile-loaded').first().waitFor();
  });

  it('zooms as often as its button is pressed, however quickly', async () => {
    const zooms: number[] = [];
    const prepare = (page: Page) => {
      page.on('request', (request) => {
        const zoom = /\/tiles\/(\d+)\//.exec(request.url())?.[1];
        if (zoom !== undefined) zooms.push(Number(zoom));
      });
      return Promise.resolve();
    };
    const visitor = await (await visit({ prepare, screen: { reducedMotion: 'no-preference' } })).enter();
    await eventually(() => expect(zooms).not.toEqual([]));
    const out = visitor.page.locator('.map-buttons .round').last();
    for (let i = 0; i < 4; i++) await out.click();
    await eventually(() => expect(Math.min(...zooms)).toBe(CLOSEST_ZOOM - 4));
  });

  it('goes on by itself once the server is back', async () => {
    const visitor = await (await visit()).enter();
    await visitor.seesItDrive();
    await vehicle.restart();
    await visitor.seesItDrive({ timeoutMs: 60_000 });
    await eventually(async () => expect(await visitor.viewersNow()).toBe(1), { timeoutMs: 60_000 });
  });

  it.each(['frozen', 'without network'])(
    'has a fresh position within 2 s and one socket after it was %s',
    async (how) => {
      const visitor = await (await visit()).enter();
      await visitor.seesItDrive();
      const before = await visitor.spot();
      const session = await visitor.page.context().newCDPSession(visitor.page);
      const setAway = (isAway: boolean) =>
        how === 'frozen'
          ? session.send('Page.setWebLifecycleState', { state: isAway ? 'frozen' : 'active' })
          : visitor.page.context().setOffline(isAway);
      await setAway(true);
      await eventually(async () => expect(await vehicle.drive()).toBe(true));
      const back = await told(`back after it was ${how}`, async () => {
        await setAway(false);
        await eventually(async () => expect(await visitor.spot()).not.toBe(before), { everyMs: 20 });
      });
      expect(back).toBeLessThan(2 * SECOND_MS);
      await visitor.seesItDrive();
      await eventually(async () => expect(await visitor.viewersNow()).toBe(1));
    },
  );

  it.each([3_600, -3_600])('tells the age right on a phone whose clock is %i s off', async (off) => {
    await vehicle.drive();
    const { fixedAt } = vehicle;
    const prepare = (page: Page) => page.addInitScript(setClock, off * SECOND_MS);
    const visitor = await (await visit({ prepare })).enter();
    await eventually(async () => {
      const text = (await visitor.page.locator('.age').textContent()) ?? '';
      const shown = Number(/Updated (\d+)/.exec(text)?.[1]);
      // Shown are whole seconds, rounded down, at each tick of a second.
      expect(Math.abs((Date.now() - fixedAt) / SECOND_MS - 1 - shown)).toBeLessThan(2);
    });
  });

  it.each(MODES)('counts nothing for scanners that load it and wait (%s)', async (_, link) => {
    const uuid = await vehicle.link(link);
    const { next } = await vehicle.events();
    const calls: string[] = [];
    for (let visits = 0; visits < VISITS; visits++) {
      const page = await browser().visitor();
      page.on('request', (request) => calls.push(`${request.method()} ${new URL(request.url()).pathname}`));
      await page.clock.install();
      await page.goto(`${vehicle.api}/t/${uuid}`, { waitUntil: 'networkidle' });
      await page.locator('button.main').waitFor();
      await page.clock.runFor(30 * SECOND_MS);
      await browser().closePages();
    }
    const look = `GET /api/public/tracking/${uuid}`;
    expect(calls.filter((call) => call.includes('/api/'))).toEqual(
      Array.from({ length: VISITS }, () => look),
    );
    const counts = { viewers_now: 0, views_total: 0 };
    expect(await vehicle.rest('GET', `tracking-link/${uuid}`)).toMatchObject(counts);
    expect(await vehicle.rest('GET', `tracking-link/${uuid}/sessions`)).toEqual([]);
    expect((await vehicle.events(next)).events).not.toContain(uuid);
  });

  it('is small, asks for little, and nobody else', async () => {
    const requests: { url: string; bytes: Promise<number> }[] = [];
    const prepare = (page: Page) =>
      Promise.resolve(
        page.on('requestfinished', (request) =>
          requests.push({
            url: request.url(),
            bytes: request.sizes().then(({ responseBodySize }) => responseBodySize),
          }),
        ),
      );
    const visitor = await visit({ prepare });
    expect(requests.length).toBeLessThanOrEqual(8);
    const code = requests.filter(({ url }) => /\.(js|css)$/.test(url));
    expect(code.length).toBeGreaterThan(1);
    const sizes = await Promise.all(code.map(({ bytes }) => bytes));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
    await visitor.enter();
    const { origin } = new URL(vehicle.api);
    expect(requests.filter(({ url }) => !url.startsWith(origin))).toEqual([]);
  });

  it('tells viewers nothing else: no byte of page, answers and frames', async () => {
    const seen: Promise<string>[] = [];
    const prepare = (page: Page) => {
      page.on('response', (response) => {
        const head = JSON.stringify(response.headers());
        seen.push(
          response.text().then(
            (text) => head + text,
            () => head,
          ),
        );
      });
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => seen.push(Promise.resolve(String(payload)))),
      );
      return Promise.resolve();
    };
    const visitor = await (await visit({ link: { access_mode: 'email' }, prepare })).enter();
    await visitor.seesItDrive();
    const everything = (await Promise.all(seen)).filter((text) => !/text\/javascript/.test(text));
    const read = everything.flatMap((text) => layersOf(text)).join('\n');
    expect(read).toMatch(/57\.(69|70)/);
    expect(SECRETS.filter((secret) => read.includes(secret))).toEqual([]);
    expect(read.match(/"(seq|assetId|asset_id|accountId|account)":/g)).toBeNull();
    const kept = await visitor.page.evaluate(
      'JSON.stringify(localStorage) + document.cookie + location.href',
    );
    expect(kept).not.toMatch(/yts_/);
  });

  it('loads in 4 s, and shows a position 2 s after the tap, on a slow phone in a slow network', async () => {
    await vehicle.drive();
    const screen = { viewport: { width: 390, height: 844 } };
    let loaded: Promise<number> | undefined;
    const prepare = async (page: Page) => {
      const session = await page.context().newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', SLOW_NETWORK);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      loaded = told('loaded', () => page.locator('button.main').waitFor());
    };
    const visitor = await visit({ screen, prepare });
    const load = (await loaded) ?? Infinity;
    const tap = await told('at a position', () => visitor.enter());
    expect(load).toBeLessThan(4 * SECOND_MS);
    expect(tap).toBeLessThan(2 * SECOND_MS);
  });
});

/** Runs in the page before its own scripts. Its timers stay real: faked ones fall behind on a busy machine. */
function setClock(offMs: number): void {
  const RealDate = Date;
  const now = (): number => RealDate.now() + offMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[]) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args) as object,
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
}
