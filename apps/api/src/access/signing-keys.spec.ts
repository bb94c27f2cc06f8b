import { generateKeyPairSync } from 'node:crypto';
import { publicJwk, readSigningKeys, signingKeysProblem } from './signing-keys';

const ed25519 = generateKeyPairSync('ed25519').privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pem = (key: typeof ed25519) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const jwk = (key: typeof ed25519) => key.export({ format: 'jwk' });

describe('signing keys', () => {
  it('are read from PEM, one after the other, from a JWK and from a JWK Set', () => {
    const both = ['EdDSA', 'ES256'];
    const texts = [`${pem(ed25519)}\n${pem(p256)}`, JSON.stringify({ keys: [jwk(ed25519), jwk(p256)] })];
    for (const text of texts) expect(readSigningKeys(text).map(({ alg }) => alg)).toEqual(both);
    expect(readSigningKeys(JSON.stringify(jwk(p256)))).toHaveLength(1);
  });

  it('are read one after the other however each is written, as a rotation appends them', () => {
    const made = JSON.stringify(jwk(p256));
    const newest = pem(generateKeyPairSync('ed25519').privateKey);
    for (const between of ['\n', ' ', ',']) {
      expect(readSigningKeys(made + between + newest).map(({ alg }) => alg)).toEqual(['ES256', 'EdDSA']);
      expect(readSigningKeys(newest + between + made).map(({ alg }) => alg)).toEqual(['EdDSA', 'ES256']);
      expect(readSigningKeys(made + between + JSON.stringify({ keys: [jwk(ed25519)] }))).toHaveLength(2);
    }
  });

  it('have the same id however they are written', () => {
    const [fromPem, fromJwk] = [pem(p256), JSON.stringify(jwk(p256))].map(
      (text) => readSigningKeys(text)[0]?.kid,
    );
    expect(fromPem).toBe(fromJwk);
  });

  it('show their public half only', () => {
    const [key] = readSigningKeys(pem(p256));
    expect(Object.keys(key ? publicJwk(key) : {}).sort()).toEqual([
      'alg',
      'crv',
      'kid',
      'kty',
      'use',
      'x',
      'y',
    ]);
  });

  it.each([
    ['', 'holds no key'],
    ['secret', 'holds no key'],
    ['{"keys":', 'holds no key'],
    [`${pem(ed25519)}{"kty":`, 'neither PEM nor a JWK'],
    [`${pem(ed25519)} secret`, 'neither PEM nor a JWK'],
    ['{"kty":"OKP"}', 'can’t be read'],
    [pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), 'neither Ed25519 nor P-256'],
    [JSON.stringify(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })), 'can’t be read'],
  ])('that can’t sign are a problem', (text, problem) => {
    expect(signingKeysProblem(text)).toMatch(problem);
  });
});
