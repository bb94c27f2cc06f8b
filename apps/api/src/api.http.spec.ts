import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { PortTaken } from '@yipii/platform';
import { ApiUnderTest, bearer } from './api.testing';

describe('the HTTP edge', () => {
  let api: ApiUnderTest;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    token = await api.tokenFor(await api.seed('alpha', 1));
  });
  afterAll(() => api.stop());

  it('refuses requests that are malformed, too long or for unknown paths with a problem', async () => {
    const headers = { ...bearer(token), 'content-type': 'application/json' };
    const post = (body: string) => api.call('POST', '/broadcasting/auth', { body, headers });
    const problems = [
      [await post('{"socket_id":'), 400, 'MALFORMED_REQUEST'],
      [await post(`"${'x'.repeat(300_000)}"`), 413, 'PAYLOAD_TOO_LARGE'],
      [await api.get('/api/alpha/asset/%E0%A4%A', token), 400, 'MALFORMED_REQUEST'],
      [await api.get('/api/alpha/nothing', token), 404, 'NOT_FOUND'],
      [await api.get('/nothing', token), 404, 'NOT_FOUND'],
    ] as const;
    for (const [answer, status, code] of problems) {
      expect(answer).toMatchObject({ status, body: { status, code, type: 'about:blank' } });
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('returns the caller’s trace id or a new one, and no internals', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    expect((await api.call('GET', '/api/user', { headers })).body.trace_id).toBe(traceId);
    const answer = await api.call('GET', '/api/user');
    expect(answer.body.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(answer.body)).not.toMatch(/\.ts|node_modules/);
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('allows any origin where bearer tokens are used, without credentials, on refusals too', async () => {
    const origin = { origin: 'https://dashboard.example' };
    for (const headers of [origin, { ...origin, ...bearer(token) }]) {
      const answer = await api.call('GET', '/api/user', { headers });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('allows no other origin to read what hands out a credential, nor pages', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    for (const path of [
      '/oauth/token',
      '/oauth/revoke',
      '/.well-known/jwks.json',
      '/docs/openapi.json',
      '/',
    ]) {
      for (const method of ['OPTIONS', 'GET', 'POST']) {
        const answer = await api.call(method, path, { headers });
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      }
    }
  });

  it('answers preflights without a token and lets them be cached', async () => {
    const { status, headers } = await api.call('OPTIONS', '/broadcasting/auth', {
      headers: {
        origin: 'https://dashboard.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-max-age')).toBe('86400');
    expect(headers.get('access-control-allow-headers')?.split(',').sort()).toEqual([
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'X-CSRF-Token',
      'X-Requested-With',
      'X-Socket-Id',
      'X-Tracking-Session',
    ]);
  });

  it('serves the documentation under a policy without foreign scripts', async () => {
    const { status, headers, body } = await api.call('GET', '/docs/api');
    expect(status).toBe(200);
    expect(body).toMatch('swagger-ui-bundle.js');
    const policy = headers.get('content-security-policy');
    expect(policy).toMatch("default-src 'self'");
    expect(policy).toMatch("object-src 'none'; base-uri 'none'");
    expect((await api.call('GET', '/docs/api/swagger-ui-bundle.js')).status).toBe(200);
  });

  it('refuses plain HTTP where TLS is required, but redirects pages to the public address', async () => {
    const env = { API_REQUIRE_TLS: 'on', TRUSTED_PROXIES: 'loopback', PUBLIC_URL: 'https://api.example' };
    const { base } = await api.startReplica(env);
    const plain = await api.get('/api/user', token, base);
    expect(plain).toMatchObject({ status: 403, body: { code: 'TLS_REQUIRED' } });
    const page = await api.call('GET', '/docs/api?x=1', {}, base);
    expect(page.status).toBe(308);
    expect(page.headers.get('location')).toBe('https://api.example/docs/api?x=1');
    const headers = { 'x-forwarded-proto': 'https' };
    const secure = await api.call('GET', '/.well-known/jwks.json', { headers }, base);
    expect(secure.status).toBe(200);
    expect(secure.headers.get('strict-transport-security')).toMatch('max-age=');
  });

  it('ignores X-Forwarded-Proto of an untrusted client', async () => {
    const { base } = await api.startReplica({ API_REQUIRE_TLS: 'on' });
    const headers = { 'x-forwarded-proto': 'https' };
    expect((await api.call('GET', '/.well-known/jwks.json', { headers }, base)).status).toBe(403);
  });

  it('names the setting of a port that is taken', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(api.startReplica({ API_PORT: String(port) })).rejects.toThrow(
      new PortTaken(port, 'API_PORT'),
    );
    other.close();
  });
});
