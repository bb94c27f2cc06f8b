import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@yipii/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ROOT } from '../support/app-process';
import { DemoApp } from '../support/demo-app';
import { violationsOn } from './accessibility';
import { PAGE_STATES, type PageState } from './page-states';
import { showState } from './state-page';
import { useBrowser } from './use-browser';

/** `IMAGES=write` takes the pictures anew: all of a phone, and a few of a desktop. */
const IMAGES = path.join(ROOT, 'docs/images/track');

const WRITES = process.env.IMAGES === 'write';

const ON_DESKTOP = ['before-light', 'arriving-light', 'arriving-dark'];
const IN_THE_DARK = ['before', 'code', 'arriving', 'no-signal'];

const SCREENS: Record<string, BrowserContextOptions> = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1440, height: 900 } },
};
const NARROW: Record<string, BrowserContextOptions> = {
  'a small phone': { viewport: { width: 320, height: 568 }, isMobile: true },
  'a screen of 1280 × 1024 at 400 %': { viewport: { width: 320, height: 256 } },
};
const LANGUAGES = ['en-GB', 'sv-SE', 'de-DE', 'es-ES'];

const browser = useBrowser();

describe('the tracking page', () => {
  let app: DemoApp;

  beforeAll(async () => {
    app = await DemoApp.start({ API_PORT: String(await freePort()), GATEWAY_PORT: String(await freePort()) });
    mkdirSync(IMAGES, { recursive: true });
  }, 60_000);
  afterAll(() => app.stop());

  async function show(state: PageState, options: BrowserContextOptions): Promise<Page> {
    const page = await browser().visitor({
      timezoneId: 'Europe/Stockholm',
      reducedMotion: 'reduce',
      ...options,
    });
    await showState(page, app.address.api, state);
    return page;
  }

  describe.each(Object.keys(SCREENS))('on a %s', (screen) => {
    it.each(PAGE_STATES)('is open to everybody in the state $name, light and dark', async (state) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await show(state, { ...SCREENS[screen], colorScheme });
        expect(await violationsOn(page)).toEqual([]);
        const isOfPhone = colorScheme === 'light' || IN_THE_DARK.includes(state.name);
        const isKept = screen === 'phone' ? isOfPhone : ON_DESKTOP.includes(`${state.name}-${colorScheme}`);
        // With its streets.
        if (WRITES && isKept) await page.waitForLoadState('networkidle');
        if (WRITES && isKept)
          await page.screenshot({ path: path.join(IMAGES, `${state.name}-${screen}-${colorScheme}.png`) });
      }
    });
  });

  it.each(Object.keys(NARROW))('fits %s: nothing is cut and nothing scrolls sideways', async (screen) => {
    for (const state of PAGE_STATES) {
      const page = await show(state, NARROW[screen] ?? {});
      const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('#sheet *')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1
          && getComputedStyle(element).display !== 'inline')
        .map((element) => element.outerHTML)`);
      const sideways = await page.evaluate<boolean>(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      );
      expect([state.name, cut, sideways]).toEqual([state.name, [], false]);
      if (WRITES && state.name === 'arriving')
        await page.screenshot({
          path: path.join(IMAGES, `arriving-${screen.includes('400') ? '400' : '320'}.png`),
        });
    }
  });

  it.each(LANGUAGES)('speaks the language of its reader: %s', async (locale) => {
    const state = PAGE_STATES.find(({ name }) => name === 'before') as PageState;
    const page = await show({ ...state, shows: /./ }, { locale });
    expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
  });

  it('is followed, pulled up, zoomed and left by keyboard alone', async () => {
    const page = await show(
      PAGE_STATES.find(({ name }) => name === 'before') as PageState,
      SCREENS.phone ?? {},
    );
    const focused = () =>
      page.evaluate<string>('document.activeElement.textContent || document.activeElement.id');
    const tabTo = async (text: RegExp) => {
      for (let presses = 0; presses < 12 && !text.test(await focused()); presses++)
        await page.keyboard.press('Tab');
      expect(await focused()).toMatch(text);
    };
    await page.unroute('**/api/public/tracking/**');
    const moving = PAGE_STATES.find(({ name }) => name === 'moving') as PageState;
    await showState(page, app.address.api, { ...moving, steps: [], shows: /Follow/ });
    await tabTo(/^Follow$/);
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'On the move' }).waitFor();
    expect(await focused()).toBe('On the move');
    await tabTo(/^Stop following$/);
    await tabTo(/^map$/);
    await page.keyboard.press('ArrowLeft');
    await page.locator('[aria-label="Follow the vehicle"]').waitFor();
    await tabTo(/^\+$/);
    await page.keyboard.press('Enter');
    await tabTo(/^Stop following$/);
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Follow your delivery' }).waitFor();
  });

  it('tells those who hear it what changed, politely and not with every fix', async () => {
    const page = await show(PAGE_STATES.find(({ name }) => name === 'arriving') as PageState, {});
    const status = page.locator('#sheet > [role=status]');
    expect(await status.textContent()).toMatch(/^Arriving .*On time/);
  });
});
