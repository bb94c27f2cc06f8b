import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Metrics, SystemClock } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { SystemScheduler } from '../hub/scheduler.ports';
import { SendWebhooks } from './send-webhooks';
import { FetchWebhookPost } from './webhook-post.fetch';
import { WebhookMetrics } from './webhook.metrics';
import { anApp, anEndpoint, bodyOf, isSigned } from './webhooks.fixture';

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

describe('webhooks over HTTP', () => {
  let server: Server;
  let url: string;
  let respond: Respond;
  const received: { headers: Record<string, string>; body: string; path: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        received.push({ headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' });
        respond(response, request);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    received.length = 0;
    respond = (response) => response.end();
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  const post = (path = '/', timeoutMs?: number): Promise<number> =>
    new FetchWebhookPost(timeoutMs).post({ url: `${url}${path}`, headers: {}, body: '{}' });

  it('arrive signed over exactly their bytes', async () => {
    const metrics = new WebhookMetrics(new Metrics());
    const config = { webhookBatchMs: 1 };
    const webhooks = new SendWebhooks(
      new FetchWebhookPost(),
      new SystemClock(),
      new SystemScheduler(),
      metrics,
      config,
    );
    const data = 'naïve ☃ \u{1f30d} \ud800 "quoted"';
    const event = {
      name: 'client_event',
      channel: 'presence-x',
      event: 'client-e',
      socket_id: '1.2',
    } as const;
    webhooks.tell(anApp(anEndpoint(`${url}/hook?tenant=1`)), { ...event, data, user_id: 'u' });
    const request = await eventually(() => {
      expect(received).toHaveLength(1);
      return received[0] as (typeof received)[number];
    });
    expect(request.path).toBe('/hook?tenant=1');
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'x-pusher-key': '278d425bdf160c739803',
    });
    expect(isSigned(request)).toBe(true);
    expect(bodyOf(request).events).toEqual([{ ...event, data, user_id: 'u' }]);
  });

  it('do not follow redirects', async () => {
    respond = (response) => response.writeHead(307, { location: `${url}/elsewhere` }).end();
    expect(await post('/moved')).toBe(307);
    expect(received.map(({ path }) => path)).toEqual(['/moved']);
  });

  it('do not wait for the end of an answer that has none', async () => {
    let isCut = false;
    respond = (response) => {
      response.on('close', () => (isCut = true));
      const more = (): void => {
        if (!isCut) response.write('x'.repeat(8_192), () => setImmediate(more));
      };
      response.writeHead(200);
      more();
    };
    expect(await post()).toBe(200);
    await eventually(() => expect(isCut).toBe(true));
  });

  it('keep their connection when the answer is short', async () => {
    const ports = new Set<number | undefined>();
    respond = (response, request) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    };
    for (let n = 0; n < 3; n++) {
      expect(await post()).toBe(200);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(ports.size).toBe(1);
  });

  it('give up a try that is not answered in time', async () => {
    respond = () => undefined;
    await expect(post('/', 50)).rejects.toThrow('no answer in time');
  });

  it('take the status of an answer whose body never ends in time', async () => {
    respond = (response) => response.writeHead(202).write('…');
    expect(await post('/', 200)).toBe(202);
  });

  it('tell why nobody answers', async () => {
    respond = (response) => response.destroy();
    await expect(post()).rejects.toThrow('other side closed');
    await expect(
      new FetchWebhookPost().post({ url: 'http://127.0.0.1:1/', headers: {}, body: '' }),
    ).rejects.toThrow(/ECONNREFUSED|bad port/);
  });
});
