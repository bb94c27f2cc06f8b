import { accessOf, httpHandlersOf, LIMIT_NAMES, limitOf, LiveConfig, type LimitName } from '@yipii/platform';
import { GATEWAY_PROOF_HEADER, gatewayProof } from '@yipii/protocol';
import type { SeededAccount } from '@yipii/persistence';
import { API_CONTROLLERS, PAGE_CONTROLLERS } from '../api.module';
import { ApiUnderTest, basic, bearer, clientCredentials, type Answer } from '../api.testing';

const NEIGHBOUR = { 'x-forwarded-for': '10.198.51.7' };
/** Every limit is 3. */
const LIMITS = {
  API_REQUESTS_PER_MINUTE: '3',
  API_CHANNEL_AUTHS_PER_MINUTE: '3',
  API_TOKENS_PER_MINUTE: '3',
  API_FAILED_AUTHENTICATIONS_PER_MINUTE: '3',
  API_PUBLIC_REQUESTS_PER_MINUTE: '3',
  API_TILES_PER_MINUTE: '3',
  TRUSTED_PROXIES: 'loopback',
};

describe('the limits of the API', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let addresses = 0;

  beforeAll(async () => {
    api = await ApiUnderTest.start(LIMITS);
    alpha = await api.seed('alpha', 1);
  });
  afterAll(() => api.stop());

  /** An address that has asked for nothing yet. */
  const anAddress = () => ({ 'x-forwarded-for': `10.203.113.${++addresses}` });
  const aToken = () => api.tokenFor(alpha);

  async function statuses(count: number, send: () => Promise<Answer>): Promise<number[]> {
    const found: number[] = [];
    for (let i = 0; i < count; i++) found.push((await send()).status);
    return found;
  }

  function expectRefusal(answer: Answer): void {
    const seconds = Number(answer.headers.get('retry-after'));
    expect(answer).toMatchObject({
      status: 429,
      body: { code: 'TOO_MANY_REQUESTS', status: 429, retry_after: seconds },
    });
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer.headers.get('x-ratelimit-limit')).toBe('3');
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('0');
    const resetIn = Number(answer.headers.get('x-ratelimit-reset')) - Date.now() / 1_000;
    expect(resetIn).toBeGreaterThan(50);
    expect(resetIn).toBeLessThanOrEqual(61);
  }

  it('are declared on handlers: each falls under one, of its credential or its address unless it says otherwise', () => {
    const handlers = [...API_CONTROLLERS, ...PAGE_CONTROLLERS].flatMap(httpHandlersOf);
    const under = (name: LimitName) => handlers.filter(({ handler }) => limitOf(handler) === name);
    const routes = (name: LimitName) => under(name).map(({ verb, path }) => `${verb} ${path}`);
    expect(LIMIT_NAMES.flatMap(routes)).toHaveLength(handlers.length);
    expect(routes('token')).toEqual(['post /oauth/token']);
    expect(routes('tile')).toEqual(['get /tiles/:z/:x/:file']);
    for (const route of routes('channel_auth')) expect(route).toMatch('/broadcasting/auth');
    expect(routes('channel_auth')).toContain('post /broadcasting/auth');
    const isPublic = ({ handler }: { handler: object }) => accessOf(handler)?.kind === 'public';
    expect([under('public').every(isPublic), under('fleet').some(isPublic)]).toEqual([true, false]);
  });

  it('tell on every answer what is left, and refuse what is too much', async () => {
    const token = await aToken();
    for (const remaining of ['2', '1', '0']) {
      const { status, headers } = await api.get('/api/alpha/asset', token);
      expect([status, headers.get('x-ratelimit-limit')]).toEqual([200, '3']);
      expect(headers.get('x-ratelimit-remaining')).toBe(remaining);
    }
    const refused = await api.get('/api/alpha/asset', token);
    expectRefusal(refused);
    expect(refused.headers.get('access-control-expose-headers')).toMatch('X-RateLimit-Remaining');
    expectRefusal(await api.get('/api/alpha/location', token));
  });

  it('count the requests of each credential for itself, refused ones included', async () => {
    const [busy, other] = [await aToken(), await aToken()];
    expect(await statuses(4, () => api.get('/api/beta/asset', busy))).toEqual([404, 404, 404, 429]);
    expect((await api.get('/api/alpha/asset', other)).status).toBe(200);
    const body = { socket_id: '1.2', channel_name: 'private-account.alpha' };
    const authorize = () => api.json('/broadcasting/auth', body, bearer(busy));
    expect(await statuses(4, authorize)).toEqual([200, 200, 200, 429]);
  });

  it('count token requests by client and address', async () => {
    const [client, other] = [await api.createClient(alpha), await api.createClient(alpha)];
    const here = anAddress();
    const inForm = () => api.form('/oauth/token', clientCredentials(client), here);
    expect(await statuses(3, inForm)).toEqual([200, 200, 200]);
    expectRefusal(await inForm());
    const form = { grant_type: 'client_credentials' };
    expectRefusal(await api.form('/oauth/token', form, { ...here, ...basic(client) }));
    expect((await api.form('/oauth/token', clientCredentials(other), here)).status).toBe(200);
    expect((await api.form('/oauth/token', clientCredentials(client), anAddress())).status).toBe(200);
  });

  it('count failed authentications of any kind by address, and hit no valid credential', async () => {
    const here = anAddress();
    const [client, token] = [await api.createClient(alpha), await aToken()];
    const wrong = { ...clientCredentials(client), client_secret: 'wrong' };
    const attempts = [
      () => api.call('GET', '/api/user', { headers: { ...here, ...bearer('wrong') } }),
      () => api.json('/broadcasting/auth', {}, { ...here, ...bearer('wrong') }),
      () => api.form('/oauth/token', wrong, here),
    ];
    for (const attempt of attempts) expect((await attempt()).status).toBe(401);
    for (const attempt of attempts) expectRefusal(await attempt());
    expect((await api.call('GET', '/api/user', { headers: { ...here, ...bearer(token) } })).status).toBe(200);
    const next = { ...NEIGHBOUR, ...bearer('wrong') };
    expect((await api.call('GET', '/api/user', { headers: next })).status).toBe(401);
  });

  it('count the tiles of a map for themselves, by address', async () => {
    const here = anAddress();
    const tile = () => api.call('GET', '/tiles/0/0/0.png', { headers: here });
    expect(await statuses(3, tile)).toEqual([404, 404, 404]);
    expectRefusal(await tile());
    expect((await api.call('GET', '/.well-known/jwks.json', { headers: here })).status).toBe(200);
    expect((await api.call('GET', '/tiles/0/0/0.png', { headers: anAddress() })).status).toBe(404);
  });

  it('do not count against a gateway what its clients have shown to it', async () => {
    const here = anAddress();
    const { appKey, grantKeys } = api.part(LiveConfig);
    const ask = (socketId: string, proof: string) =>
      api.json(
        '/broadcasting/auth/connection',
        { socket_id: socketId },
        { ...here, ...bearer('wrong'), [GATEWAY_PROOF_HEADER]: proof },
      );
    const proof = gatewayProof(appKey, grantKeys[0] ?? '', '1.2', Date.now());
    expect(await statuses(5, () => ask('1.2', proof))).toEqual([401, 401, 401, 401, 401]);
    // Of another connection, or made up, it is none.
    expect(await statuses(3, () => ask('1.3', proof))).toEqual([401, 401, 401]);
    expectRefusal(await ask('1.2', `${appKey}:${'0'.repeat(64)}.e30`));
  });

  it('take a /64 of IPv6 for one address', async () => {
    const from = (address: string) =>
      api.call('GET', '/.well-known/jwks.json', {
        headers: { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' },
      });
    for (const host of ['1', '2', '3']) expect((await from(`2001:db8:1:2::${host}`)).status).toBe(200);
    expectRefusal(await from('2001:db8:1:2:ffff::1'));
    expect((await from('2001:db8:1:3::1')).status).toBe(200);
  });

  it('are off where they are 0', async () => {
    const { base } = await api.startReplica();
    const token = await aToken();
    expect(new Set(await statuses(8, () => api.get('/api/alpha/asset', token, base)))).toEqual(
      new Set([200]),
    );
    const { headers } = await api.get('/api/user', 'wrong', base);
    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });
});
