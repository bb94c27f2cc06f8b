import { randomBytes, randomUUID } from 'node:crypto';
import { ROLES, SCOPES, type Role } from '@yipii/domain';
import { LinkAccessStore } from '@yipii/live';
import { hashSecret, RegistryRepository, type SeededAccount } from '@yipii/persistence';
import { accessOf, httpHandlersOf, type RouteAccess } from '@yipii/platform';
import type { Client } from 'pg';
import { API_CONTROLLERS } from './api.module';
import { bearer, type Answer, type ApiUnderTest } from './api.testing';
import { aUser } from './people/people.testing';

/** All that a credential of an account may have. */
export const ACCOUNT_SCOPES = SCOPES.filter((scope) => scope !== 'operator');

/** One route of the OpenAPI document. */
export interface DocumentedRoute {
  /** In capitals. */
  readonly method: string;
  /** e.g. `/api/{account_key}/asset/{id}`. */
  readonly path: string;
}

/** Ids by resource, as paths name it. */
export type Ids = ReadonlyMap<string, string>;

/** What is created of each resource: its body, of one asset and with a name that no other account has. */
type Fixture = (name: string, assetId: number) => object;

const FIXTURES: Readonly<Record<string, Fixture>> = {
  'asset-group': (name, assetId) => ({ name, asset_ids: [assetId] }),
  'api-key': (name, assetId) => ({ name, scopes: ['fleet:read'], asset_ids: [assetId] }),
  'oauth-client': (name, assetId) => ({ name, scopes: ['fleet:read'], asset_ids: [assetId] }),
  device: (name, assetId) => ({ unique_id: name, asset_id: assetId }),
  driver: (name) => ({ name }),
  'tracking-link-template': (name) => ({ name, access_mode: 'public' }),
  brand: (name) => ({ name }),
  'privacy-zone': (name, assetId) => ({ name, asset_id: assetId, lat: 54, lng: 25 }),
  'notification-policy': (name) => ({ name, emails: ['ada@example.com'] }),
  mute: (name, assetId) => ({ external_id: name, asset_id: assetId, until: '2030-01-01T00:00:00Z' }),
  webhook: (name) => ({ name, url: 'https://example.com/', events: ['device.first_seen'] }),
  route: (name, assetId) => ({ name, asset_id: assetId }),
  geofence: (name) => ({ name, geometry: { type: 'Point', coordinates: [25, 54] }, radius_m: 100 }),
  'alert-rule': (name, assetId) => ({
    ...{ name, type: 'device.sos', parameters: {}, applies_to: 'assets', asset_ids: [assetId] },
  }),
  maintenance: (name, assetId) => ({ name, asset_id: assetId, basis: 'odometer', due_km: 15_000 }),
  'tracking-link': (name, assetId) => ({
    ...{ name, access_mode: 'public', subject: { type: 'asset', asset_id: assetId } },
  }),
  invitation: (name) => ({ email: `${name}@example.com`, role: 'viewer' }),
};

/** Resources whose bodies name an asset. */
export const OF_AN_ASSET = [
  'asset-group',
  'api-key',
  'oauth-client',
  'device',
  'route',
  'tracking-link',
  'privacy-zone',
  'maintenance',
];

export function bodyOf(resource: string, name: string, assetId: number): object {
  const fixture = FIXTURES[resource];
  if (!fixture) throw new Error(`add a fixture of ${resource} to isolation.testing.ts`);
  return fixture(name, assetId);
}

export function routesOf(document: { readonly paths: object }): DocumentedRoute[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => ({ path, method: method.toUpperCase() })),
  );
}

/** The resource whose id a path has, e.g. `asset`; null if it has none. */
export function resourceOf({ path }: DocumentedRoute): string | null {
  return /\/([a-z-]+)\/\{(?:id|uuid)\}/.exec(path)?.[1] ?? null;
}

/** Creates one of each resource that the document has, besides those that are given. */
export async function createAll(
  api: ApiUnderTest,
  routes: readonly DocumentedRoute[],
  {
    token,
    account,
    name,
    assetId,
    known,
  }: { token: string; account: string; name: string; assetId: number; known: Ids },
): Promise<Ids> {
  const ids = new Map(known);
  for (const resource of new Set(routes.map(resourceOf))) {
    if (resource === null || ids.has(resource)) continue;
    const body = bodyOf(resource, `${name}-${resource}`, assetId);
    const answer = await api.json(`/api/${account}/${resource}`, body, bearer(token));
    if (answer.status !== 201) throw new Error(`${resource}: ${JSON.stringify(answer.body)}`);
    ids.set(resource, String((answer.body.data as { id: number | string }).id));
  }
  return ids;
}

/**
 * Of those who see one asset only: a token of it, and a user who is limited to a group that has it alone.
 * @param token of somebody who may do everything
 */
export async function credentialsOfAsset(
  api: ApiUnderTest,
  account: SeededAccount,
  asset: number,
  token: string,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const input = { name: 'second', asset_ids: [asset] };
  const { body } = await api.json('/api/alpha/asset-group', input, bearer(token));
  const groupIds = [(body.data as { id: number }).id];
  const { browser } = await aUser(api, account, 'operator', { groupIds });
  return {
    'token of another asset': bearer(await api.tokenFor(account, ACCOUNT_SCOPES, [asset])),
    'user of another group': {
      ...{ cookie: browser.cookie, 'x-csrf-token': browser.csrfToken, 'sec-fetch-site': 'same-origin' },
    },
  };
}

/** Returns the id of a session of the user. */
export async function sessionOf(api: ApiUnderTest, userId: number): Promise<string> {
  const select = 'SELECT id FROM user_session WHERE user_id = $1';
  const { rows } = await api.pool.query<{ id: string }>(select, [userId]);
  return rows[0]?.id ?? randomUUID();
}

