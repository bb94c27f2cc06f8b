import { createPrivateKey, randomUUID } from 'node:crypto';
import { ROLES, SCOPES_OF_ROLE, type Role, type Scope } from '@yipii/domain';
import { trustIssuer, WorkerUnitOfWork, type SeededAccount } from '@yipii/persistence';
import type { RouteAccess } from '@yipii/platform';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { Client } from 'pg';
import { OidcProvider, oidcSettings } from './access/oidc-provider.testing';
import { ApiUnderTest, assetId, bearer, clientCredentials } from './api.testing';
import {
  ACCOUNT_SCOPES,
  anAlert,
  bodyOf,
  cookiesOfRoles,
  createAll,
  credentialsOfAsset,
  declared,
  endsItself,
  isOfWholeAccount,
  markersOf,
  moveSequences,
  OF_AN_ASSET,
  pathOf,
  Problems,
  resourceOf,
  routesOf,
  send,
  sessionOf,
  switchRowSecurity,
  trackingSession,
  turnScopeOff,
  UNKNOWN,
  type DocumentedRoute,
  type Ids,
} from './isolation.testing';
import { aUser } from './people/people.testing';

/** In all of the other account. ETags are random Base64 and hold short words; traces are hexadecimal, and hold digits. */
const FOREIGN = /betaland|BETALAND|(?<![\da-f])7000\d{6}(?![\da-f])/;

type Headers = Readonly<Record<string, string>>;

