import { generateKeyPairSync } from 'node:crypto';
import { VerifiedTokens } from './verified-tokens';

describe('verified tokens', () => {
  const key = generateKeyPairSync('ed25519').publicKey;
  const aVerified = (exp?: number) => ({ payload: { exp }, key, findKey: () => key });

  it('are known until they expire', async () => {
    const sut = new VerifiedTokens();
    sut.remember('a', aVerified(100));
    expect(await sut.claims('a', 99)).toEqual({ exp: 100 });
    expect(await sut.claims('a', 100)).toBeNull();
    expect(await sut.claims('b', 0)).toBeNull();
  });

  it('without an expiry are verified each time', async () => {
    const sut = new VerifiedTokens();
    sut.remember('a', aVerified());
    expect(await sut.claims('a', 1)).toBeNull();
  });

  it('are 5,000 at most', async () => {
    const sut = new VerifiedTokens();
    for (let n = 0; n <= 5_000; n++) sut.remember(`token ${n}`, aVerified(100));
    expect(await sut.claims('token 0', 1)).toBeNull();
    expect(await sut.claims('token 1', 1)).not.toBeNull();
    expect(await sut.claims('token 5000', 1)).not.toBeNull();
  });
});
