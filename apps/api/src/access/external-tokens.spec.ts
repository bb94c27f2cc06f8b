import { generateKeyPairSync } from 'node:crypto';
import { distrustIssuer, trustIssuer, WorkerUnitOfWork } from '@yipii/persistence';
import { ApiUnderTest, bearer } from '../api.testing';
import { readScopeMapping } from './external-issuer.config';
import { OidcProvider, oidcSettings } from './oidc-provider.testing';

describe('access tokens of an external issuer', () => {
  let api: ApiUnderTest;
  let provider: OidcProvider;
  let trustId: number;

  beforeAll(async () => {
    provider = await OidcProvider.start();
    api = await ApiUnderTest.start(oidcSettings(provider, 'viewer=positions:read fleet:read'));
    const { accountId } = await api.seed('alpha', 1);
    const pair = { issuer: provider.issuer, value: 'acme' };
    trustId = await api.part(WorkerUnitOfWork).run((tx) => trustIssuer(tx, accountId, pair));
  });
  afterAll(async () => {
    provider.stop();
    await api.stop();
  });

  const statusOf = async (token: string) => (await api.get('/api/user', token)).status;

  it('stand for the account that is registered for the value of their claim, with the mapped scopes', async () => {
    const { body } = await api.get('/api/user', await provider.token());
    expect(body.data).toMatchObject({
      ...{ type: 'external', id: `${trustId}:somebody`, accounts: [{ key: 'alpha', name: 'ALPHA' }] },
      ...{ scopes: ['positions:read', 'fleet:read'], asset_ids: null },
    });
    expect((await api.get('/api/alpha/asset', await provider.token())).status).toBe(200);
  });

  it('may do nothing by roles that are not mapped', async () => {
    for (const roles of [undefined, [], 'positions:read', ['fleet:write', 'owner']]) {
      const { body } = await api.get('/api/user', await provider.token({ roles }));
      expect(body.data).toMatchObject({ scopes: [] });
    }
  });

  it('authorise channels, with a grant that ends with the registration', async () => {
    const channel = { socket_id: '1.2', channel_name: 'private-account.alpha' };
    const { body } = await api.form('/broadcasting/auth', channel, bearer(await provider.token()));
    const grant = JSON.parse(Buffer.from(body.auth.split('.')[1] ?? '', 'base64url').toString()) as {
      ids: string[];
    };
    expect(grant.ids[0]).toBe(`trust:${trustId}`);
  });

  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it.each<[string, () => Promise<string>]>([
    ['for an account that is not registered', () => provider.token({ tenant: 'other' })],
    ['for an account by the key of ours', () => provider.token({ tenant: 'alpha' })],
    ['without an account', () => provider.token({ tenant: undefined })],
    ['with an account that is no text', () => provider.token({ tenant: ['acme'] })],
    ['with an account that PostgreSQL can’t store', () => provider.token({ tenant: 'acme\0' })],
    ['with roles that are no texts', () => provider.token({ roles: [1] })],
    ['with roles that are an object', () => provider.token({ roles: { viewer: true } })],
    ['for another audience', () => provider.token({ aud: 'another' })],
    ['without an audience', () => provider.token({ aud: undefined })],
    ['of another issuer', () => provider.token({ iss: 'https://elsewhere.example' })],
    ['of another type', () => provider.token({}, { typ: 'logout+jwt' })],
    ['of an unknown key', () => provider.token({}, { kid: 'two' })],
    ['that expired', () => provider.token({ exp: 1_700_000_000 })],
    ['that somebody else signed', () => provider.token({}, {}, foreign.privateKey)],
    [
      'of a key that they bring',
      () =>
        provider.token(
          {},
          { jwk: foreign.publicKey.export({ format: 'jwk' }) as { kty: string } },
          foreign.privateKey,
        ),
    ],
  ])('are refused %s', async (_what, token) => {
    expect(await api.get('/api/user', await token())).toMatchObject({
      status: 401,
      body: { code: 'INVALID_TOKEN' },
    });
  });

  it('are read by metadata and keys that are fetched once', async () => {
    for (let i = 0; i < 3; i++) await statusOf(await provider.token());
    expect(provider.asked.filter((path) => path.includes('openid-configuration'))).toHaveLength(1);
  });

  it('get 503 while the issuer is away at the start, and are not asked for again at once', async () => {
    provider.isAway = true;
    const { base } = await api.startReplica(oidcSettings(provider, ''));
    const before = provider.asked.length;
    for (let i = 0; i < 3; i++)
      expect((await api.get('/api/user', await provider.token(), base)).status).toBe(503);
    expect(provider.asked.length).toBe(before + 1);
    provider.isAway = false;
  });

  it('end with the registration', async () => {
    await api.part(WorkerUnitOfWork).run((tx) => distrustIssuer(tx, trustId));
    expect(await statusOf(await provider.token())).toBe(401);
  });

  it('are mapped by a text of values and scopes', () => {
    expect(readScopeMapping('a=fleet:read positions:read, b=fleet:write')).toEqual(
      new Map([
        ['a', ['fleet:read', 'positions:read']],
        ['b', ['fleet:write']],
      ]),
    );
    for (const text of ['a', 'a=everything', '=fleet:read']) expect(readScopeMapping(text)).toBeNull();
  });
});
