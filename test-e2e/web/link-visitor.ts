import { eventually } from '@yipii/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { TestBrowser } from './browser';
import type { FollowedVehicle } from './followed-vehicle';

export const EMAIL = 'viewer@example.com';
export const MODES: [mode: string, fields: object][] = [
  ['public', { access_mode: 'public' }],
  ['email', { access_mode: 'email' }],
  ['email_code', { access_mode: 'email_code' }],
  ['authorized_only', { access_mode: 'authorized_only', require_code: false, allowed_emails: [EMAIL] }],
  [
    'authorized_only with a code',
    { access_mode: 'authorized_only', require_code: true, allowed_emails: [EMAIL] },
  ],
];

/** Somebody who was sent a link. */
export class LinkVisitor {
  private constructor(
    private readonly vehicle: FollowedVehicle,
    readonly page: Page,
    readonly uuid: string,
    private readonly subscribed: Promise<void>,
  ) {}

  /** Has the page of a new link before them; `prepare` comes before it is loaded. */
  static async of(
    browser: TestBrowser,
    vehicle: FollowedVehicle,
    { link = {}, screen = {}, prepare }: VisitOptions = {},
  ): Promise<LinkVisitor> {
    const uuid = await vehicle.link(link);
    // The marker jumps to each fix.
    const page = await browser.visitor({ reducedMotion: 'reduce', ...screen });
    await prepare?.(page);
    const subscribed = subscriptionOf(page);
    await page.goto(`${vehicle.api}/t/${uuid}`, { waitUntil: 'networkidle' });
    return new LinkVisitor(vehicle, page, uuid, subscribed);
  }

  /** Goes in, by whatever the link asks for. */
  async enter(): Promise<this> {
    const { page, vehicle } = this;
    await page.locator('button.main').waitFor();
    if (await page.locator('#email').isVisible()) await page.locator('#email').fill(EMAIL);
    const before = vehicle.printed;
    await this.tap();
    await page.locator('#code, .line').first().waitFor();
    if (await page.locator('#code').isVisible()) {
      await page.locator('#code').fill(await vehicle.code(EMAIL, before));
      await this.tap();
    }
    await page.locator('.vehicle').waitFor();
    return this;
  }

  tap(): Promise<void> {
    return this.page.locator('button.main').click();
  }

  says(text: string | RegExp): Promise<void> {
    return this.page.locator('#sheet', { hasText: text }).waitFor();
  }

  headline(): Promise<string | null> {
    return this.page.locator('h1').textContent();
  }

  line(): Promise<string | null> {
    return this.page.locator('.line').textContent();
  }

  /** Where the marker is on the map. */
  spot(): Promise<string | null> {
    return this.page.locator('.vehicle-icon').getAttribute('style');
  }

  /** The vehicle drives until this visitor sees it move. */
  async seesItDrive(options?: { timeoutMs?: number; everyMs?: number }): Promise<void> {
    const before = await this.spot();
    await eventually(async () => {
      await this.vehicle.drive();
      if ((await this.spot()) === before) throw new Error('It has not moved');
    }, options);
  }

  /** The page follows by its socket, and polls no more. */
  async live(): Promise<void> {
    await this.subscribed;
    // What came before this has been handled.
    await this.page.evaluate('null');
  }

  async viewersNow(): Promise<number> {
    const link = await this.vehicle.rest<{ viewers_now: number }>('GET', `tracking-link/${this.uuid}`);
    return link.viewers_now;
  }
}

function subscriptionOf(page: Page): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('subscription_succeeded')) resolve();
      }),
    );
  });
}

interface VisitOptions {
  readonly link?: object;
  readonly screen?: BrowserContextOptions;
  readonly prepare?: (page: Page) => Promise<unknown>;
}
