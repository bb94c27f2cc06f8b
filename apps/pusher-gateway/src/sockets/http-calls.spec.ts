import { Agent, type RequestOptions } from 'node:http';
import { parseAddress } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { SECURE_SERVERS, SERVERS, SocketScenario, ok } from './socket-scenario.fixture';
import type { HttpAnswer, SocketServerSettings } from './socket-server.ports';

const MEGABYTE = 1024 * 1024;

describe.each([...SERVERS, ...SECURE_SERVERS])('plain requests to %s', (name, open) => {
  let live: SocketScenario;
  const start = async (change?: Partial<SocketServerSettings>): Promise<SocketScenario> =>
    (live = await SocketScenario.start(open, change));

  afterEach(() => live.stop());

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('of %s are answered', async (method) => {
    await start();
    const answer = await live.request('/apps/1/events?auth_key=a&x=%2F', {
      method,
      headers: { 'content-length': 6 },
      body: 'a body',
    });
    const body = `${method} /apps/1/events 6`;
    expect(answer).toMatchObject({
      status: 200,
      body,
      headers: { 'content-type': 'text/plain', 'content-length': String(body.length) },
    });
    expect(live.calls).toMatchObject([{ method, query: 'auth_key=a&x=%2F', isSecure: name.includes('TLS') }]);
    expect(live.calls[0]?.body.toString()).toBe('a body');
  });

  it('come with their headers and address, an absent header being empty', async () => {
    await start();
    const headers = {
      Authorization: 'Bearer a',
      'X-Forwarded-For': ['192.0.2.1', '192.0.2.2, 192.0.2.3'],
      'Access-Control-Request-Headers': 'authorization',
    };
    await live.request('/', { headers });
    expect(live.calls).toMatchObject([
      {
        query: '',
        headers: {
          authorization: 'Bearer a',
          origin: '',
          'x-forwarded-for': '192.0.2.1, 192.0.2.2, 192.0.2.3',
          'access-control-request-headers': 'authorization',
        },
      },
    ]);
    expect(parseAddress(live.calls[0]?.remoteAddress ?? '')).toBe('127.0.0.1');
  });

  it('have their body whole, however it is sent', async () => {
    const bodies: string[] = [];
    const onRequest = ({ body }: { body: Buffer }): Promise<HttpAnswer> => {
      bodies.push(body.toString());
      return Promise.resolve(ok('{}'));
    };
    await start({ onRequest });
    const parts = live.raw('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    parts.socket.write('6\r\n“one\r\n');
    parts.socket.write('6\r\n”, t\r\n2\r\nwo\r\n0\r\n\r\n');
    await eventually(() => expect(parts.text).toContain('\r\n\r\n{}'));
    await live.request('/', { method: 'POST', body: 'x'.repeat(10_000) });
    expect(bodies).toEqual(['“one”, two', 'x'.repeat(10_000)]);
  });

  it.each([
    ['two lengths', 'Content-Length: 0\r\nContent-Length: 40'],
    ['a length that is no number', 'Content-Length: 4x'],
    ['a coding that only looks like chunked', 'Transfer-Encoding: xchunked'],
    ['a length beside a coding', 'Content-Length: 3\r\nTransfer-Encoding: chunked'],
  ])('with %s are refused, and nothing after them is read as another', async (_, headers) => {
    await start();
    const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
    const raw = live.raw(`POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n0\r\n\r\n${smuggled}`);
    await eventually(() => expect(raw.isClosed).toBe(true));
    // uWebSockets.js cuts some of them without an answer.
    const statuses = Array.from(raw.text.matchAll(/HTTP\/1.1 (\d+)/g), ([, status]) => status);
    expect(statuses.filter((status) => status !== '400' && status !== '501')).toEqual([]);
    expect(live.calls).toEqual([]);
  });

  it('share a connection, whatever they ask for', async () => {
    await start({
      onRequest: ({ path }) =>
        Promise.resolve(path === '/nothing' ? { status: 204, headers: {}, body: '' } : ok('“ok”')),
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const options: RequestOptions = name.includes('TLS') ? {} : { agent };
    const head = await live.request('/', { ...options, method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '8' } });
    const nothing = await live.request('/nothing', { ...options, method: 'DELETE' });
    expect(nothing).toMatchObject({ status: 204, body: '' });
    expect(nothing.headers['content-length']).toBeUndefined();
    const connection = live.raw();
    for (let n = 1; n <= 3; n += 1) {
      connection.socket.write(`${n === 2 ? 'HEAD' : 'GET'} /${n} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await eventually(() => expect(connection.text.match(/HTTP\/1.1 200 OK/g)).toHaveLength(n));
    }
    agent.destroy();
  });

  it('are answered in order if the next one comes before the answer to the first', async () => {
    const open: (() => void)[] = [];
    const asked: string[] = [];
    await start({
      onRequest: ({ path }) => {
        asked.push(path);
        return new Promise((resolve) => open.push(() => resolve(ok(`of ${path}`))));
      },
    });
    const connection = live.raw('POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi');
    await eventually(() => expect(asked).toEqual(['/1']));
    connection.socket.write('POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi');
    // Whatever the server does with what it has read, it has done before it answers somebody else.
    void live.request('/else').catch(() => undefined);
    await eventually(() => expect(asked).toContain('/else'));
    for (const path of ['/1', '/2']) {
      await eventually(() => expect(asked).toContain(path));
      for (const answer of open.splice(0)) answer();
      await eventually(() => expect(connection.text).toContain(`of ${path}`));
    }
    expect(connection.text.indexOf('of /1')).toBeLessThan(connection.text.indexOf('of /2'));
  });

  it('in one packet are all answered, or cut at once and nothing of them is done', async () => {
    await start();
    const post = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi`;
    const connection = live.raw(post('/1') + post('/2'));
    await eventually(() => expect(connection.isClosed || connection.text.includes('POST /2 2')).toBe(true));
    const done = connection.isClosed ? [] : ['/1', '/2'];
    await live.request('/else');
    expect(live.calls.map(({ path }) => path)).toEqual([...done, '/else']);
  });

  it('of HTTP/1.0 are answered, or cut and nothing of them is done', async () => {
    await start();
    const old = live.raw('POST /old HTTP/1.0\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi');
    const isSpoken = !name.startsWith('uWebSockets.js');
    if (isSpoken) await eventually(() => expect(old.text).toContain('POST /old 2'));
    await live.request('/else');
    expect(live.calls.map(({ path }) => path)).toEqual(isSpoken ? ['/old', '/else'] : ['/else']);
  });

  it.each(['GET', 'HEAD'])('of %s end their connection if they ask to', async (method) => {
    await start();
    const connection = live.raw(`${method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    await eventually(() => expect(connection.isClosed).toBe(true));
    expect(connection.text).toContain('200 OK');
  });

  it('with a body over the limit are answered with 413, also when nobody waits for the end of it', async () => {
    await start();
    const answer = await live.request('/', { method: 'POST', body: 'x'.repeat(10_001) });
    expect(answer.status).toBe(413);
    const endless = live.raw(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${100 * MEGABYTE}\r\n\r\n`);
    for (let sent = 0; sent < 3 * MEGABYTE && !endless.isClosed; sent += 65_536) {
      endless.socket.write(Buffer.alloc(65_536));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => expect(endless.isClosed).toBe(true));
    expect(live.calls).toEqual([]);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('a secret'))],
    [
      'throws',
      () => {
        throw new Error('a secret');
      },
    ],
    ['would split the answer', () => Promise.resolve({ ...ok(''), headers: { a: 'b\r\nc: d' } })],
    ['has no status', () => Promise.resolve({ ...ok(''), status: 7 })],
  ])('get a 500 without detail if the gateway %s', async (_, onRequest) => {
    await start({ onRequest });
    const answer = await live.request('/');
    expect(answer).toMatchObject({ status: 500, body: 'Internal Server Error\n' });
  });

  it('that the client has aborted are not answered', async () => {
    let answer!: (answer: HttpAnswer) => void;
    const asked: string[] = [];
    await start({
      onRequest: ({ path }) => {
        asked.push(path);
        return path === '/slow' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(ok('fine'));
      },
    });
    const gone = live.raw('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => expect(asked).toEqual(['/slow']));
    gone.socket.destroy();
    live.raw('POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx').socket.destroySoon();
    await eventually(async () => expect((await live.request('/')).body).toBe('fine'));
    answer(ok('too late'));
    expect((await live.request('/')).body).toBe('fine');
    expect(asked).not.toContain('/half');
  });

  it('that are not HTTP do no harm', async () => {
    await start();
    live.raw('\x00\x01\x02\r\n\r\n');
    live.raw('GET / HTTP/9.9\r\n\r\n');
    live.raw(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(100_000)}\r\n\r\n`);
    live.raw('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n');
    live.raw('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
    live.raw('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    await eventually(async () => expect((await live.request('/')).status).toBe(200));
    expect(live.connections).toEqual([]);
  });

  it('that ask for HTTP/2 are served without it', async () => {
    await start();
    const upgrade = 'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAA\r\n';
    const client = live.raw(`POST /a HTTP/1.1\r\nHost: x\r\n${upgrade}Content-Length: 5\r\n\r\nhe`);
    client.socket.write('llo');
    await eventually(() => expect(client.text).toContain('POST /a 5'));
    client.socket.write('GET /b HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => expect(client.text).toContain('GET /b 0'));
  });
});
