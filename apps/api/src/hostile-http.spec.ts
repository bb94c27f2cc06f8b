import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ApiUnderTest, bearer } from './api.testing';

/** What a client that writes bytes of its own gets until the server ends the connection. */
async function raw(base: string, bytes: string): Promise<string> {
  const socket = opened(base, bytes);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  await once(socket, 'close');
  return answer;
}

function opened(base: string, bytes: string): Socket {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(bytes);
  return socket;
}

function bodyOf(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
}

describe('HTTP that no browser would send', () => {
  let api: ApiUnderTest;
  let base: string;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    ({ base } = await api.startReplica({ HTTP_REQUEST_TIMEOUT_MS: '1000' }));
    token = await api.tokenFor(await api.seed('alpha', 1), ['positions:read', 'fleet:write']);
  });
  afterAll(() => api.stop());

  const post = 'POST /broadcasting/auth HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

  it.each([
    ['a body that never ends', () => `${post}Content-Length: 100\r\n\r\n{"socket_id":`],
    ['chunks that never end', () => `${post}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n`],
    ['headers that never end', () => `${post}X-More: `],
  ])('is told so and cut off: %s', async (_what, bytes) => {
    const answer = await raw(base, bytes());
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toMatch('Content-Type: application/problem+json');
    expect(answer).toMatch('X-Content-Type-Options: nosniff');
    expect(bodyOf(answer)).toMatchObject({ code: 'REQUEST_TIMEOUT', status: 408 });
  });

  it.each([
    ['what is no HTTP', '\x16\x03\x01\x02\x00\x01\x00', 400, 'MALFORMED_REQUEST'],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n', 400, 'MALFORMED_REQUEST'],
    ['two lengths', `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\n12`, 400, 'MALFORMED_REQUEST'],
    ['an unknown encoding', `${post}Transfer-Encoding: xchunked\r\n\r\n`, 400, 'MALFORMED_REQUEST'],
    ['20 KB of headers', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ])('gets a problem body: %s', async (_what, bytes, status, code) => {
    const answer = await raw(base, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(bodyOf(answer)).toMatchObject({ status, code });
  });

  it('may name a whole URL, whose host counts as little as the Host header', async () => {
    const close = 'Host: evil.example\r\nConnection: close\r\n';
    for (const target of [
      '/docs/api',
      '/docs/api/',
      '/docs/openapi.json',
      '/',
      '/nothing',
      '//evil.example/',
    ]) {
      const answer = await raw(base, `GET http://evil.example${target} HTTP/1.1\r\n${close}\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 (200|404) /);
      expect(answer).not.toMatch('evil');
    }
    const metadata = await raw(base, `GET /.well-known/oauth-authorization-server HTTP/1.1\r\n${close}\r\n`);
    expect(metadata).not.toMatch('evil');
    const { base: secure } = await api.startReplica({
      API_REQUIRE_TLS: 'on',
      PUBLIC_URL: 'https://api.example',
    });
    const redirected = await raw(secure, `GET http://evil.example/docs/api HTTP/1.1\r\n${close}\r\n`);
    expect(redirected).toMatch('Location: https://api.example/docs/api\r\n');
    expect(redirected).not.toMatch('evil');
  });

  it('has a body only of a type that is read', async () => {
    for (const type of ['text/plain', 'application/xml', 'image/png']) {
      const headers = { ...bearer(token), 'content-type': type };
      const answer = await api.call('POST', '/broadcasting/auth', { body: '{"socket_id":"1.2"}', headers });
      expect(answer).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    }
    const form = { body: new URLSearchParams({ name: 'Truck 7' }), headers: bearer(token) };
    expect(await api.call('POST', '/api/alpha/asset', form)).toMatchObject({
      status: 415,
      body: { detail: 'Send the body as application/json (Content-Type).' },
    });
    const empty = await api.call('POST', '/broadcasting/auth', { headers: bearer(token) });
    expect(empty).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });
});

describe('a person with a browser', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api.stop());

  const browse = (path: string) =>
    api.call('GET', path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });

  it('gets small pages without scripts at the root and where there is nothing', async () => {
    for (const [path, status] of [
      ['/', 200],
      ['/nothing', 404],
      ['/<script>', 404],
    ] as const) {
      const answer = await browse(path);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toMatch('text/html');
      expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*base-uri 'none'/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.body).not.toMatch(/script/);
    }
    const icon = await api.call('GET', '/favicon.ico');
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
  });

  it('gets problems from the API, as programs do everywhere', async () => {
    expect((await browse('/api/alpha/nothing')).headers.get('content-type')).toMatch('problem+json');
    expect(await api.call('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await api.call('GET', '/')).toMatchObject({
      status: 200,
      body: { openapi: '/docs/openapi.json' },
    });
  });

  it('may load, frame or run nothing that the API answers', async () => {
    const { headers } = await api.call('GET', '/api/user');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});
