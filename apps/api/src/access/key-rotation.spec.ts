import { generateKeyPairSync } from 'node:crypto';
import { eventually } from '@yipii/testing';
import { decodeProtectedHeader } from 'jose';
import { ApiUnderTest, clientCredentials, type Credentials } from '../api.testing';

function newKey(): string {
  return String(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
}

/** The steps of docs/operations.md, "Rotating keys", each on replicas beside those of the step before. */
describe('the rotation of the key that signs tokens', () => {
  const [before, after] = [newKey(), newKey()];
  let api: ApiUnderTest;
  let client: Credentials;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ API_SIGNING_KEY: before });
    client = await api.createClient(await api.seed('acme', 1));
  });
  afterAll(() => api.stop());

  const replica = async (keys: string, env = {}) =>
    (await api.startReplica({ API_SIGNING_KEY: keys, ...env })).base;

  async function tokenAt(base: string): Promise<string> {
    const body = new URLSearchParams(clientCredentials(client));
    return (await api.call('POST', '/oauth/token', { body }, base)).body.access_token;
  }

  const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? '';
  const statusAt = async (base: string, token: string) => (await api.get('/api/user', token, base)).status;
  const publishedAt = async (base: string) =>
    (await api.call('GET', '/.well-known/jwks.json', {}, base)).body.keys.map(({ kid }) => kid);

  it('publishes the new key before it signs, and ends no token before its time', async () => {
    const old = await tokenAt(api.address);
    const first = [await replica(before + after), await replica(before + after)] as const;
    for (const base of first) {
      expect(await publishedAt(base)).toHaveLength(2);
      expect(kidOf(await tokenAt(base))).toBe(kidOf(old));
      expect(await statusAt(base, old)).toBe(200);
    }

    const second = await replica(after + before);
    const young = await tokenAt(second);
    expect(kidOf(young)).not.toBe(kidOf(old));
    expect(await publishedAt(first[0])).toContain(kidOf(young));
    // While replicas of both steps run, each takes the tokens of the other.
    for (const base of [...first, second])
      expect([await statusAt(base, old), await statusAt(base, young)]).toEqual([200, 200]);

    const third = await replica(after);
    expect([await statusAt(third, old), await statusAt(third, young)]).toEqual([401, 200]);
    expect(await publishedAt(third)).toEqual([kidOf(young)]);
  });

  it('lets tokens of the old key go on until they expire', async () => {
    const brief = await replica(before + after, { API_TOKEN_TTL_SECONDS: '4' });
    const rotated = await replica(after + before);
    const short = await tokenAt(brief);
    expect(await statusAt(rotated, short)).toBe(200);
    await eventually(async () => expect(await statusAt(rotated, short)).toBe(401));
  });
});

describe('the issuer of tokens', () => {
  const MOVED = 'https://live.example.com';
  const BEFORE = 'http://localhost:8080';
  let api: ApiUnderTest;
  let old: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    old = await api.tokenFor(await api.seed('acme', 1));
  });
  afterAll(() => api.stop());

  it('stays what it was when PUBLIC_URL changes, if TOKEN_ISSUER says so, and else ends all tokens', async () => {
    const silent = await api.startReplica({ PUBLIC_URL: MOVED });
    expect((await api.get('/api/user', old, silent.base)).status).toBe(401);
    const told = await api.startReplica({ PUBLIC_URL: MOVED, TOKEN_ISSUER: BEFORE });
    expect((await api.get('/api/user', old, told.base)).status).toBe(200);
    const metadata = await api.call('GET', '/.well-known/oauth-authorization-server', {}, told.base);
    expect(metadata.body).toMatchObject({ issuer: BEFORE, token_endpoint: `${MOVED}/oauth/token` });
  });
});
