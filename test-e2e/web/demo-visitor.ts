import type { BrowserContextOptions, Page } from 'playwright-core';
import type { TestBrowser } from './browser';

/** Somebody who plays with the live demo. */
export class DemoVisitor {
  private constructor(readonly page: Page) {}

  static async of(
    browser: TestBrowser,
    api: string,
    { hash = '', ...screen }: BrowserContextOptions & { readonly hash?: string } = {},
  ): Promise<DemoVisitor> {
    const page = await browser.visitor({ reducedMotion: 'reduce', ...screen });
    await page.goto(`${api}/demo${hash}`);
    await page.locator('.card').first().waitFor();
    return new DemoVisitor(page);
  }

  /** Plays a step to its end. Returns what its card then shows. */
  async play(step: string): Promise<string> {
    const card = this.page.locator(`#${step}`);
    await card.locator('.main').click();
    await this.page
      .locator(`#${step}:is([data-state=done], [data-state=failed])`)
      .waitFor({ timeout: 150_000 });
    return card.locator('.outcome').innerText();
  }

  /** Titles of all that the log shows, with their codes, such as `← 200 POST /oauth/token`. */
  async lines(): Promise<string[]> {
    const lines = await this.page.locator('.wire .lines summary').allTextContents();
    return lines.map((line) => line.replace(/^[\d:.]+/, ''));
  }
}
