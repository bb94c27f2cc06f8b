import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { eventually, familyOf } from '@yipii/testing';
import { WebSocket } from 'ws';
import type { DemoFile } from '../../apps/standalone/src/demo/demo-file';
import { AppProcess, endLeftovers } from '../support/app-process';
import { accessToken } from '../support/live-client';
import { metricOf } from '../support/metrics-page';
import { HOSTILE_REQUESTS } from './hostile-requests';

const MAX_OPEN_FILES = 640;
const DEADLINE_MS = 20_000;
/** Together more than the kernel takes for a connection. */
const LARGE_ANSWERS = 20;
const TIMES = { DATABASE_TIMEOUT_MS: '2000', GATEWAY_AUTHORISE_WITHIN_MS: '3000' };
const UNAUTHORISED = 4009;

/** One process for all; what one attack leaves behind meets the next. */
describe('standalone, attacked by a stranger', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-attack-'));
  chmodSync(folder, 0o755);
  const dataDir = path.join(folder, 'data');
  let app: AppProcess;
  let api: string;
  let token: string;
  let demo: DemoFile;
  /** They read nothing of what they have asked for. */
  let slowReaders: Socket[];

  beforeAll(async () => {
    const ports = { API_PORT: '0', GATEWAY_PORT: '0', INGESTION_PORTS: 'teltonika:0,osmand:0' };
    const env = {
      ...ports,
      DATA_DIR: dataDir,
      TRUSTED_PROXIES: 'loopback',
      ...TIMES,
    };
    app = await AppProcess.start('standalone', env, { maxOpenFiles: MAX_OPEN_FILES });
    api = `http://127.0.0.1:${app.port('api')}`;
    slowReaders = Array.from({ length: 10 }, () => askedForMuch(app.port('api')));
    demo = await eventually(
      () => JSON.parse(readFileSync(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile,
    );
    token = await accessToken(api, demo.oauth);
  }, 90_000);
  afterAll(async () => {
    for (const socket of slowReaders) socket.destroy();
    await app.end('SIGTERM');
    await endLeftovers();
    rmSync(folder, { recursive: true, force: true });
  });

  const locations = () =>
    fetch(`${api}/api/demo/location`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  const ready = () => fetch(`http://127.0.0.1:${app.port('metrics')}/ready`);
  const errors = () => app.lines.filter((line) => /"level":"error"/.test(line));

  it('gives the token of the demo to its own page only, for minutes, to read', async () => {
    for (const [name, value] of [
      ['origin', 'https://evil.example'],
      ['sec-fetch-site', 'cross-site'],
      ['sec-fetch-site', 'same-site'],
      ['host', 'evil.example'],
      ['x-forwarded-for', '127.0.0.1'],
      ['x-real-ip', '127.0.0.1'],
      ['forwarded', 'for=127.0.0.1'],
      ['via', '1.1 proxy'],
    ] as const) {
      expect([name, await statusOf('/demo/session.json', { [name]: value })]).toEqual([name, 403]);
      const code = await statusOf('/demo/code?email=viewer@demo.example', { [name]: value });
      expect([name, code]).toEqual([name, 403]);
      for (const path of ['/demo/client', '/demo/log/stop'])
        expect([name, path, await statusOf(path, { [name]: value }, 'POST')]).toEqual([name, path, 403]);
    }
    const answer = await fetch(`${api}/demo/session.json`, { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const session = (await answer.json()) as { readonly token: string };
    const claims = JSON.parse(Buffer.from(session.token.split('.')[1] ?? '', 'base64url').toString()) as {
      readonly exp: number;
      readonly iat: number;
      readonly scope: string;
    };
    expect(claims.exp - claims.iat).toBeLessThanOrEqual(3_600);
    expect(claims.scope).not.toMatch(/write/);
  });

  it('serves nothing in plain to a client at a public address, whatever else is said of it', async () => {
    const stranger = { 'x-forwarded-for': '8.8.8.8' };
    expect(await statusOf('/api/user', stranger)).toBe(403);
    expect(await statusOf('/api/user', { ...stranger, 'x-forwarded-proto': 'http' })).toBe(403);
    expect(await statusOf('/api/user', { ...stranger, 'x-forwarded-proto': 'https' })).toBe(401);
    const socket = new WebSocketClient(app.port('websocket'), stranger);
    expect(await socket.firstFrame).toContain('4000');
  });

  it('takes a bearer token at the upgrade for no authorisation, and a revoked one not at all', async () => {
    const bearer = await accessToken(api, demo.oauth);
    const closed = async (): Promise<number> => {
      const url = `ws://127.0.0.1:${app.port('websocket')}/app/${demo.app.key}?protocol=7`;
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${bearer}` } });
      const [code] = (await once(socket, 'close')) as [number];
      return code;
    };
    const failed = async (): Promise<number> => {
      const page = await (await fetch(`http://127.0.0.1:${app.port('metrics')}/metrics`)).text();
      return metricOf(page, 'yipii_security_events_total{event="authentication_failed",reason="bearer"}');
    };
    const before = await failed();
    expect([await closed(), await failed()]).toEqual([UNAUTHORISED, before]);
    const { clientId: client_id, clientSecret: client_secret } = demo.oauth;
    const body = new URLSearchParams({ token: bearer, client_id, client_secret });
    expect((await fetch(`${api}/oauth/revoke`, { method: 'POST', body })).status).toBe(200);
    expect([await closed(), await failed()]).toEqual([UNAUTHORISED, before + 1]);
  });

  it('serves health and metrics on its own address only', async () => {
    const at = (host: string, port: string) => fetch(`http://${host}:${app.port(port)}/live`);
    expect((await at('127.0.0.1', 'metrics')).status).toBe(200);
    await at('127.0.0.2', 'api');
    await expect(at('127.0.0.2', 'metrics')).rejects.toThrow('fetch failed');
  });

  it.each(['api', 'websocket', 'metrics', 'osmand', 'teltonika'])(
    'neither fails nor says more than it should on the port %s',
    async (port) => {
      const answers = HOSTILE_REQUESTS.map(async ([what, bytes]) => ({
        what,
        answer: await sent(app.port(port), bytes),
      }));
      for (const { what, answer } of await Promise.all(answers)) {
        const statuses = [...answer.matchAll(/HTTP\/1\.[01] (\d+)/g)].map(([, status]) => Number(status));
        expect([what, statuses.filter((status) => status >= 500)]).toEqual([what, []]);
        expect([what, answer]).toEqual([
          what,
          expect.not.stringMatching(/root:|"dependencies"|evil\.example| {4}at /),
        ]);
      }
      expect((await locations()).status).toBe(200);
      expect(errors()).toEqual([]);
    },
  );

  it('stays usable for others, and says so once, while idle trackers use up what there is for them', async () => {
    const idle = Array.from({ length: MAX_OPEN_FILES }, () => opened(app.port('teltonika')));
    await eventually(async () => {
      const { status } = await ready();
      expect(status).toBe(503);
    });
    expect(await (await ready()).text()).toContain('tracker connections');
    expect((await locations()).status).toBe(200);
    const said = () => app.lines.filter((line) => line.includes('too many connections'));
    await eventually(() => expect(said()).toHaveLength(1));
    for (const socket of idle) socket.destroy();
    await eventually(async () => expect((await ready()).status).toBe(200), { timeoutMs: 30_000 });
  });

  it('cuts who asks for much and reads nothing of it', async () => {
    await eventually(
      async () => {
        const reader = slowReaders.pop();
        expect(reader && (await answersTo(reader))).toBeLessThan(LARGE_ANSWERS);
      },
      { timeoutMs: 120_000, everyMs: 5_000 },
    );
  }, 150_000);

  it.each(['api', 'websocket', 'metrics', 'osmand'])(
    'serves others while somebody holds as many connections as there are files on the port %s',
    async (port) => {
      const idle = Array.from({ length: MAX_OPEN_FILES }, () => opened(app.port(port)));
      await Promise.all(idle.map(settled));
      // Who finds no room may find it with the next try, since idle ones make room.
      await eventually(async () => expect((await locations()).status).toBe(200), { timeoutMs: DEADLINE_MS });
      await eventually(ready, { timeoutMs: DEADLINE_MS });
      for (const socket of idle) socket.destroy();
    },
  );

  it.each([
    ['makes no more connections', (pid: number) => [pid]],
    ['is frozen', familyOf],
  ])(
    'tells the truth while its database %s, answers in time, and comes back by itself',
    async (_how, processesOf) => {
      const frozen = processesOf(postmasterOf(dataDir));
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      try {
        // What is connected already may serve; nobody waits for what does not answer.
        const answers = await Promise.all(Array.from({ length: 30 }, locations));
        for (const { status } of answers) expect([200, 503]).toContain(status);
        if (frozen.length > 1) expect((await locations()).status).toBe(503);
        await eventually(async () => expect((await ready()).status).toBe(503), { timeoutMs: DEADLINE_MS });
      } finally {
        for (const pid of frozen) process.kill(pid, 'SIGCONT');
      }
      await eventually(async () => expect((await ready()).status).toBe(200), { timeoutMs: DEADLINE_MS });
      expect((await locations()).status).toBe(200);
      expect(errors()).toEqual([]);
    },
  );

  function statusOf(
    target: string,
    headers: Readonly<Record<string, string>>,
    method = 'GET',
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const asking = request(`${api}${target}`, { method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asking.on('error', reject).end();
    });
  }
});

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
}

function opened(port: number): Socket {
  return connect(port, '127.0.0.1').on('error', () => undefined);
}

/** From an address of its own, since the limits of strangers count it. */
function askedForMuch(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.31' });
  socket.on('error', () => undefined).pause();
  const ask = (connection: string) =>
    socket.write(`GET /docs/openapi.json HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\n\r\n`);
  for (let i = 1; i < LARGE_ANSWERS; i += 1) ask('keep-alive');
  ask('close');
  return socket;
}

/** Returns how many answers have come once the server has ended the connection. */
async function answersTo(socket: Socket): Promise<number> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).resume();
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1').split('HTTP/1.1 200').length - 1;
}

function settled(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
}

/** What comes back until the server ends the connection, or is silent for a moment. */
function sent(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = opened(port);
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.on('close', () => resolve(answer));
    socket.write(bytes, 'latin1');
    socket.setTimeout(500, () => socket.destroy());
  });
}

/** A WebSocket with headers of its own, as far as its first frame. */
class WebSocketClient {
  readonly firstFrame: Promise<string>;

  constructor(port: number, headers: Readonly<Record<string, string>>) {
    const socket = opened(port);
    const all = {
      ...{ Host: 'x', Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13' },
      ...{ 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers },
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write([`GET /app/any?protocol=7 HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    this.firstFrame = new Promise((resolve) => {
      let text = '';
      socket.setEncoding('latin1').on('data', (more: string) => {
        text += more;
        if (text.includes('pusher:error')) resolve(text);
      });
      socket.on('close', () => resolve(text));
    });
  }
}
