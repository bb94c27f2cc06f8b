import { createSocket } from 'node:dgram';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { RandomSource } from '../fuzz/random-source';
import { AppProcess, endLeftovers } from '../support/app-process';
import { contentionSince, cpuSecondsOf, memoryOf, schedulingOf } from '../support/proc-stat';

const CONNECTIONS = 5;
const BYTES = 2_000_000;
const TCP_PORTS = ['teltonika', 'h02', 'osmand'];
const UDP_PORTS = ['teltonika/udp', 'h02/udp'];
const PORTS = TCP_PORTS.length + UDP_PORTS.length;
const DATAGRAM_BYTES = 1_200;
/** What a byte of somebody who has not identified himself may cost, in seconds of CPU. */
const CPU_PER_BYTE = 0.2e-6;
const MAX_GROWTH_BYTES = 50_000_000;
/** A calm API answers within this at the 99th percentile, unless it took longer before. */
const CALM_MS = 100;

const random = new RandomSource(2026);

/** By what it tries: garbage for one connection. */
const GARBAGE: readonly (readonly [string, Buffer])[] = [
  ['pings without a login', Buffer.alloc(BYTES, 0xff)],
  ['zeros', Buffer.alloc(BYTES)],
  ['random bytes', Buffer.from(Array.from({ length: BYTES }, () => random.below(256)))],
  ['text without an end', Buffer.alloc(BYTES, 'GET /?id=')],
  ['logins of other devices', logins()],
];

function logins(): Buffer {
  const frames = Array.from({ length: 20_000 }, (_, n) =>
    Buffer.from(`\0\x0f${String(990_000_000_000_000 + n)}`, 'latin1'),
  );
  return Buffer.concat(frames);
}

describe('standalone, while strangers send garbage', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-strangers-'));
  chmodSync(folder, 0o755);
  let app: AppProcess;

  beforeAll(async () => {
    const ports = { API_PORT: '0', GATEWAY_PORT: '0', INGESTION_PORTS: 'teltonika:0,h02:0,osmand:0' };
    app = await AppProcess.start('standalone', {
      ...ports,
      DATA_DIR: path.join(folder, 'data'),
      DEMO: 'off',
      // Its answers are what is measured.
      API_PUBLIC_REQUESTS_PER_MINUTE: '0',
    });
    // What is allocated once is allocated now.
    for (const [, bytes] of GARBAGE) await attack(bytes);
  }, 90_000);
  afterAll(async () => {
    await app.end('SIGTERM');
    await endLeftovers();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(GARBAGE)('spends next to nothing on %s, and serves others as before', async (_, bytes) => {
    const calm = await p99While(() => new Promise((resolve) => setTimeout(resolve, 500)));
    const [cpu, memory] = [cpuSecondsOf(app.pid), memoryOf(app.pid)];
    const [ours, theirs] = [schedulingOf(process.pid), schedulingOf(app.pid)];
    const busy = await p99While(() => attack(bytes));
    // What else the machine has to do meanwhile counts against nobody.
    const contention = contentionSince(process.pid, ours) * contentionSince(app.pid, theirs);
    const idle = 0.5;
    expect(cpuSecondsOf(app.pid) - cpu).toBeLessThan(
      idle + CONNECTIONS * PORTS * bytes.length * CPU_PER_BYTE,
    );
    expect(memoryOf(app.pid) - memory).toBeLessThan(MAX_GROWTH_BYTES);
    expect(busy).toBeLessThan(Math.max(CALM_MS, 5 * calm) * contention);
  });

  /** On every tracker port at once; ends when the server has closed the connections, or has read everything. */
  async function attack(bytes: Buffer): Promise<void> {
    const attacks = Array.from({ length: CONNECTIONS }, () => [
      ...TCP_PORTS.map((name) => send(app.port(name), bytes)),
      ...UDP_PORTS.map((name) => sendDatagrams(app.port(name), bytes)),
    ]);
    await Promise.all(attacks.flat());
  }

  /** The 99th percentile of the API's answers meanwhile, in ms. */
  async function p99While(work: () => Promise<unknown>): Promise<number> {
    const times: number[] = [];
    const over = new AbortController();
    const working = work().finally(() => over.abort());
    while (!over.signal.aborted || times.length < 100) {
      const begin = performance.now();
      const { status } = await fetch(`http://127.0.0.1:${app.port('api')}/.well-known/jwks.json`);
      expect(status).toBe(200);
      times.push(performance.now() - begin);
    }
    await working;
    return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? 0;
  }
});

/** Resolves when the bytes were sent and the connection was closed, by whichever side. */
function send(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
    socket.end(bytes);
  });
}

async function sendDatagrams(port: number, bytes: Buffer): Promise<void> {
  const socket = createSocket('udp4');
  for (let at = 0; at < bytes.length; at += DATAGRAM_BYTES) {
    const datagram = bytes.subarray(at, at + DATAGRAM_BYTES);
    await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
  }
  socket.close();
}
