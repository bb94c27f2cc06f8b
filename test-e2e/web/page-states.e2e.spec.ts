import { freePort } from '@yipii/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { DemoApp } from '../support/demo-app';
import { cutOn, smallTargetsOn, spreadText, violationsOn } from './accessibility';
import { ENLARGED, keepImage, LANGUAGES, SCHEMES, SCREENS, SMALL_PHONE } from './looks';
import { PAGE_STATES, type PageState } from './page-states';
import { showState } from './state-page';
import { useBrowser } from './use-browser';

const SIZES = {
  ...{ phone: SCREENS.phone.viewport, tablet: SCREENS.tablet.viewport, desktop: SCREENS.desktop.viewport },
  ...{ '320': SMALL_PHONE, ...ENLARGED },
};
/** The others have the layout of one of them. */
const CHECKED_BY_AXE = ['phone', 'desktop'];
/** Kept as pictures: all states on a phone and on a desktop, and these. */
const ON_OTHER_SCREENS = [
  ...['before-tablet-light', 'arriving-tablet-light', 'arriving-tablet-dark'],
  ...['arriving-320-light', 'arriving-200-light', 'arriving-400-light'],
];

const browser = useBrowser();

describe('the tracking page', () => {
  let app: DemoApp;

  beforeAll(async () => {
    app = await DemoApp.start({ API_PORT: String(await freePort()), GATEWAY_PORT: String(await freePort()) });
  }, 60_000);
  afterAll(() => app.stop());
  const failedTiles: string[] = [];
  afterEach(() => expect(failedTiles.splice(0)).toEqual([]));

  async function show(state: PageState, options: BrowserContextOptions): Promise<Page> {
    const page = await browser().visitor({
      timezoneId: 'Europe/Stockholm',
      reducedMotion: 'reduce',
      ...options,
    });
    page.on('response', (response) => {
      if (response.url().includes('/tiles/') && !response.ok()) failedTiles.push(response.url());
    });
    await showState(page, app.address.api, state);
    return page;
  }

  it.each(PAGE_STATES)(
    'is open to everybody in the state $name: heard as it is seen, on every screen',
    async (state) => {
      // One page is turned over all screens and schemes: loading it is what takes time.
      const page = await show(state, SCREENS.phone);
      const heard = await page.locator('body').ariaSnapshot();
      expect(withoutTimes(heard)).toMatchSnapshot();
      expect(heard.match(/heading .*\[level=1\]/g)).toHaveLength(1);
      for (const [screen, size] of Object.entries(SIZES)) {
        await page.setViewportSize(size);
        expect([screen, await cutOn(page, '#sheet')]).toEqual([screen, []]);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          if (CHECKED_BY_AXE.includes(screen))
            expect([screen, colorScheme, await violationsOn(page)]).toEqual([screen, colorScheme, []]);
          await keep(page, `${state.name}-${screen}-${colorScheme}`);
        }
      }
      expect(await smallTargetsOn(page)).toEqual([]);
      await page.setViewportSize(SMALL_PHONE);
      await spreadText(page, '#sheet');
      expect(await cutOn(page, '#sheet')).toEqual([]);
    },
  );

  async function keep(page: Page, name: string): Promise<void> {
    const isKept = /-(phone|desktop)-/.test(name) || ON_OTHER_SCREENS.includes(name);
    if (isKept) await keepImage(page, `track/${name}`);
  }

  it.each(LANGUAGES)('speaks the language of its reader: %s', async (locale) => {
    const state = PAGE_STATES.find(({ name }) => name === 'before') as PageState;
    const page = await show({ ...state, shows: /./ }, { locale });
    expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
  });

  it('is followed, pulled up, zoomed and left by keyboard alone', async () => {
    const page = await show(PAGE_STATES.find(({ name }) => name === 'before') as PageState, SCREENS.phone);
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

/** Times are others with each run. */
function withoutTimes(text: string): string {
  return text
    .replace(/Starts (at|on) [^".]+/g, 'Starts at 12:34')
    .replace(/since [^".]+/g, 'since 12:34')
    .replace(/Updated (just now|\d+ \w+ ago)/g, 'Updated just now')
    .replace(/Central European \w+ Time/g, 'Central European Time')
    .replace(/\d{1,2}:\d{2}/g, '12:34');
}
