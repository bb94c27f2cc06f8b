import { DomainError } from '@yipii/platform';
import { accountChannel } from '@yipii/protocol';
import type { DemoFile } from './demo-file';

/** What the demo page needs to connect. */
export interface BrowserSession {
  readonly key: string;
  readonly wsPort: number;
  readonly channel: string;
  readonly token: string;
}

/** Of the page, which asks for another one in time. */
const PAGE_TTL_SECONDS = 600;

/** Makes an access token of the demo's client that may only read. */
export type IssueToken = (ttlSeconds: number) => Promise<string>;

/** The access of the demo's page: a token for some minutes, which can only read. */
export class DemoSession {
  private opened: { readonly demo: DemoFile; readonly issue: IssueToken } | undefined;

  open(demo: DemoFile, issue: IssueToken): void {
    this.opened = { demo, issue };
  }

  /** @throws DomainError while the demo starts */
  async forBrowser(): Promise<BrowserSession> {
    if (!this.opened) throw new DomainError('UNAVAILABLE', 'The demo is starting.');
    const { demo, issue } = this.opened;
    const { app, ws, accountKey } = demo;
    const token = await issue(PAGE_TTL_SECONDS);
    return { key: app.key, wsPort: ws.port, channel: accountChannel(accountKey), token };
  }
}
