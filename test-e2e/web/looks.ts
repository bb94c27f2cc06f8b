import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ROOT } from '../support/app-process';

const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 768, height: 1_024 },
  desktop: { width: 1_440, height: 900 },
} as const;

/** Pixels of CSS. */
export const SCREENS = {
  phone: { viewport: SIZES.phone, hasTouch: true, isMobile: true },
  tablet: { viewport: SIZES.tablet },
  desktop: { viewport: SIZES.desktop },
} as const satisfies Record<string, BrowserContextOptions>;
export const SMALL_PHONE = { width: 320, height: 568 };
/** 1280 × 1024 at 200 and 400 %. */
export const ENLARGED = { '200': { width: 640, height: 512 }, '400': { width: 320, height: 256 } } as const;
export const SCHEMES = ['light', 'dark'] as const;
export const LANGUAGES = ['en-GB', 'sv-SE', 'de-DE', 'es-ES'];

/** `IMAGES=write` takes the pictures of the docs anew. */
export const WRITES_IMAGES = process.env.IMAGES === 'write';

/** Takes a picture. @param name below docs/images, without its ending */
export async function keepImage(page: Page, name: string): Promise<void> {
  if (!WRITES_IMAGES) return;
  const file = path.join(ROOT, 'docs/images', `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  const missing = page.locator('.leaflet-tile:not(.leaflet-tile-loaded)').first();
  // A tile that was given up while the screen changed never comes.
  await missing.waitFor({ state: 'detached', timeout: 5_000 }).catch(() => undefined);
  // What has come fades in.
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: file });
}
