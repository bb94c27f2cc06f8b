import type { SeededAccount } from '@yipii/persistence';
import { newTrace } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ApiUnderTest, basic, clientCredentials, type Credentials } from '../api.testing';

const TEXT = expect.any(String) as string;

describe('OAuth2', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let client: Credentials;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    account = await api.seed('alpha', 1);
    client = await api.createClient(account);
  });
  afterAll(() => api.stop());

  const requestToken = (fields: object = {}, headers = {}) =>
    api.form('/oauth/token', { ...clientCredentials(client), ...fields }, headers);

  const expireAt = (of: Credentials, sql: string) =>
    api.pool.query(`UPDATE oauth_client SET expires_at = ${sql} WHERE id = $1`, [of.clientId]);

  describe('POST /oauth/token', () => {
    it('issues a token with all of the client’s scopes, not to be cached', async () => {
      const { status, headers, body } = await requestToken();
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toEqual({
        access_token: TEXT,
        token_type: 'Bearer',
        expires_in: 31_536_000,
        scope: 'positions:read fleet:read',
      });
    });

    it('issues JWTs that others can verify and read', async () => {
      const { access_token: token } = (await requestToken()).body;
      const { keys } = (await api.call('GET', '/.well-known/jwks.json')).body;
      expect(keys).toEqual([{ kty: 'OKP', crv: 'Ed25519', x: TEXT, kid: TEXT, alg: 'EdDSA', use: 'sig' }]);
      expect(decodeProtectedHeader(token)).toEqual({ typ: 'at+jwt', alg: 'EdDSA', kid: keys[0]?.kid });
      const { iat = 0, ...claims } = decodeJwt(token);
      expect(claims).toEqual({
        iss: 'http://localhost:8080',
        aud: 'http://localhost:8080/api',
        sub: client.clientId,
        account: 'alpha',
        scope: 'positions:read fleet:read',
        client_version: 1,
        jti: TEXT,
        exp: iat + 31_536_000,
      });
      const { body } = await api.call('GET', '/.well-known/oauth-authorization-server');
      expect(body).toMatchObject({ jwks_uri: 'http://localhost:8080/.well-known/jwks.json' });
    });

    it('takes HTTP Basic as well', async () => {
      const answer = await api.form('/oauth/token', { grant_type: 'client_credentials' }, basic(client));
      expect(answer.status).toBe(200);
    });

    it('narrows the scope on request and refuses more than the client has', async () => {
      expect((await requestToken({ scope: 'fleet:read' })).body.scope).toBe('fleet:read');
      const wide = await requestToken({ scope: 'fleet:read fleet:write' });
      expect(wide).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    });

    it('treats an empty scope as none', async () => {
      expect((await requestToken({ scope: '' })).body.scope).toBe('positions:read fleet:read');
    });

    it.each([
      ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
      ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
      ['no secret', { client_secret: '' }, 401, 'invalid_client'],
      ['no grant type', { grant_type: '' }, 400, 'invalid_request'],
      ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
      ['an unknown grant', { grant_type: 'sesame' }, 400, 'unsupported_grant_type'],
    ])('refuses %s in OAuth’s words', async (_what, fields, status, error) => {
      const answer = await requestToken(fields);
      expect(answer).toMatchObject({ status, body: { error, error_description: TEXT } });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="yipii"' : null);
    });

    it('refuses a JSON body, a repeated parameter, and two ways to authenticate', async () => {
      const invalid = { status: 400, body: { error: 'invalid_request' } };
      expect(await api.json('/oauth/token', clientCredentials(client))).toMatchObject(invalid);
      const twice = new URLSearchParams([...Object.entries(clientCredentials(client)), ['client_id', 'x']]);
      expect(await api.call('POST', '/oauth/token', { body: twice })).toMatchObject(invalid);
      expect(await requestToken({}, basic(client))).toMatchObject(invalid);
    });

    it('takes a client_id beside HTTP Basic only if it is the same client', async () => {
      const form = { grant_type: 'client_credentials', client_id: client.clientId };
      expect((await api.form('/oauth/token', form, basic(client))).status).toBe(200);
      const other = await api.createClient(account);
      const foreign = await api.form('/oauth/token', { ...form, client_id: other.clientId }, basic(client));
      expect(foreign).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });

    it('refuses an expired client and lets no token outlive its client', async () => {
      const brief = await api.createClient(account);
      await expireAt(brief, `now() + interval '60 s'`);
      const { expires_in: seconds } = (await requestToken(clientCredentials(brief))).body;
      expect(seconds).toBeGreaterThan(50);
      expect(seconds).toBeLessThanOrEqual(60);
      await expireAt(brief, `now() - interval '1 s'`);
      expect((await requestToken(clientCredentials(brief))).body.error).toBe('invalid_client');
    });
  });

  describe('POST /oauth/revoke', () => {
    const statusOf = async (token: string, base?: string) => (await api.get('/api/user', token, base)).status;

    it('revokes a token here and on other replicas at once, also on those that start later', async () => {
      const [token, doomed] = [await api.token(client), await api.token(client)];
      const { base: other } = await api.startReplica();
      expect(await statusOf(doomed, other)).toBe(200);
      const traceparent = newTrace();
      const headers = { ...basic(client), traceparent };
      expect((await api.form('/oauth/revoke', { token: doomed }, headers)).status).toBe(200);

      expect(await statusOf(doomed)).toBe(401);
      await eventually(async () => expect(await statusOf(doomed, other)).toBe(401), { timeoutMs: 1_000 });
      const { base: later } = await api.startReplica();
      expect(await statusOf(doomed, later)).toBe(401);
      expect(await statusOf(token, later)).toBe(200);

      const { jti } = decodeJwt(doomed);
      expect(api.log.written.filter(({ subject }) => subject === jti)).toMatchObject([
        { topic: 'access.revoked.v1', traceparent, event: { kind: 'token', id: jti } },
      ]);
    });

    it('revokes a token at once here, and elsewhere when the log is back', async () => {
      const { base: other } = await api.startReplica();
      const doomed = await api.token(client);
      api.log.isAway = true;
      expect((await api.form('/oauth/revoke', { token: doomed }, basic(client))).status).toBe(200);
      expect(await statusOf(doomed)).toBe(401);
      expect(await statusOf(doomed, other)).toBe(200);
      api.log.isAway = false;
      await eventually(async () => expect(await statusOf(doomed, other)).toBe(401), { timeoutMs: 2_000 });
    });

    it('returns 200 for an unknown token and for one that is revoked already', async () => {
      const doomed = await api.token(client);
      for (const token of [doomed, doomed, 'nonsense']) {
        expect((await api.form('/oauth/revoke', { token }, basic(client))).status).toBe(200);
      }
    });

    it('refuses a token of another client, which stays valid', async () => {
      const token = await api.token(client);
      const other = await api.createClient(account);
      const answer = await api.form('/oauth/revoke', { token }, basic(other));
      expect(answer).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } });
      expect(await statusOf(token)).toBe(200);
    });

    it('refuses an unauthenticated client, and a request without a token', async () => {
      const stranger = await api.form('/oauth/revoke', { token: 'x', client_id: 'x', client_secret: 'y' });
      expect(stranger).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
      const nothing = await api.form('/oauth/revoke', {}, basic(client));
      expect(nothing).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });
  });
});
