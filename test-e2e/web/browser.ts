import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = ['background-networking', 'component-update', 'sync', 'quic', 'gpu'];

/** Debian's Chromium, headless and with a fresh profile. */
export class TestBrowser {
  /** What went wrong on any page. */
  readonly errors: string[] = [];
  private readonly opened: Page[] = [];
  private readonly contexts: BrowserContext[] = [];

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<TestBrowser> {
    const args = ['--no-sandbox', '--no-first-run', ...QUIET.map((what) => `--disable-${what}`)];
    return new TestBrowser(await chromium.launch({ executablePath: CHROMIUM, args }));
  }

  async open(url: string): Promise<WebPage> {
    const page = await this.browser.newPage();
    this.opened.push(page);
    page.on('pageerror', ({ message }) => this.errors.push(message));
    await page.goto(url);
    return new WebPage(page);
  }

  /** A page of another person: with a language, storage and screen of its own. What its policy blocks is an error. */
  async visitor(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ locale: 'en-GB', ...options });
    this.contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => this.errors.push(message));
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) this.errors.push(message.text());
    });
    return page;
  }

  async closePages(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((page) => page.close()));
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  stop(): Promise<void> {
    return this.browser.close();
  }
}

/** A page with `site.js`. */
export class WebPage {
  constructor(readonly page: Page) {}

  call<T = unknown>(name: string, ...args: unknown[]): Promise<T> {
    return this.page.evaluate<T>(`site.${name}(...${JSON.stringify(args)})`);
  }

  join(channel: string, ...events: string[]): Promise<string[]> {
    return this.call('join', channel, events);
  }

  /** Each event's data and, where it is known, the user who sent it. */
  got(channel: string, event: string): Promise<unknown[][]> {
    return this.call('got', channel, event);
  }

  connection(): Promise<{ states: string[]; errors: (object | null)[]; socketId: string }> {
    return this.call('connection');
  }
}
