import { eventually, freePort } from '@yipii/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { DemoApp } from '../support/demo-app';
import { cutOn, hiddenFocusOn, smallTargetsOn, spreadText, violationsOn } from './accessibility';
import { DemoVisitor } from './demo-visitor';
import { ENLARGED, keepImage, LANGUAGES, SCHEMES, SCREENS, SMALL_PHONE } from './looks';
import { useBrowser } from './use-browser';

const LOOKS = (Object.keys(SCREENS) as (keyof typeof SCREENS)[]).flatMap((screen) =>
  SCHEMES.map((scheme) => [screen, scheme] as const),
);
const FLEET = { timeoutMs: 30_000 };

const browser = useBrowser();

describe('the live demo', () => {
  let app: DemoApp;

  beforeAll(async () => {
    app = await DemoApp.start({ API_PORT: String(await freePort()), GATEWAY_PORT: String(await freePort()) });
  }, 60_000);
  afterAll(() => app.stop());

  const visit = (screen: BrowserContextOptions) => DemoVisitor.of(browser(), app.address.api, screen);

  /** On a phone one part is seen at a time. */
  async function turnTo(page: Page, part: 'steps' | 'map' | 'wire'): Promise<void> {
    const tab = page.locator(`.tabs [data-part=${part}]`);
    if (await tab.isVisible()) await tab.click();
  }

  async function fleetOn(page: Page): Promise<void> {
    await eventually(
      async () => expect(await page.locator('.vehicles li').count()).toBeGreaterThanOrEqual(12),
      FLEET,
    );
  }

  it.each(LOOKS)('is open to everybody on a %s, %s, whatever it shows', async (screen, colorScheme) => {
    const visitor = await visit({ ...SCREENS[screen], colorScheme });
    const { page } = visitor;
    const look = async (state: string) => {
      expect([state, await violationsOn(page)]).toEqual([state, []]);
      await keepImage(page, `demo/${state}-${screen}-${colorScheme}`);
    };
    await fleetOn(page);
    await look('start');
    await page.locator('#disable').scrollIntoViewIfNeeded();
    await visitor.play('disable');
    await page.evaluate(`document.querySelector('#disable').scrollIntoView()`);
    await look('played');
    if (screen === 'phone') {
      await turnTo(page, 'map');
      await look('map');
      await turnTo(page, 'wire');
      await look('wire');
      await turnTo(page, 'steps');
    }
    await page.locator('#disable .program > summary').click();
    await page.locator('#disable .program code').filter({ hasText: 'Pusher' }).waitFor();
    await page.evaluate(`document.querySelector('#disable .program').scrollIntoView()`);
    await look('code');
  });

  it.each(LANGUAGES)(
    'fits a screen of 320 px, in the language of its reader (%s): nothing is cut',
    async (locale) => {
      const visitor = await visit({ viewport: SMALL_PHONE, isMobile: true, locale });
      const { page } = visitor;
      expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
      await visitor.play('authenticate');
      for (const part of ['steps', 'map', 'wire'] as const) {
        await turnTo(page, part);
        expect([part, await cutOn(page, 'body')]).toEqual([part, []]);
        expect([part, await smallTargetsOn(page)]).toEqual([part, []]);
      }
      if (locale === 'de-DE') await keepImage(page, 'demo/wire-320-de');
    },
  );

  it.each(Object.entries(ENLARGED))(
    'can be enlarged to %s %%, with its text spread: nothing is cut',
    async (_, viewport) => {
      const visitor = await visit({ viewport });
      const { page } = visitor;
      await visitor.play('authenticate');
      for (const isSpread of [false, true]) {
        if (isSpread) await spreadText(page, 'body');
        for (const part of ['steps', 'map', 'wire'] as const) {
          await turnTo(page, part);
          expect([part, isSpread, await cutOn(page, 'body')]).toEqual([part, isSpread, []]);
        }
      }
    },
  );

  it.each(['phone', 'desktop'] as const)('shows what has the focus, on a %s', async (screen) => {
    const { page } = await visit(SCREENS[screen]);
    await fleetOn(page);
    for (const part of ['steps', 'map', 'wire'] as const) {
      await turnTo(page, part);
      expect([part, await hiddenFocusOn(page)]).toEqual([part, []]);
    }
  });

  it('is still for who wants less motion', async () => {
    const { page } = await visit({});
    await fleetOn(page);
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
  });

  it('says in its log that nothing is there, or nothing that is wanted, until something is', async () => {
    const visitor = await visit({});
    const empty = visitor.page.locator('.wire .empty');
    expect(await empty.textContent()).toMatch(/^Nothing yet/);
    await visitor.page.locator('.wire [type=search]').fill('oauth');
    await visitor.play('subscribe');
    expect(await empty.count()).toBe(0);
    await visitor.page.locator('.wire [type=search]').fill('no such thing');
    expect(await empty.textContent()).toMatch(/^Nothing matches/);
  });

  it('is played, read and copied by keyboard alone', async () => {
    const { page } = await visit({});
    await fleetOn(page);
    const focused = () =>
      page.evaluate<string>(
        `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`,
      );
    const tabTo = async (text: RegExp) => {
      for (let presses = 0; presses < 200 && !text.test(await focused()); presses++)
        await page.keyboard.press('Tab');
      expect(await focused()).toMatch(text);
    };
    await tabTo(/^Play: Get an access token$/);
    await page.keyboard.press('Enter');
    await page.locator('#authenticate[data-state=done]').waitFor();
    await page
      .locator('body > [role=status]', { hasText: 'Get an access token' })
      .waitFor({ state: 'attached' });
    await tabTo(/^Code$/);
    await page.keyboard.press('Enter');
    await tabTo(/^curl$/);
    await page.keyboard.press('Enter');
    await page.locator('#authenticate code', { hasText: 'curl -sS' }).waitFor();
    await tabTo(/^Van 1/);
    await page.keyboard.press('Enter');
    await page.locator('.vehicles [aria-pressed=true]', { hasText: 'Van 1' }).waitFor();
    await tabTo(/^What to show$/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('oauth');
    await eventually(async () => expect(await page.locator('.wire .lines li').count()).toBe(2));
    await tabTo(/^\d\d:\d\d.*POST \/oauth\/token$/);
    await page.keyboard.press('Enter');
    await page.locator('.wire pre', { hasText: 'grant_type' }).waitFor();
  });
});
