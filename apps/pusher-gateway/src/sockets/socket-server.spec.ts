import { existsSync, readdirSync } from 'node:fs';
import { parseAddress, PortTaken } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { ATTACHED_SERVER, SECURE_SERVERS, SERVERS, SocketScenario } from './socket-scenario.fixture';
import type { SocketServerSettings } from './socket-server.ports';

const KILOBYTE = 'x'.repeat(1024);

describe.each([...SERVERS, ...SECURE_SERVERS, ATTACHED_SERVER])('the sockets of %s', (name, open) => {
  let live: SocketScenario;
  const start = async (change?: Partial<SocketServerSettings>): Promise<SocketScenario> =>
    (live = await SocketScenario.start(open, change));

  afterEach(() => live.stop());

  it('are identified by path, query, headers, address and TLS', async () => {
    await start();
    const headers = {
      origin: 'https://example.com',
      authorization: 'Bearer a',
      'x-forwarded-for': ['192.0.2.1', '192.0.2.2'],
      'x-forwarded-proto': 'https',
    } as unknown as Record<string, string>;
    const { connection } = await live.connect('/app/key%20?protocol=7&x=%41', { headers });
    const { remoteAddress, ...request } = connection.request;
    expect(request).toEqual({
      path: '/app/key%20',
      query: 'protocol=7&x=%41',
      headers: {
        origin: 'https://example.com',
        authorization: 'Bearer a',
        'x-forwarded-for': '192.0.2.1, 192.0.2.2',
        'x-forwarded-proto': 'https',
        'access-control-request-headers': '',
      },
      isSecure: name.includes('TLS'),
    });
    const { connection: overIpv6 } = await live.connect('/', { host: '[::1]' });
    const addresses = [remoteAddress, overIpv6.request.remoteAddress].map(parseAddress);
    expect(addresses).toEqual(['127.0.0.1', '0:0:0:0:0:0:0:1']);
  });

  it('get an HTTP answer where the gateway wants no WebSocket', async () => {
    const answered = { status: 429, headers: { 'retry-after': '7' }, body: 'zu viele – später' };
    await start({ onUpgrade: () => answered });
    const refused = live.webSocket('/');
    const answer = await new Promise<{ status?: number; headers: object; body: string }>((resolve) =>
      refused.on('unexpected-response', (_, response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      }),
    );
    expect(answer).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7', 'content-length': '20' },
      body: 'zu viele – später',
    });
    expect(live.connections).toHaveLength(0);
  });

  it('get a 500 without detail where the gateway fails', async () => {
    await start({
      onUpgrade: () => {
        throw new Error('a secret');
      },
    });
    const refused = live.webSocket('/');
    const status = await new Promise((resolve) =>
      refused.on('unexpected-response', (_, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(500);
  });

  it.each(['7', '12', '14', ''])('of version %j are refused', async (version) => {
    await start();
    const raw = live.raw(
      `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: ${version}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    await eventually(() => expect(raw.text).toMatch(/^HTTP\/1.1 400 /));
    expect(live.connections).toHaveLength(0);
  });

  it('receive frames whole and in order: text, fragments, binary ones as null', async () => {
    await start();
    const { socket, connection } = await live.connect();
    socket.send('“one”');
    socket.send('tw', { fin: false });
    socket.send('o', { fin: true });
    socket.send(Buffer.from([0, 1]), { binary: true });
    socket.send('');
    socket.ping();
    // `ws` answers a ping by itself.
    connection.socket.ping();
    await eventually(() => expect(connection.signs).toBe(6));
    expect(connection.frames).toEqual(['“one”', 'two', null, '']);
  });

  it('drop a frame over the limit, whole or in fragments, and stay open', async () => {
    await start();
    const { socket, connection } = await live.connect();
    socket.send('x'.repeat(17 * 1024));
    socket.send('x'.repeat(9 * 1024), { fin: false });
    socket.send('x'.repeat(9 * 1024), { fin: true });
    socket.send('fine');
    await eventually(() => expect(connection.frames).toEqual(['fine']));
    expect(connection.oversizes).toEqual([17 * 1024, 18 * 1024]);
  });

  it('are closed for invalid UTF-8 or a frame far over the limit, whole or in fragments, and no others are', async () => {
    await start();
    const [garbled, large, pieces, witness] = [
      await live.connect(),
      await live.connect(),
      await live.connect(),
      await live.connect(),
    ];
    garbled.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    large.socket.send('x'.repeat(257 * 1024));
    pieces.socket.send('x'.repeat(129 * 1024), { fin: false });
    pieces.socket.send('x'.repeat(129 * 1024), { fin: true });
    await Promise.all([garbled.closed, large.closed, pieces.closed]);
    for (const { connection } of [garbled, large, pieces]) {
      await eventually(() => expect(connection.ends).toHaveLength(1));
      expect(connection.ends[0]?.cause).toBeUndefined();
      expect(connection.frames).toEqual([]);
    }
    witness.socket.send('x'.repeat(16 * 1024));
    await eventually(() => expect(witness.connection.frames).toHaveLength(1));
  });

  it('are closed with 1011 when their listener throws, and no others are', async () => {
    await start();
    const [bad, witness] = [await live.connect(), await live.connect()];
    bad.socket.send('throw');
    expect(await bad.closed).toEqual({ code: 1011, reason: '' });
    witness.socket.send('fine');
    await eventually(() => expect(witness.connection.frames).toEqual(['fine']));
  });

  it('get what is published to their topics, in order with what is sent to them', async () => {
    await start();
    const [one, two] = [await live.connect(), await live.connect()];
    one.connection.socket.join('a');
    two.connection.socket.join('a');
    two.connection.socket.join('b');
    expect(live.server.publish('a', '1 – “ä”')).toBe(2);
    one.connection.socket.send('2');
    expect(live.server.publish('b', '3')).toBe(1);
    two.connection.socket.leave('a');
    expect(live.server.publish('a', '4')).toBe(1);
    expect(live.server.publish('c', '5')).toBe(0);
    await eventually(() => expect(one.texts).toEqual(['1 – “ä”', '2', '4']));
    await eventually(() => expect(two.texts).toEqual(['1 – “ä”', '3']));
  });

  it('are closed by the gateway with code and reason behind all that was sent; later calls do nothing', async () => {
    await start();
    const { closed, texts, connection } = await live.connect();
    const { socket } = connection;
    socket.join('a');
    for (let n = 0; n < 50; n += 1) socket.send(KILOBYTE);
    socket.close(4100, 'Over capacity');
    socket.send('late');
    expect(await closed).toEqual({ code: 4100, reason: 'Over capacity' });
    expect(texts).toHaveLength(50);
    await eventually(() => expect(connection.ends).toEqual([{ code: 4100, cause: undefined }]));
    socket.join('b');
    socket.leave('a');
    socket.send('late');
    socket.close(1000, '');
    expect(live.server.publish('a', '') + live.server.publish('b', '')).toBe(0);
    expect(socket.bufferedBytes).toBe(0);
  });

  it('report the client’s close code, 1006 if with none', async () => {
    await start();
    const [polite, gone] = [await live.connect(), await live.connect()];
    polite.socket.close(4321, 'bye');
    gone.socket.terminate();
    await eventually(() => expect(polite.connection.ends).toEqual([{ code: 4321, cause: undefined }]));
    await eventually(() => expect(gone.connection.ends).toEqual([{ code: 1006, cause: undefined }]));
  });

  it.each(['sends', 'publishes'] as const)(
    'that read too slowly are closed as slow, without a gap before: %s',
    async (way) => {
      await start();
      const [slow, witness] = [await live.connect(), await live.connect()];
      for (const { connection } of [slow, witness]) connection.socket.join('a');
      slow.socket.pause();
      let sent = 0;
      await eventually(
        () => {
          for (let n = 0; n < 20; n += 1, sent += 1) {
            const text = `${sent} ${KILOBYTE}`;
            if (way === 'publishes') live.server.publish('a', text);
            else slow.connection.socket.send(text);
          }
          expect(slow.connection.ends).toHaveLength(1);
        },
        { everyMs: 1 },
      );
      expect(slow.connection.ends).toEqual([{ code: 1006, cause: 'slow' }]);
      slow.socket.resume();
      expect((await slow.closed).code).toBe(1006);
      const numbers = slow.texts.map((text) => Number(text.split(' ')[0]));
      expect(numbers).toEqual(numbers.map((_, index) => index));
      expect(numbers.length).toBeLessThan(sent);
      expect(witness.connection.ends).toEqual([]);
      if (way === 'publishes') await eventually(() => expect(witness.texts).toHaveLength(sent));
    },
  );

  it('that receive everything at once and read nothing are closed as slow, without a gap', async () => {
    await start();
    const slow = await live.connect();
    slow.connection.socket.join('a');
    slow.socket.pause();
    for (let n = 0; n < 20_000; n += 1) live.server.publish('a', `${n} ${KILOBYTE}`);
    await eventually(() => expect(slow.connection.ends).toEqual([{ code: 1006, cause: 'slow' }]));
    slow.socket.resume();
    await slow.closed;
    const numbers = slow.texts.map((text) => Number(text.split(' ')[0]));
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('report how much is buffered for a slow reader, and when it gets less', async () => {
    await start({ maxBufferedBytes: 8 * 1024 * 1024 });
    const { socket, connection, texts } = await live.connect();
    socket.pause();
    let sent = 0;
    await eventually(
      () => {
        for (let n = 0; n < 100; n += 1, sent += 1) connection.socket.send(KILOBYTE);
        expect(connection.socket.bufferedBytes).toBeGreaterThan(1024 * 1024);
      },
      { everyMs: 5 },
    );
    const most = connection.socket.bufferedBytes;
    connection.drains.length = 0;
    socket.resume();
    await eventually(() => expect(texts).toHaveLength(sent));
    await eventually(() => expect(connection.socket.bufferedBytes).toBe(0));
    expect(connection.drains.length).toBeGreaterThan(0);
    expect(Math.max(...connection.drains)).toBeLessThan(most);
    expect(connection.ends).toEqual([]);
  });

  it('leave nothing behind after 1,000 of them were opened and closed', async () => {
    await start();
    const before = openFiles();
    for (let round = 0; round < 10; round += 1) {
      const clients = await Promise.all(Array.from({ length: 100 }, () => live.connect()));
      for (const { socket } of live.connections.slice(-100)) socket.join('a');
      expect(live.server.publish('a', '')).toBe(100);
      for (const [n, { socket }] of clients.entries()) {
        if (n % 2) socket.close();
        else socket.terminate();
      }
      await Promise.all(clients.map(({ closed }) => closed));
      await eventually(() => expect(live.server.publish('a', '')).toBe(0));
    }
    expect(live.connections.map(({ ends }) => ends.length)).toEqual(Array(1_000).fill(1));
    await eventually(() => expect(openFiles()).toBeLessThanOrEqual(before));
  });

  it('stay open when the server stops listening, which takes no new ones; its end cuts them', async () => {
    await start();
    const { socket, connection, closed } = await live.connect();
    live.server.stopListening();
    await expect(live.connect()).rejects.toThrow(/ECONNREFUSED|503/);
    socket.send('still here');
    await eventually(() => expect(connection.frames).toEqual(['still here']));
    await live.server.close();
    expect((await closed).code).toBe(1006);
    await eventually(() => expect(connection.ends).toEqual([{ code: 1006, cause: undefined }]));
  });
});

describe.each(SERVERS)('the port of %s', (_, open) => {
  it('is not shared with another process: the error names the variable to set', async () => {
    const live = await SocketScenario.start(open);
    const second = SocketScenario.start(open, { port: live.port });
    await expect(second).rejects.toThrow(PortTaken);
    await expect(second).rejects.toThrow('GATEWAY_PORT');
    await live.stop();
  });
});

function openFiles(): number {
  const folder = '/proc/self/fd';
  return existsSync(folder) ? readdirSync(folder).length : 0;
}
