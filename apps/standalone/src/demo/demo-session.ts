import { accountChannel } from '@yipii/protocol';
import type { DemoFile } from './demo-file';

/** What the demo page needs to connect. */
export interface BrowserSession {
  readonly key: string;
  readonly wsPort: number;
  readonly channel: string;
  readonly token: string;
}

/** The demo's own access to the platform, as any client has it: a token by client credentials. */
export class DemoSession {
  private demo: DemoFile | undefined;
  private token: Promise<string> | undefined;

  open(demo: DemoFile): void {
    this.demo = demo;
  }

  async forBrowser(): Promise<BrowserSession> {
    const { app, ws, accountKey } = this.opened();
    return {
      key: app.key,
      wsPort: ws.port,
      channel: accountChannel(accountKey),
      token: await this.accessToken(),
    };
  }

  /** One token for the whole run; a failed attempt is not kept. */
  accessToken(): Promise<string> {
    this.token ??= requestToken(this.opened()).catch((error: unknown) => {
      this.token = undefined;
      throw error;
    });
    return this.token;
  }

  private opened(): DemoFile {
    if (!this.demo) throw new Error('The demo has not started yet.');
    return this.demo;
  }
}

async function requestToken({ api, oauth }: DemoFile): Promise<string> {
  const response = await fetch(`${api}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
      // The page shows the fleet, and gives its token to whoever opens it.
      scope: 'positions:read alerts:read fleet:read',
    }),
  });
  if (!response.ok) throw new Error(`POST /oauth/token answered ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
