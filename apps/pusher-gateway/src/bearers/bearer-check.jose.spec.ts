import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '@yipii/testing';
import {
  SignJWT,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  type KeyLike,
} from 'jose';
import { JwksBearerCheck } from './bearer-check.jose';

const PUBLIC_URL = 'https://api.example';
const clock = new FakeClock();

describe('the bearer token of an upgrade', () => {
  const revoked = new Set<string>();
  let key: { privateKey: KeyLike; publicKey: KeyLike };
  let server: Server;
  let status = 200;
  let fetched = 0;
  let port = 0;

  beforeAll(async () => {
    key = await generateKeyPair('EdDSA');
    const jwk = { ...(await exportJWK(key.publicKey)), kid: 'one', alg: 'EdDSA', use: 'sig' };
    server = createServer((_, response) => {
      fetched++;
      response.writeHead(status).end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    [status, fetched] = [200, 0];
    revoked.clear();
  });

  function aCheck(atPort = port): JwksBearerCheck {
    const jwksUrl = `http://127.0.0.1:${atPort}/.well-known/jwks.json`;
    return new JwksBearerCheck({ jwksUrl, publicUrl: PUBLIC_URL, now: () => clock.now() }, revoked);
  }

  function aToken(
    claims: JWTPayload = {},
    header: Partial<JWTHeaderParameters> = {},
    signedBy: KeyLike | Uint8Array = key.privateKey,
  ): Promise<string> {
    const iat = Math.floor(clock.now() / 1_000);
    const good = { iss: PUBLIC_URL, aud: `${PUBLIC_URL}/api`, sub: 'c', jti: 't', iat, exp: iat + 60 };
    return new SignJWT({ ...good, account: 'acme', scope: 'positions:read', ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'one', typ: 'at+jwt', ...header })
      .sign(signedBy);
  }

  it('is good where the API signed it, and tells what ends it; the keys are fetched once', async () => {
    const check = aCheck();
    const verdict = { kind: 'good', ids: ['token:t', 'client:c'], expiresAt: clock.now() + 60_000 };
    for (let i = 0; i < 3; i++) expect(await check.run(await aToken())).toEqual(verdict);
    expect(fetched).toBe(1);
  });

  it.each<[string, JWTPayload, Partial<JWTHeaderParameters>]>([
    ['of another issuer', { iss: 'https://other.example' }, {}],
    ['for another audience', { aud: 'https://api.example/other' }, {}],
    ['that has expired', { exp: Math.floor(clock.now() / 1_000) - 1 }, {}],
    ['without an end', { exp: undefined }, {}],
    ['without an account', { account: undefined }, {}],
    ['of another type', {}, { typ: 'JWT' }],
    ['of an unknown key', {}, { kid: 'two' }],
    ['that names no key', {}, { kid: undefined }],
    ['that was revoked', { jti: 'revoked' }, {}],
    ['of a client that was deleted', { sub: 'deleted' }, {}],
  ])('%s is bad', async (_, claims, header) => {
    revoked.add('token:revoked').add('client:deleted');
    expect(await aCheck().run(await aToken(claims, header))).toEqual({ kind: 'bad' });
  });

  it('that somebody else signed is bad, whatever keys its header offers', async () => {
    const other = await generateKeyPair('EdDSA');
    const jwk = await exportJWK(other.publicKey);
    const jku = 'https://evil.example/jwks.json';
    expect(await aCheck().run(await aToken({}, { jwk, jku }, other.privateKey))).toEqual({ kind: 'bad' });
    const secret = Buffer.from((await exportJWK(key.publicKey)).x ?? '', 'base64url');
    expect(await aCheck().run(await aToken({}, { alg: 'HS256' }, secret))).toEqual({ kind: 'bad' });
    const [, claims = ''] = (await aToken()).split('.');
    const none = Buffer.from('{"alg":"none","kid":"one","typ":"at+jwt"}').toString('base64url');
    expect(await aCheck().run(`${none}.${claims}.`)).toEqual({ kind: 'bad' });
    expect(await aCheck().run('a.b.c')).toEqual({ kind: 'bad' });
  });

  it('can’t be checked while the API is unavailable, and is checked as soon as it is back', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port: free } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await aCheck(free).run(await aToken())).toEqual({ kind: 'unknown' });

    const check = aCheck();
    for (const away of [403, 500]) {
      status = away;
      expect(await check.run(await aToken())).toEqual({ kind: 'unknown' });
    }
    status = 200;
    expect(await check.run(await aToken())).toMatchObject({ kind: 'good' });
  });
});
