import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpOutgoingPost } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { WebhooksUnderTest } from './webhooks.testing';

const ENDPOINTS = 1_000;
const HANGING = 100;
const EVENTS = 4;

describe(`of ${ENDPOINTS} endpoints ${HANGING} hang`, () => {
  let sut: WebhooksUnderTest;
  let server: Server;
  let hung: ServerResponse[];
  /** When each request came, by path; epoch ms. */
  let received: Map<string, number[]>;

  beforeAll(async () => {
    hung = [];
    received = new Map();
    sut = await WebhooksUnderTest.start();
    server = createServer((request, response) => {
      const path = request.url ?? '';
      received.set(path, [...(received.get(path) ?? []), Date.now()]);
      request.resume();
      if (path.startsWith('/hangs')) hung.push(response);
      else request.on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await sut.stop();
  });

  it('the others are told at once, and of everything, before any of them is given up', async () => {
    const account = await sut.account();
    const { port } = server.address() as AddressInfo;
    for (let n = 0; n < ENDPOINTS; n += 1) {
      const path = n % (ENDPOINTS / HANGING) === 0 ? `hangs/${n}` : `works/${n}`;
      await sut.webhook(account, `http://127.0.0.1:${port}/${path}`);
    }
    let givenUp = 0;
    const post = new HttpOutgoingPost({ mode: 'development' }, undefined, 60_000);
    const sender = sut.sender({
      post: (request) =>
        post.post(request).catch((error: unknown) => {
          givenUp += 1;
          throw error;
        }),
    });
    const happened: number[] = [];
    for (let event = 0; event < EVENTS; event += 1) {
      happened.push(Date.now());
      await sut.happen(account);
      await sut.plan.run();
      await sender.run();
      await eventually(() => expect(countOf('/works')).toBe((ENDPOINTS - HANGING) * (event + 1)));
    }
    expect([givenUp, countOf('/hangs')]).toEqual([0, HANGING]);
    const waits = [...received]
      .filter(([path]) => path.startsWith('/works'))
      .flatMap(([, times]) => times.map((time, index) => time - (happened[index] ?? NaN)))
      .sort((a, b) => a - b);
    process.stdout.write(
      `webhooks beside ${HANGING} that hang: p99 ${waits[Math.floor(waits.length * 0.99)]} ms\n`,
    );
    for (const response of hung) response.destroy();
    await sender.idle();
  });

  const countOf = (kind: string) =>
    [...received].filter(([path]) => path.startsWith(kind)).reduce((sum, [, times]) => sum + times.length, 0);
});
