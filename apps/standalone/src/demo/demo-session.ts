import { DomainError } from '@yipii/platform';
import { accountChannel } from '@yipii/protocol';
import type { DemoFile } from './demo-file';
import type { DemoLinks } from './demo-links';

/** What the demo page needs to connect. */
export interface BrowserSession {
  readonly key: string;
  readonly wsPort: number;
  readonly channel: string;
  readonly token: string;
  readonly accountKey: string;
  /** The first is the one that the links follow. */
  readonly assets: readonly number[];
  readonly links: DemoLinks;
}

/** Of the page, which asks for another one in time. */
const PAGE_TTL_SECONDS = 600;

/** Makes an access token of the demo's client that may only read. */
export type IssueToken = (ttlSeconds: number) => Promise<string>;

interface OpenedDemo {
  readonly demo: DemoFile;
  readonly accountId: number;
  readonly issue: IssueToken;
}

/** The access of the demo's page: a token for some minutes, which can only read. */
export class DemoSession {
  private opened: OpenedDemo | undefined;

  open(opened: OpenedDemo): void {
    this.opened = opened;
  }

  /** @throws DomainError while the demo starts */
  get accountId(): number {
    return this.demand().accountId;
  }

  /** @throws DomainError while the demo starts */
  async forBrowser(): Promise<BrowserSession> {
    const { demo, issue } = this.demand();
    const { app, ws, accountKey, assets, links } = demo;
    const token = await issue(PAGE_TTL_SECONDS);
    const channel = accountChannel(accountKey);
    return { key: app.key, wsPort: ws.port, channel, token, accountKey, assets, links };
  }

  private demand(): OpenedDemo {
    if (!this.opened) throw new DomainError('UNAVAILABLE', 'The demo is starting.');
    return this.opened;
  }
}
