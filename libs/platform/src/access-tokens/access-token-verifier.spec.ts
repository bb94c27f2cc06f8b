import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { FakeClock } from '@yipii/testing';
import { SignJWT, type JWTHeaderParameters, type JWK, type JWTPayload } from 'jose';
import { AccessTokenVerifier, ownIssuer, type TrustedIssuer } from './access-token-verifier';
import { KeysUnavailable, localKeys } from './token-keys';
import { VerifiedTokens } from './verified-tokens';

const PUBLIC_URL = 'https://api.example';
const clock = new FakeClock();

const aKey = () => generateKeyPairSync('ed25519');
const own = aKey();
const partners = aKey();

const partner: TrustedIssuer = {
  issuer: 'https://id.partner.example',
  audience: 'yipii',
  algorithms: ['EdDSA'],
  types: ['at+jwt'],
  requiredClaims: [],
  keys: localKeys([{ kid: 'one', alg: 'EdDSA', publicKey: partners.publicKey }]),
};

const ownKeys = localKeys([{ kid: 'one', alg: 'EdDSA', publicKey: own.publicKey }]);

describe('the verifier of access tokens', () => {
  const verifier = new AccessTokenVerifier([ownIssuer(PUBLIC_URL, ownKeys), partner], clock);

  function aToken(
    claims: JWTPayload = {},
    header: Partial<JWTHeaderParameters> = {},
    key: KeyObject = own.privateKey,
  ): Promise<string> {
    const iat = Math.floor(clock.now() / 1_000);
    const good = { iss: PUBLIC_URL, aud: `${PUBLIC_URL}/api`, sub: 'c', jti: 't', iat, exp: iat + 60 };
    return new SignJWT({ ...good, account: 'acme', scope: 'positions:read fleet:read', ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'one', typ: 'at+jwt', ...header })
      .sign(key);
  }

  it('returns the claims of a token', async () => {
    expect(await verifier.verify(await aToken({ assets: [4, 7] }))).toEqual({
      tokenId: 't',
      clientId: 'c',
      version: 1,
      accountKey: 'acme',
      scopes: ['positions:read', 'fleet:read'],
      assetIds: [4, 7],
      expiresAt: clock.now() + 60_000,
    });
    expect(await verifier.verify(await aToken())).toMatchObject({ assetIds: null });
    expect(await verifier.verify(await aToken({ scope: '', assets: [] }))).toMatchObject({
      scopes: [],
      assetIds: [],
    });
  });

  it.each<[JWTPayload]>([
    [{ assets: '1' }],
    [{ assets: ['x'] }],
    [{ assets: ['1'] }],
    [{ assets: [1.5] }],
    [{ assets: [0] }],
    [{ assets: { 0: 1 } }],
    [{ assets: null }],
    [{ assets: 1e300 }],
    [{ assets: [1e300] }],
    [{ client_version: '2' }],
    [{ client_version: 0 }],
    [{ scope: ['positions:read'] }],
    [{ scope: null }],
    [{ account: 7 }],
    [{ account: '' }],
    [{ sub: '' }],
    [{ jti: 7 as never }],
    [{ exp: undefined }],
    [{ aud: undefined }],
    [{ iat: undefined }],
  ])('finds a token with %j invalid, rather than reading less restriction into it', async (claims) => {
    expect(await verifier.verify(await aToken(claims))).toBeNull();
  });

  it('accepts keys of the token’s own issuer only', async () => {
    const claims = { iss: partner.issuer, aud: partner.audience };
    expect(await verifier.verify(await aToken(claims, {}, partners.privateKey))).not.toBeNull();
    expect(await verifier.verify(await aToken(claims))).toBeNull();
    expect(await verifier.verify(await aToken({}, {}, partners.privateKey))).toBeNull();
    expect(await verifier.verify(await aToken({ iss: 'https://other.example' }))).toBeNull();
    expect(await verifier.verify(await aToken({ iss: undefined }))).toBeNull();
  });

  it('ignores the keys that a token offers', async () => {
    const foreign = aKey();
    const offers = {
      jwk: foreign.publicKey.export({ format: 'jwk' }) as JWK,
      jku: 'https://evil.example/keys',
      x5u: 'https://evil.example/chain',
    };
    expect(await verifier.verify(await aToken({}, offers, foreign.privateKey))).toBeNull();
  });

  it.each<[string, Partial<JWTHeaderParameters>]>([
    ['of another type', { typ: 'JWT' }],
    ['without a type', { typ: undefined }],
    ['of an unknown key', { kid: 'two' }],
    ['that names no key', { kid: undefined }],
    ['with a critical extension', { crit: ['x'], x: 1 }],
  ])('refuses a token %s', async (_what, header) => {
    const token = aToken({}, header).then(
      (text) => verifier.verify(text),
      () => null,
    );
    expect(await token).toBeNull();
  });

  it.each(['', 'a', 'a.b.c', 'e30.e30.', '..', 'eyJhbGciOiJub25lIn0.e30.'])('refuses %p', async (text) => {
    expect(await verifier.verify(text)).toBeNull();
  });

  it('rejects if the keys can’t be read, which says nothing about the token', async () => {
    const away = ownIssuer(PUBLIC_URL, () => Promise.reject(new KeysUnavailable('away')));
    const sut = new AccessTokenVerifier([away], clock);
    await expect(sut.verify(await aToken())).rejects.toThrow(KeysUnavailable);
  });

  describe('with a token that it knows', () => {
    it('verifies the signature once', async () => {
      const verified = jest.spyOn(VerifiedTokens.prototype, 'remember');
      const token = await aToken({ jti: 'known' });
      const claims = await verifier.verify(token);
      expect(await verifier.verify(token)).toEqual(claims);
      expect(verified).toHaveBeenCalledTimes(1);
      expect(await verifier.verify(await aToken({ jti: 'another' }))).toMatchObject({ tokenId: 'another' });
      expect(verified).toHaveBeenCalledTimes(2);
      verified.mockRestore();
    });

    it('refuses it once it has expired', async () => {
      const token = await aToken();
      expect(await verifier.verify(token)).not.toBeNull();
      clock.advance(59_999);
      expect(await verifier.verify(token)).not.toBeNull();
      clock.advance(1);
      expect(await verifier.verify(token)).toBeNull();
    });

    it('refuses it with another signature', async () => {
      const token = await aToken();
      expect(await verifier.verify(token)).not.toBeNull();
      const [head, payload] = token.split('.');
      const [, , foreign] = (await aToken({}, {}, partners.privateKey)).split('.');
      expect(await verifier.verify([head, payload, foreign].join('.'))).toBeNull();
    });

    it('refuses it once its key is withdrawn, and where another key took its place', async () => {
      let keys = ownKeys;
      const sut = new AccessTokenVerifier([ownIssuer(PUBLIC_URL, (hint) => keys(hint))], clock);
      const token = await aToken();
      expect(await sut.verify(token)).not.toBeNull();
      keys = localKeys([]);
      expect(await sut.verify(token)).toBeNull();
      keys = localKeys([{ kid: 'one', alg: 'EdDSA', publicKey: partners.publicKey }]);
      expect(await sut.verify(token)).toBeNull();
      keys = ownKeys;
      expect(await sut.verify(token)).not.toBeNull();
    });
  });
});
