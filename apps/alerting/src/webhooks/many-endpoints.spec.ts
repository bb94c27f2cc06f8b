import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HttpOutgoingPost } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { WebhooksUnderTest } from './webhooks.testing';

const ENDPOINTS = 1_000;
const HANGING = 100;
const EVENTS = 4;

/** The endpoints, in a thread of their own, as they are elsewhere: tells its port, then each request. */
const SERVER = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:http').createServer((request, response) => {
    parentPort.postMessage({ path: request.url, at: Date.now() });
    request.resume();
    if (!request.url.startsWith('/hangs')) request.on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  parentPort.on('message', () => server.closeAllConnections());`;

describe(`of ${ENDPOINTS} endpoints ${HANGING} hang`, () => {
  let sut: WebhooksUnderTest;
  let server: Worker;
  let port: number;
  /** When each request came, by path; epoch ms. */
  let received: Map<string, number[]>;

  beforeAll(async () => {
    received = new Map();
    sut = await WebhooksUnderTest.start();
    server = new Worker(SERVER, { eval: true });
    [port] = (await once(server, 'message')) as [number];
    server.on('message', ({ path, at }: { path: string; at: number }) =>
      received.set(path, [...(received.get(path) ?? []), at]),
    );
  });
  afterAll(async () => {
    await server.terminate();
    await sut.stop();
  });

  it('the others are told at once, and of everything, before any of them is given up', async () => {
    const account = await sut.account();
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
    server.postMessage('close all connections');
    await sender.idle();
  });

  const countOf = (kind: string) =>
    [...received].filter(([path]) => path.startsWith(kind)).reduce((sum, [, times]) => sum + times.length, 0);
});