/** Returns the id of an alert that was raised for the asset. */
export async function anAlert(
  api: ApiUnderTest,
  { accountId }: SeededAccount,
  asset: number,
  name: string,
): Promise<string> {
  const insert = `
    INSERT INTO alert (id, account_id, asset_id, asset_name, rule_id, rule_name, category, type, lifetime, severity,
      state, triggered_at, delayed, data)
    VALUES ($1, $2, $3, $4, 1, $4, 'device', 'device.sos', 'instant', 'critical', 'raised', now(), false, '{}')`;
  const id = randomUUID();
  await api.pool.query(insert, [id, accountId, asset, `${name}-alert`]);
  return id;
}

/** Ids that nothing has. */
export const UNKNOWN: Pick<ReadonlyMap<string, string>, 'get'> = {
  get: (resource) =>
    ['session', 'tracking-link', 'brand', 'alert'].includes(resource) ? randomUUID() : '8000000000001',
};

export function pathOf(route: DocumentedRoute, account: string, ids: Pick<Ids, 'get'>): string {
  const resource = resourceOf(route);
  const id = resource === null ? '' : ids.get(resource);
  if (id === undefined) throw new Error(`no id of ${resource ?? ''}`);
  return route.path
    .replace('{account_key}', account)
    .replace(/\{(id|uuid)\}/, id)
    .replace('{session_id}', randomUUID());
}

/** A request of a route without a body that means anything: access is decided before. */
export function send(
  api: ApiUnderTest,
  { method }: DocumentedRoute,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return api.call(method, path, {
    headers: { ...headers, ...(hasBody && { 'content-type': 'application/json' }) },
    ...(hasBody && { body: '{}' }),
  });
}

/** What is not as the rules say. */
export class Problems {
  readonly found: string[] = [];

  expectStatus(
    { method, path }: DocumentedRoute,
    as: string,
    { status }: Answer,
    expected: readonly number[],
  ): void {
    if (expected.includes(status)) return;
    this.found.push(`${method} ${path} (${as}) answers ${status}, not ${expected.join()}`);
  }

  /** What is foreign is answered as what does not exist. */
  expectSame(route: DocumentedRoute, as: string, nothing: Answer, given: Answer, markers: RegExp): void {
    this.expectStatus(route, as, given, [nothing.status]);
    if (given.status < 300) this.found.push(`${route.method} ${route.path} (${as}) shows what it should not`);
    this.expectNothingOf(markers, route, as, given);
  }

  expectNothingOf(
    markers: RegExp,
    { method, path }: DocumentedRoute,
    as: string,
    { body, headers }: Answer,
  ): void {
    const found = markers.exec(JSON.stringify(body) + JSON.stringify([...headers]));
    if (found) this.found.push(`${method} ${path} (${as}) shows ${found[0]}`);
  }
}

/** Gives ids of their own to whatever is created from now on, in each table others. @param owner of the schema */
export async function moveSequences(owner: Client, to: number): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND data_type = 'bigint'::regtype`,
  );
  for (const [index, { name }] of rows.entries())
    await owner.query(`ALTER SEQUENCE ${name} RESTART WITH ${to + index * 1_000}`);
}

export async function switchRowSecurity(owner: Client, to: 'ENABLE' | 'DISABLE'): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace`,
  );
  for (const { name } of rows) await owner.query(`ALTER TABLE ${name} ${to} ROW LEVEL SECURITY`);
}

/** Stores rely on row-level security alone, until mocks are restored. */
export function turnScopeOff(): void {
  const stores = RegistryRepository.prototype as unknown as { within(scope: object, where: object): object };
  jest.spyOn(stores, 'within').mockImplementation((_scope, where) => where);
}

/** In everything that belongs to the asset of these ids. */
export function markersOf(ids: Ids): RegExp {
  const ofAsset = [...OF_AN_ASSET, 'asset'].map((resource) => ids.get(resource));
  return new RegExp(['alpha 1', 'alphaone-', ...ofAsset].join('|'));
}

/** What everybody in the account sees, whatever assets. */
export function isOfWholeAccount({ path }: DocumentedRoute): boolean {
  return /\/(driver|geofence|alert-rule|tracking-link-template|brand|user|invitation)$/.test(path);
}

/** Its caller's session is over afterwards. */
export function endsItself({ path }: DocumentedRoute): boolean {
  return path === '/api/auth/sign-out';
}

const HANDLERS = API_CONTROLLERS.flatMap(httpHandlersOf);

/** Returns who may call a route, by its handler. */
export function declared({ method, path }: DocumentedRoute): RouteAccess {
  const express = path.replaceAll(/\{(\w+)\}/g, ':$1');
  const found = HANDLERS.find((one) => one.path === express && one.verb.toUpperCase() === method);
  const access = found && accessOf(found.handler);
  if (!access) throw new Error(`${method} ${path} declares no access`);
  return access;
}

/** Returns the token of a viewer of the account's link, which opens the channel of the link alone. */
export async function trackingSession(api: ApiUnderTest, own: Ids): Promise<string> {
  const token = `yts_${randomBytes(32).toString('base64url')}`;
  const linkUuid = own.get('tracking-link') ?? '';
  const session = { linkUuid, handle: randomUUID(), expiresAt: Date.now() + 3_600_000 };
  await api.part(LinkAccessStore).putSession(hashSecret(token).toString('hex'), session);
  return token;
}

export async function cookiesOfRoles(
  api: ApiUnderTest,
  account: SeededAccount,
): Promise<Readonly<Record<Role, string>>> {
  const found = ROLES.map(async (role) => [role, (await aUser(api, account, role)).browser.cookie] as const);
  return Object.fromEntries(await Promise.all(found)) as Record<Role, string>;
}