describe('the isolation matrix', () => {
  let api: ApiUnderTest;
  let provider: OidcProvider;
  let owner: Client;
  let routes: DocumentedRoute[];
  let alpha: SeededAccount;
  let beta: SeededAccount;
  let own: Ids;
  let foreign: Ids;
  let full: string;
  let betaToken: string;
  /** Whoever sees the second asset only. */
  let partial: Readonly<Record<string, Headers>>;
  let invalid: Readonly<Record<string, Headers>>;
  let alike: Readonly<Record<string, string>>;
  let cookies: Readonly<Record<Role, string>>;
  /** In everything that belongs to the own account’s first asset. */
  let otherAsset: RegExp;
  let problems: Problems;

  beforeAll(async () => {
    provider = await OidcProvider.start();
    api = await ApiUnderTest.start(oidcSettings(provider, `viewer=${ACCOUNT_SCOPES.join(' ')}`));
    owner = new Client({ connectionString: api.databaseUrl });
    await owner.connect();
    routes = routesOf((await api.call('GET', '/docs/openapi.json')).body as unknown as { paths: object });
    await moveSequences(owner, 6_000_000_000);
    alpha = await api.seed('alpha', 2);
    full = await api.tokenFor(alpha, ACCOUNT_SCOPES);
    own = await everything(alpha, 'alpha', full, 'alphaone');
    otherAsset = markersOf(own);
    await moveSequences(owner, 7_000_000_000);
    beta = await api.seed('betaland', 1);
    betaToken = await api.tokenFor(beta, ACCOUNT_SCOPES);
    foreign = await everything(beta, 'betaland', betaToken, 'betaland');
    await moveSequences(owner, 5_000_000_000);
    partial = await credentialsOfAsset(api, alpha, assetId(alpha, 1), full);
    invalid = await invalidCredentials();
    alike = await otherKinds();
    cookies = await cookiesOfRoles(api, alpha);
  });
  afterAll(async () => {
    await owner.end();
    provider.stop();
    await api.stop();
  });
  beforeEach(() => (problems = new Problems()));
  afterEach(async () => {
    jest.restoreAllMocks();
    await switchRowSecurity(owner, 'ENABLE');
  });

  it('lets nobody in without a valid credential and a scope, whatever the stores do', async () => {
    await ofAllRoutes(async (route, access) => {
      await checkInvalid(route);
      await checkScopes(route, access);
    });
    expect(problems.found).toEqual([]);
  });

  it('has 0 leaks', async () => {
    expect(await run()).toEqual([]);
  });

  it('has 0 leaks with row-level security off', async () => {
    await switchRowSecurity(owner, 'DISABLE');
    expect(await run()).toEqual([]);
  });

  it('has 0 leaks with the scope of the stores off', async () => {
    turnScopeOff();
    expect(await run()).toEqual([]);
  });

  it('would find leaks: with both off there are some', async () => {
    await switchRowSecurity(owner, 'DISABLE');
    turnScopeOff();
    const leaks = await run();
    expect(leaks.filter((leak) => leak.includes('shows'))).not.toEqual([]);
  });

  /** Returns what is not as the rules say. */
  async function run(): Promise<string[]> {
    await ofAllRoutes(async (route, access) => {
      await checkOtherAccount(route);
      for (const [name, headers] of Object.entries(partial)) await checkOtherAsset(route, name, headers);
      await checkAlike(route, access);
    });
    await checkBodies();
    await checkChannels();
    return problems.found;
  }

  async function ofAllRoutes(
    check: (route: DocumentedRoute, access: RouteAccess) => Promise<void>,
  ): Promise<void> {
    const closed = routes.map((route) => [route, declared(route)] as const);
    await Promise.all(
      closed.map(async ([route, access]) => {
        if (access.kind !== 'public') await check(route, access);
      }),
    );
  }

  async function checkInvalid(route: DocumentedRoute): Promise<void> {
    for (const [name, headers] of Object.entries(invalid)) {
      const answer = await send(api, route, pathOf(route, 'alpha', own), headers);
      const isOwnChannel = name === 'tracking session' && route.path === '/broadcasting/auth';
      problems.expectStatus(route, name, answer, [isOwnChannel ? 422 : 401]);
      problems.expectNothingOf(FOREIGN, route, name, answer);
      problems.expectNothingOf(otherAsset, route, name, answer);
    }
  }

  async function checkScopes(route: DocumentedRoute, access: RouteAccess): Promise<void> {
    if (access.kind !== 'scopes') return;
    const wrong = ACCOUNT_SCOPES.filter((scope) => !access.anyOf.includes(scope));
    const token = await tokenWith(wrong);
    const answer = await send(api, route, pathOf(route, 'alpha', own), bearer(token));
    problems.expectStatus(route, 'wrong scope', answer, [403]);
    problems.expectNothingOf(otherAsset, route, 'wrong scope', answer);
  }

  /** Another account and its ids can't be told from nothing at all. */
  async function checkOtherAccount(route: DocumentedRoute): Promise<void> {
    const asOther = await send(api, route, pathOf(route, 'betaland', foreign), bearer(full));
    if (route.path.includes('{account_key}')) problems.expectStatus(route, 'other account', asOther, [404]);
    problems.expectNothingOf(FOREIGN, route, 'other account', asOther);
    const headers = bearer(full);
    if (resourceOf(route) === null) {
      problems.expectNothingOf(FOREIGN, route, 'own account', await byId(route, headers, own));
      return;
    }
    const [nothing, given] = [await byId(route, headers, UNKNOWN), await byId(route, headers, foreign)];
    problems.expectSame(route, 'other ids', nothing, given, FOREIGN);
  }

  /** Nor can an asset, of the same account, that the caller does not see. */
  async function checkOtherAsset(route: DocumentedRoute, name: string, headers: Headers): Promise<void> {
    const resource = resourceOf(route);
    const isOfAsset = resource === null || [...OF_AN_ASSET, 'asset'].includes(resource);
    if (!isOfAsset || isOfWholeAccount(route) || endsItself(route)) return;
    const given = await byId(route, headers, own);
    if (resource === null) problems.expectNothingOf(otherAsset, route, name, given);
    else problems.expectSame(route, name, await byId(route, headers, UNKNOWN), given, otherAsset);
  }

  const byId = (route: DocumentedRoute, headers: Headers, ids: Pick<Ids, 'get'>) =>
    send(api, route, pathOf(route, 'alpha', ids), headers);

  /** Every kind of credential with the same rights gets the same. */
  async function checkAlike(route: DocumentedRoute, access: RouteAccess): Promise<void> {
    if (route.method !== 'GET') return;
    const path = pathOf(route, 'alpha', own);
    const { status } = await send(api, route, path, bearer(full));
    for (const [name, token] of Object.entries(alike)) {
      const answer = await send(api, route, path, bearer(token));
      problems.expectStatus(route, name, answer, [status]);
      problems.expectNothingOf(FOREIGN, route, name, answer);
    }
    if (access.kind !== 'scopes') return;
    for (const role of ROLES) {
      const mayCall = access.anyOf.some((scope) => SCOPES_OF_ROLE[role].includes(scope));
      const answer = await send(api, route, path, { cookie: cookies[role], 'sec-fetch-site': 'same-origin' });
      problems.expectStatus(route, role, answer, [mayCall ? status : 403]);
      problems.expectNothingOf(FOREIGN, route, role, answer);
    }
  }

  /** An asset of another account in a body is as unknown as one that does not exist. */
  async function checkBodies(): Promise<void> {
    for (const resource of OF_AN_ASSET) {
      const route = { method: 'POST', path: `/api/{account_key}/${resource}` };
      const post = (asset: number) =>
        api.json(`/api/alpha/${resource}`, bodyOf(resource, randomUUID(), asset), bearer(full));
      const answer = await post(assetId(beta, 0));
      problems.expectStatus(route, 'asset of another account', answer, [
        (await post(8_000_000_000_001)).status,
      ]);
      problems.expectStatus(route, 'asset of another account', answer, [422]);
    }
  }

  async function checkChannels(): Promise<void> {
    const channelsOf = (account: string, asset: number, ids: Ids) => [
      ...[`private-account.${account}`, `private-asset.${asset}`],
      `private-group.${ids.get('asset-group')}`,
    ];
    await expectClosed('other account', bearer(full), channelsOf('betaland', assetId(beta, 0), foreign));
    for (const [name, headers] of Object.entries(partial))
      await expectClosed(name, headers, channelsOf('alpha', assetId(alpha, 0), own));
  }

  async function expectClosed(name: string, headers: Headers, channels: readonly string[]): Promise<void> {
    for (const channel of channels) {
      const body = { socket_id: '1.2', channel_name: channel };
      const { status } = await api.form('/broadcasting/auth', body, headers);
      if (status !== 403) problems.found.push(`${channel} is open (${name}): shows ${status}`);
    }
    const batch = { socket_id: '1.2', channel_names: channels };
    const { body } = await api.json('/broadcasting/auth/batch', batch, headers);
    const found = Object.entries(body as unknown as Record<string, { status: number }>);
    if (found.length !== channels.length) problems.found.push(`a batch is not answered (${name})`);
    for (const [channel, { status }] of found)
      if (status !== 403) problems.found.push(`${channel} is open in a batch (${name}): shows ${status}`);
  }

  /** One of everything, of the account’s first asset. */
  async function everything(account: SeededAccount, key: string, token: string, name: string): Promise<Ids> {
    const { id: user } = await aUser(api, account, 'owner', { email: `${name}-user@example.com` });
    const asset = assetId(account, 0);
    const known = new Map<string, string>([
      ['asset', String(asset)],
      ['user', String(user)],
      ['session', await sessionOf(api, user)],
      ['alert', await anAlert(api, account, asset, name)],
    ]);
    return createAll(api, routes, { token, account: key, name, assetId: asset, known });
  }

  async function invalidCredentials(): Promise<Readonly<Record<string, Headers>>> {
    const client = await api.createClient(alpha, [...ACCOUNT_SCOPES]);
    const [token, revoked] = [await api.token(client), await api.token(client)];
    await api.form('/oauth/revoke', { ...clientCredentials(client), token: revoked });
    const expired = await new SignJWT({ ...decodeJwt(token), exp: 1_700_000_000 })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: decodeProtectedHeader(token).kid ?? '' })
      .sign(createPrivateKey(api.signingKey));
    const { browser } = await aUser(api, alpha, 'owner');
    return {
      ...{ none: {}, malformed: bearer('nonsense'), expired: bearer(expired), revoked: bearer(revoked) },
      ...{
        'unknown key': bearer(`yak_${'A'.repeat(43)}`),
        'unknown session': bearer(`yts_${'A'.repeat(43)}`),
      },
      'cookie from another origin': {
        ...{ cookie: browser.cookie, 'x-csrf-token': browser.csrfToken },
        ...{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      },
      'external token of nobody': bearer(await provider.token({ tenant: 'nobody' })),
      'tracking session': bearer(await trackingSession(api, own)),
    };
  }

  async function otherKinds(): Promise<Readonly<Record<string, string>>> {
    const { body } = await api.json(
      '/api/alpha/api-key',
      { name: 'two', scopes: ACCOUNT_SCOPES },
      bearer(full),
    );
    const pair = { issuer: provider.issuer, value: 'acme' };
    await api.part(WorkerUnitOfWork).run((tx) => trustIssuer(tx, alpha.accountId, pair));
    return { 'API key': (body.data as { secret: string }).secret, 'external token': await provider.token() };
  }

  const tokens: Record<string, Promise<string>> = {};
  function tokenWith(scopes: readonly Scope[]): Promise<string> {
    return (tokens[scopes.join()] ??= api.tokenFor(alpha, [...scopes]));
  }
});
