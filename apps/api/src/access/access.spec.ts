import { createPrivateKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { accessOf, httpHandlersOf } from '@yipii/platform';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { API_CONTROLLERS, PAGE_CONTROLLERS } from '../api.module';
import { ApiUnderTest, READ_SCOPES, type Credentials } from '../api.testing';

describe('access tokens', () => {
  let api: ApiUnderTest;
  let client: Credentials;
  let token: string;
  let ownKey: KeyObject;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    client = await api.createClient(await api.seed('alpha', 1));
    token = await api.token(client);
    ownKey = createPrivateKey(api.signingKey);
  });
  afterAll(() => api.stop());

  /** A token like ours but for some claims. */
  const signed = (claims: object, key = ownKey, header: object = {}): Promise<string> =>
    new SignJWT({ ...decodeJwt(token), jti: randomUUID(), ...claims })
      .setProtectedHeader({
        alg: 'EdDSA',
        typ: 'at+jwt',
        kid: decodeProtectedHeader(token).kid ?? '',
        ...header,
      })
      .sign(key);

  it('tell who is calling', async () => {
    const { body } = await api.get('/api/user', token);
    expect(body.data).toEqual({
      type: 'client',
      id: client.clientId,
      accounts: [{ key: 'alpha', name: 'ALPHA' }],
      scopes: READ_SCOPES,
      asset_ids: null,
      expires_at: new Date((decodeJwt(token).exp ?? 0) * 1000).toISOString(),
      user: null,
    });
  });

  it('are required', async () => {
    for (const authorization of [undefined, 'Basic abc', 'Bearer ', 'Bearer a b']) {
      const answer = await api.call('GET', '/api/user', { headers: authorization ? { authorization } : {} });
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="yipii"');
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    }
  });

  const foreignKey = generateKeyPairSync('ed25519').privateKey;
  const foreignJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });

  it.each<[string, () => string | Promise<string>]>([
    ['malformed', () => 'nonsense'],
    ['of another key', () => signed({}, foreignKey)],
    ['of a key that they bring themselves', () => signed({}, foreignKey, { jwk: foreignJwk })],
    ['of an unknown key', () => signed({}, ownKey, { kid: 'other' })],
    ['expired', () => signed({ exp: 1_700_000_000 })],
    ['for another audience', () => signed({ aud: 'https://elsewhere.example' })],
    ['of another issuer', () => signed({ iss: 'https://elsewhere.example' })],
    ['of another type', () => signed({}, ownKey, { typ: 'jwt' })],
    ['without an id', () => signed({ jti: undefined })],
    ['without an end', () => signed({ exp: undefined })],
    ['of an unknown account', () => signed({ account: 'nobody' })],
    ['unsigned', () => `${token.split('.').slice(0, 2).join('.')}.`],
    ['altered', () => token.replace(/\.e/, '.f')],
  ])('that are %s are refused', async (_what, make) => {
    const answer = await api.get('/api/user', await make());
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
    expect(answer.headers.get('www-authenticate')).toMatch('error="invalid_token"');
  });

  it.each([{ assets: '1' }, { assets: ['x'] }, { assets: null }, { scope: ['fleet:read'] }])(
    'with a claim of the wrong type are refused, not read as unrestricted: %j',
    async (claims) => {
      const answer = await api.get('/api/user', await signed(claims));
      expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
    },
  );

  it('are accepted when they are signed with our key by hand', async () => {
    expect((await api.get('/api/user', await signed({}))).status).toBe(200);
  });
});

describe('the routes of the API', () => {
  let api: ApiUnderTest;

  beforeAll(async () => (api = await ApiUnderTest.start()));
  afterAll(() => api.stop());

  it('all declare their access, except the documentation', () => {
    const declared = [...API_CONTROLLERS, ...PAGE_CONTROLLERS]
      .flatMap(httpHandlersOf)
      .filter(({ handler }) => accessOf(handler))
      .map(({ verb, path }) => `${verb} ${path}`);
    const undeclared = api.routes().filter((route) => !declared.includes(route));
    expect(undeclared.filter((route) => !/^get \/docs\//.test(route))).toEqual([]);
  });

  it('are closed without a token, except the public ones', async () => {
    const open: string[] = [];
    for (const route of api.routes()) {
      const [verb = '', path = ''] = route.split(' ');
      const { status } = await api.call(verb.toUpperCase(), path.replaceAll(/:\w+/g, '1'));
      if (status !== 401) open.push(route);
    }
    expect(open.filter((route) => !/^get \/docs\//.test(route)).sort()).toEqual(
      [
        // A device answers for itself there.
        'get /osmand',
        'post /osmand',
        'get /.well-known/jwks.json',
        'get /.well-known/oauth-authorization-server',
        'post /oauth/token',
        'get /api/auth/sso',
        'get /api/auth/sso/callback',
        'post /api/auth/accept-invitation',
        'post /api/auth/password-reset',
        'post /api/auth/password-reset/confirm',
        'post /api/auth/sign-in',
        'post /oauth/revoke',
        'get /t/:uuid',
        'get /embed/:brand/:uuid',
        'get /assets/:file',
        'get /tiles/:z/:x/:file',
      ].sort(),
    );
  });
});
