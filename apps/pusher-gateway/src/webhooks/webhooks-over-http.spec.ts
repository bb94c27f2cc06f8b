import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpOutgoingPost, Metrics, SystemClock } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { SystemScheduler } from '../hub/scheduler.ports';
import { SendWebhooks } from './send-webhooks';
import { WebhookMetrics } from './webhook.metrics';
import { anApp, anEndpoint, bodyOf, isSigned } from './webhooks.fixture';

describe('webhooks over HTTP', () => {
  let server: Server;
  const received: { headers: Record<string, string>; body: string; path: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        received.push({ headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  it('arrive signed over exactly their bytes', async () => {
    const { port } = server.address() as AddressInfo;
    const webhooks = new SendWebhooks(
      new HttpOutgoingPost({ mode: 'development' }),
      new SystemClock(),
      new SystemScheduler(),
      new WebhookMetrics(new Metrics()),
      { webhookBatchMs: 1 },
    );
    const data = 'naïve ☃ \u{1f30d} \ud800 "quoted"';
    const event = {
      name: 'client_event',
      channel: 'presence-x',
      event: 'client-e',
      socket_id: '1.2',
    } as const;
    const endpoint = anEndpoint(`http://127.0.0.1:${port}/hook?tenant=1`);
    webhooks.tell(anApp(endpoint), { ...event, data, user_id: 'u' });
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
});
