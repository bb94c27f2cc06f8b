import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type PusherServer from 'pusher';

/** A page, or what it loads, by its path. */
export type Pages = Readonly<Record<string, { readonly type: string; readonly body: string | Buffer }>>;

interface Hook {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Who is not one of the customer's users: what is signed for it is wrong. */
export const STRANGER = 'stranger';

const CORS = { 'access-control-allow-origin': '*' };

/** A customer's server over HTTP: signs for its users (`?user=`), takes webhooks, serves pages. */
export class CustomerServer {
  /** As they came. */
  readonly hooks: Hook[] = [];
  private readonly server: Server;

  private constructor(
    private readonly sdk: PusherServer,
    private readonly pages: Pages,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async start(sdk: PusherServer, pages: Pages = {}): Promise<CustomerServer> {
    const customer = new CustomerServer(sdk, pages);
    customer.server.listen(0);
    await once(customer.server, 'listening');
    return customer;
  }

  url(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url('/'));
    const body = await bodyOf(request);
    const user = searchParams.get('user') ?? 'u';
    if (pathname === '/hook') this.hooks.push({ headers: request.headers, body });
    const pages: Pages = {
      ...this.pages,
      '/hook': { type: 'text/plain', body: '' },
      ...(pathname === '/auth' && { [pathname]: json(this.signChannel(new URLSearchParams(body), user)) }),
      ...(pathname === '/user-auth' && { [pathname]: json(this.signUser(new URLSearchParams(body), user)) }),
    };
    const page = pages[pathname];
    response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain', ...CORS });
    response.end(page?.body);
  }

  private signChannel(form: URLSearchParams, user: string): object {
    const channel = form.get('channel_name') ?? '';
    const member = { user_id: user, user_info: { name: user.toUpperCase() } };
    const isPresence = channel.startsWith('presence-');
    const signed = this.sdk.authorizeChannel(
      form.get('socket_id') ?? '',
      channel,
      isPresence ? member : undefined,
    );
    return user === STRANGER ? { ...signed, auth: signed.auth.replace(/[0-9a-f]{8}$/, '00000000') } : signed;
  }

  private signUser(form: URLSearchParams, user: string): object {
    return this.sdk.authenticateUser(form.get('socket_id') ?? '', { id: user });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function json(value: object): Pages[string] {
  return { type: 'application/json', body: JSON.stringify(value) };
}
