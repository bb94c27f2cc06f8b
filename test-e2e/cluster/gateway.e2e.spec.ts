/**
 * Without the environment of the others: beside a whole cluster, too.
 * @jest-environment node
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually, freePort, startPrivateServer, type Server } from '@yipii/testing';
import { gatewaySuite, type Nodes } from '../gateway/gateway.suite';
import { connectApp, disconnectApps, joined, received } from '../support/app-client';
import { AppProcess, endLeftovers } from '../support/app-process';
import { PusherBackend } from '../support/pusher-backend';

/** A lease of 10 s, looked at every 3 s; once more that long where all nodes were silent before. */
const LEASE_MS = 25_000;
const OUTAGE_MS = 20_000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-gateway-'));
let redis: Server;

beforeAll(async () => {
  redis = await startPrivateServer('redis', path.join(folder, 'redis'));
});
afterAll(async () => {
  await endLeftovers();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

function startNode(app: object, port: number, more: Record<string, string> = {}): Promise<AppProcess> {
  const env = { PORT: String(port), REDIS_URL: redis.url, PUSHER_APPS: JSON.stringify([app]) };
  return AppProcess.start('gateway', { ...env, ...more });
}

describe.each(['uws', 'ws'])('on %s', (sockets) => {
  gatewaySuite('two nodes with Redis', async (app): Promise<Nodes> => {
    const processes = await Promise.all(
      [0, 0].map((port) => startNode(app, port, { GATEWAY_SOCKETS: sockets })),
    );
    const stop = () => Promise.all(processes.map((process) => process.end('SIGTERM')));
    return { ports: processes.map((process) => process.port('websocket')), stop };
  });
});

describe('four processes on one port', () => {
  it('are one gateway, also when one of them is killed', async () => {
    const backend = await PusherBackend.start();
    const port = await freePort();
    const gateway = AppProcess.spawn('gateway', {
      ...{ PORT: String(port), REDIS_URL: redis.url, GATEWAY_PROCESSES: '4', METRICS_PORT: '0' },
      PUSHER_APPS: JSON.stringify([backend.app]),
    });
    const ready = async (): Promise<number> =>
      (await fetch(`http://127.0.0.1:${firstPort(gateway, 'metrics')}/ready`)).status;
    await eventually(async () => expect(await ready()).toBe(200), { timeoutMs: 60_000 });
    const clients = Array.from({ length: 12 }, (_, i) =>
      connectApp(backend.sdk(port), port, { id: `u${i}` }),
    );
    const got = await Promise.all(
      clients.map(async (one) => received(await joined(one, 'presence-all'), 'x')),
    );
    const send = async (n: number) => backend.sdk(port).trigger('presence-all', 'x', n);
    for (let n = 0; n < 5; n++) await send(n);
    await eventually(() => expect(got).toEqual(clients.map(() => [0, 1, 2, 3, 4])));
    process.kill(childrenOf(gateway.pid)[0] ?? 0, 'SIGKILL');
    // Those of the killed one come to another after the second that pusher-js waits.
    await eventually(
      async () => {
        await send(5);
        expect(got.filter((events) => events.includes(5))).toHaveLength(clients.length);
      },
      { timeoutMs: 10_000, everyMs: 500 },
    );
    disconnectApps();
    expect(await gateway.end('SIGTERM')).toBe(0);
    await backend.stop();
  }, 120_000);
});

/** Of several processes that print to the same output the first one's: it watches over the others. */
function firstPort({ lines }: AppProcess, name: string): number {
  const line = lines.find((text) => text.includes(`"name":"${name}"`)) ?? '{}';
  return (JSON.parse(line) as { port: number }).port;
}

function childrenOf(pid: number): readonly number[] {
  return execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number);
}

describe('two nodes with Redis', () => {
  let backend: PusherBackend;
  const nodes: AppProcess[] = [];
  const ports: number[] = [];

  beforeAll(async () => {
    backend = await PusherBackend.start();
    for (const node of [0, 1]) {
      ports.push(await freePort());
      nodes.push(await startNode(backend.app, ports[node] ?? 0));
    }
  }, 60_000);
  afterEach(() => disconnectApps());
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.end('SIGTERM')));
    await backend.stop();
  });

  const client = (node: number, id: string) =>
    connectApp(backend.sdk(ports[node] ?? 0), ports[node] ?? 0, { id });

  it('lose nothing for the clients of one when the other is killed, whose members leave with its lease', async () => {
    const watcher = await joined(client(1, 'w'), 'presence-kill');
    await joined(client(0, 'a'), 'presence-kill');
    const removed = received(watcher, 'pusher:member_removed');
    const got = received(watcher, 'n');
    await nodes[0]?.end('SIGKILL');
    const killedAt = Date.now();
    const times: number[] = [];
    watcher.bind('n', () => times.push(Date.now()));
    const sent: number[] = [];
    for (let n = 0; removed.length === 0 && Date.now() - killedAt < LEASE_MS; n++) {
      sent.push(Date.now());
      await backend.sdk(ports[1] ?? 0).trigger('presence-kill', 'n', n);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await eventually(() => expect(got).toEqual(sent.map((_, n) => n)));
    expect(Math.max(...times.map((at, n) => at - (sent[n] ?? at)))).toBeLessThan(1_000);
    expect(removed).toMatchObject([{ id: 'a' }]);
    process.stdout.write(`the members of a killed node left after ${Date.now() - killedAt} ms\n`);
    nodes[0] = await startNode(backend.app, ports[0] ?? 0);
  }, 60_000);

  it('recover on their own after an outage of Redis of 20 s', async () => {
    const channels = await Promise.all(
      [0, 1].map((node) => joined(client(node, `u${node}`), 'presence-away')),
    );
    const got = channels.map((channel) => received(channel, 'x'));
    await redis.stop();
    await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
    const refused = backend.sdk(ports[0] ?? 0).trigger('presence-away', 'x', 'lost');
    await expect(refused).rejects.toMatchObject({ status: 503 });
    await redis.start();
    const backAt = Date.now();
    await eventually(() => backend.sdk(ports[0] ?? 0).trigger('presence-away', 'x', 'back'), {
      timeoutMs: 10_000,
    });
    await eventually(() => expect(got.map((events) => events.at(-1))).toEqual(['back', 'back']));
    process.stdout.write(`events arrive again ${Date.now() - backAt} ms after the return of Redis\n`);
    await joined(client(0, 'u2'), 'presence-away');
    await eventually(
      async () => {
        const answer = await backend.sdk(ports[1] ?? 0).get({ path: '/channels/presence-away/users' });
        expect(await answer.json()).toEqual({
          users: expect.arrayContaining([{ id: 'u0' }, { id: 'u1' }, { id: 'u2' }]) as unknown,
        });
      },
      { timeoutMs: 15_000 },
    );
    expect(got).toEqual([['back'], ['back']]);
  }, 90_000);
});
