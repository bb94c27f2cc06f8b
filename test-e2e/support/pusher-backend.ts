import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import PusherServer from 'pusher';

/** The one app of the gateways under test. Python's SDK takes a number only as id. */
export const TEST_APP = { id: '7', key: 'shop-key', secret: 'shop-secret' };
export const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/** What a customer's server has: the stock `pusher` SDK, and an address for webhooks. */
export class PusherBackend {
  /** Events of the webhooks whose signature the SDK has found right. */
  readonly told: ReturnType<PusherServer.WebHook['getEvents']> = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void this.take(request).then((isValid) => response.writeHead(isValid ? 200 : 401).end());
    });
  }

  static async start(): Promise<PusherBackend> {
    const backend = new PusherBackend();
    backend.server.listen(0, '127.0.0.1');
    await once(backend.server, 'listening');
    return backend;
  }

  /** The SDK for one node of the gateway. */
  sdk(port: number): PusherServer {
    return new PusherServer({
      ...{ appId: TEST_APP.id, key: TEST_APP.key, secret: TEST_APP.secret },
      ...{ host: '127.0.0.1', port: String(port), useTLS: false },
      encryptionMasterKeyBase64: MASTER_KEY,
    });
  }

  /** The app as the gateway's PUSHER_APPS has it. */
  get app(): object {
    const { port } = this.server.address() as AddressInfo;
    return {
      ...TEST_APP,
      clientMessages: true,
      subscriptionCounts: true,
      webhooks: [{ url: `http://127.0.0.1:${port}/hook` }],
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<boolean> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const rawBody = Buffer.concat(chunks).toString();
    const webhook = this.sdk(1).webhook({ headers: request.headers, rawBody });
    const isValid = webhook.isValid();
    if (isValid) this.told.push(...webhook.getEvents());
    return isValid;
  }
}
