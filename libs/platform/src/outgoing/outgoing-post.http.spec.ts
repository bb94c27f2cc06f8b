import type { LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { eventually } from '@yipii/testing';
import { HttpOutgoingPost } from './outgoing-post.http';
import { DestinationRefused, NoAnswer } from './outgoing-post.ports';
import type { OutgoingConfig } from './outgoing.config';

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

const DEVELOPMENT: OutgoingConfig = { mode: 'development' };
const PRODUCTION: OutgoingConfig = { mode: 'production' };

/** Answers with these addresses, one list after the other, then the last for ever; counts the questions. */
function aResolver(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve: ConstructorParameters<typeof HttpOutgoingPost>[1] = (hostname, _options, callback) => {
    asked.push(hostname);
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    const addresses = answer.map((address): LookupAddress => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    setImmediate(() => callback(null, addresses));
  };
  return { resolve, asked };
}

describe('an outgoing POST', () => {
  let server: Server;
  let port: number;
  let respond: Respond;
  const received: { headers: Record<string, string>; body: string; path: string; host: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        const host = request.socket.localAddress ?? '';
        received.push({ headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '', host });
        respond(response, request);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => {
    received.length = 0;
    respond = (response) => response.end();
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  const answer = (path = '/', sut = new HttpOutgoingPost(DEVELOPMENT)) =>
    sut.post({ url: `http://127.0.0.1:${port}${path}`, headers: {}, body: '{}' });
  const post = async (path?: string, sut?: HttpOutgoingPost): Promise<number> =>
    (await answer(path, sut)).status;

  it('arrives with its headers and exactly its bytes', async () => {
    const sut = new HttpOutgoingPost(DEVELOPMENT);
    const url = `http://127.0.0.1:${port}/hook?tenant=1`;
    const body = 'naïve ☃ \u{1f30d} "quoted"';
    expect(await sut.post({ url, headers: { 'x-signature': 'abc' }, body })).toMatchObject({ status: 200 });
    expect(received).toMatchObject([{ path: '/hook?tenant=1', headers: { 'x-signature': 'abc' }, body }]);
  });

  it('tells when it may be sent again', async () => {
    respond = (response) => response.writeHead(429, { 'retry-after': '120' }).end();
    expect(await answer()).toEqual({ status: 429, retryAfter: '120' });
    respond = (response) => response.end();
    expect(await answer()).toEqual({ status: 200, retryAfter: null });
  });

  it('does not follow redirects', async () => {
    respond = (response) => response.writeHead(307, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
    expect(await post('/moved')).toBe(307);
    expect(received.map(({ path }) => path)).toEqual(['/moved']);
  });

  it('does not wait for the end of an endless answer', async () => {
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

  it('keeps its connection when the answer is short', async () => {
    const ports = new Set<number | undefined>();
    respond = (response, request) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    };
    const sut = new HttpOutgoingPost(DEVELOPMENT);
    for (let n = 0; n < 3; n++) {
      expect(await post('/', sut)).toBe(200);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(ports.size).toBe(1);
  });

  it('gives up an attempt that is not answered in time', async () => {
    respond = () => undefined;
    const sut = new HttpOutgoingPost(DEVELOPMENT, undefined, 50);
    await expect(post('/', sut)).rejects.toThrow(new NoAnswer('no answer in time'));
  });

  it('uses the status of an answer whose body does not end in time', async () => {
    respond = (response) => response.writeHead(202).write('…');
    expect(await post('/', new HttpOutgoingPost(DEVELOPMENT, undefined, 200))).toBe(202);
  });

  it('reports why there is no answer, without the address', async () => {
    respond = (response) => response.destroy();
    await expect(post()).rejects.toThrow(new NoAnswer('ECONNRESET'));
    const nowhere = { url: 'http://127.0.0.1:1/secret', headers: {}, body: '' };
    await expect(new HttpOutgoingPost(DEVELOPMENT).post(nowhere)).rejects.toThrow(
      new NoAnswer('ECONNREFUSED'),
    );
  });

  it('treats an upgrade as no answer', async () => {
    respond = (response) =>
      response.socket?.end('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
    await expect(post()).rejects.toThrow(NoAnswer);
  });

  it('cuts off endless headers', async () => {
    respond = (response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      for (let n = 0; n < 100; n++) response.socket?.write(`x-${n}: ${'x'.repeat(1_000)}\r\n`);
    };
    await expect(post()).rejects.toThrow(new NoAnswer('HPE_HEADER_OVERFLOW'));
  });

  describe('reaches allowed destinations only', () => {
    const url = (host: string, path = '/'): string => `http://${host}:${port}${path}`;
    const refusal = async (target: string, config = PRODUCTION, resolver = aResolver([])): Promise<unknown> =>
      new HttpOutgoingPost(config, resolver.resolve)
        .post({ url: target, headers: {}, body: '' })
        .then(({ status }) => status)
        .catch((error: unknown) => error);

    it.each([
      url('127.0.0.1'),
      url('127.1'),
      url('0x7f.0.0.1'),
      url('0177.0.0.1'),
      url('2130706433'),
      url('0'),
      url('[::1]'),
      url('[::ffff:127.0.0.1]'),
      url('[::ffff:7f00:1]'),
      url('[::]'),
      url('１２７.0.0.1'),
      'http://169.254.169.254/latest/meta-data/',
      'https://[fd00:ec2::254]/',
      'https://[64:ff9b::169.254.169.254]/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'https://user:password@example.com/',
      'https://',
      '',
    ])('not by this URL: %s', async (target) => {
      expect(await refusal(target)).toBeInstanceOf(DestinationRefused);
      expect(received).toEqual([]);
    });

    it.each([
      [['127.0.0.1']],
      [['10.0.0.1', '192.168.0.1']],
      [['169.254.169.254']],
      [['::1', '127.0.0.1']],
      [['::ffff:127.0.0.1']],
      [['64:ff9b::7f00:1']],
      [['fe80::1%lo']],
      [[]],
    ])('not by a name that resolves to %s', async (addresses) => {
      for (const target of [url('hook.example.com'), `https://hook.example.com:${port}/`])
        expect(await refusal(target, PRODUCTION, aResolver(addresses))).toBeInstanceOf(DestinationRefused);
      expect(received).toEqual([]);
    });

    it('over plain HTTP in production only to a listed network', async () => {
      const refused = await refusal('http://hook.example.com/', PRODUCTION, aResolver(['8.8.8.8']));
      expect(refused).toEqual(new DestinationRefused('HTTPS is required'));
      const listed = { mode: 'production', networks: ['127.0.0.0/8'] };
      expect(await refusal(url('hook.example.com'), listed, aResolver(['127.0.0.1']))).toBe(200);
    });

    const onlyTwo = { mode: 'production', networks: ['127.0.0.2/32'] };

    it('connects to the address that was checked, though the name answers differently later', async () => {
      const rebinding = aResolver(['127.0.0.2'], ['127.0.0.1']);
      expect(await refusal(url('hook.example.com'), onlyTwo, rebinding)).toBe(200);
      expect(rebinding.asked).toEqual(['hook.example.com']);
      expect(received.map(({ host }) => host)).toEqual(['127.0.0.2']);
      const next = await refusal(url('hook.example.com'), onlyTwo, aResolver(['127.0.0.1'], ['127.0.0.2']));
      expect(next).toBeInstanceOf(DestinationRefused);
      expect(received).toHaveLength(1);
    });

    it('checks anew for each connection', async () => {
      const rebinding = aResolver(['127.0.0.2'], ['127.0.0.1']);
      const sut = new HttpOutgoingPost(onlyTwo, rebinding.resolve);
      const request = { url: url('hook.example.com'), headers: { connection: 'close' }, body: '' };
      expect(await sut.post(request)).toMatchObject({ status: 200 });
      await expect(sut.post(request)).rejects.toThrow(DestinationRefused);
    });

    it('skips forbidden addresses among several', async () => {
      const mixed = aResolver(['127.0.0.1', '127.0.0.2']);
      expect(await refusal(url('hook.example.com'), onlyTwo, mixed)).toBe(200);
      expect(received.map(({ host }) => host)).toEqual(['127.0.0.2']);
    });

    it('is refused with a body beyond 1 MiB', async () => {
      const body = 'x'.repeat(1024 * 1024 + 1);
      const sut = new HttpOutgoingPost(DEVELOPMENT);
      await expect(sut.post({ url: url('127.0.0.1'), headers: {}, body })).rejects.toThrow(
        DestinationRefused,
      );
    });
  });

  it('asks for the name over TLS at the address that was checked', async () => {
    let greet: (hello: Buffer) => void = () => undefined;
    const hello = new Promise<Buffer>((resolve) => (greet = resolve));
    const tls = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        greet(data);
        socket.destroy();
      });
    });
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const sut = new HttpOutgoingPost(DEVELOPMENT, aResolver(['127.0.0.1']).resolve);
    const url = `https://hook.example.com:${(tls.address() as AddressInfo).port}/`;
    await expect(sut.post({ url, headers: {}, body: '' })).rejects.toThrow(NoAnswer);
    expect((await hello).toString('latin1')).toContain('hook.example.com');
    await new Promise((resolve) => tls.close(resolve));
  });
});
