import { bodyOf } from '../../apps/api/src/isolation.testing';
import type { DemoFile } from '../../apps/standalone/src/demo/demo-file';
import type { Send } from '../support/socket-crowd';

/** What a request of an operation may name so that it succeeds; the hooks of schemathesis put it in. */
interface KnownOperation {
  readonly path?: Readonly<Record<string, readonly (string | number)[]>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly media_type?: string;
}

const FORM = 'application/x-www-form-urlencoded';
/** Resources that are created by a POST, with the parameter of their paths. */
const RESOURCES = {
  ...{ asset: 'id', 'asset-group': 'id', device: 'id', driver: 'id', geofence: 'id', invitation: 'id' },
  ...{ 'api-key': 'id', 'oauth-client': 'id', 'tracking-link': 'uuid' },
} as const;
/** Of each resource, for those operations that delete it. */
const DOOMED = 12;

/** Creates one of everything in the demo's account, and more to delete. Returns what requests may name, by operation. */
export async function knownOperations(
  send: Send,
  { accountKey, assets: [asset = 0] }: DemoFile,
  token: string,
): Promise<Readonly<Record<string, KnownOperation>>> {
  const base = '/api/{account_key}';
  const known: Record<string, KnownOperation> = ofEverybody(accountKey, asset, token);
  for (const [resource, parameter] of Object.entries(RESOURCES)) {
    const make = (name: string) =>
      create(send, `/api/${accountKey}/${resource}`, resourceBody(resource, name, asset));
    const kept = { [parameter]: [(await make(`kept-${resource}`))[parameter] ?? ''] };
    const doomed: (string | number)[] = [];
    for (let i = 0; i < DOOMED; i++) doomed.push((await make(`doomed-${resource}-${i}`))[parameter] ?? '');
    const one = `${base}/${resource}/{${parameter}}`;
    known[`POST ${base}/${resource}`] = { body: resourceBody(resource, `made-${resource}`, asset) };
    known[`GET ${one}`] = { path: kept };
    known[`PATCH ${one}`] = { path: kept, body: { name: 'Changed' } };
    known[`DELETE ${one}`] = { path: { [parameter]: doomed } };
    known[`POST ${one}/rotate`] = { path: kept, body: { overlap_seconds: 60 } };
    for (const part of ['sessions', 'sessions/revoke']) known[`GET ${one}/${part}`] = { path: kept };
    known[`POST ${one}/sessions/revoke`] = { path: kept };
    for (const part of ['revoke', 'unlock'])
      known[`POST ${one}/${part}`] = { path: kept, body: { email: 'ada@example.com' } };
  }
  for (const part of ['location', 'track', 'trip', 'stop'])
    known[`GET ${base}/asset/{id}/${part}`] = { path: { id: [asset] }, query: {} };
  const user = { id: [await ownUser(send, accountKey)] };
  known[`GET ${base}/user/{id}`] = { path: user };
  known[`PATCH ${base}/user/{id}`] = { path: user, body: { name: 'Ada' } };
  return known;
}

function resourceBody(resource: string, name: string, asset: number): object {
  // The fixture of an asset is the account’s own in the isolation matrix.
  return resource === 'asset' ? { name } : bodyOf(resource, name, asset);
}

/** What needs no resource of its own. */
function ofEverybody(accountKey: string, asset: number, token: string): Record<string, KnownOperation> {
  const socket = { socket_id: '123.456' };
  const channel = `private-account.${accountKey}`;
  const position = { asset_id: asset, timestamp: new Date().toISOString(), lat: 57.7, lng: 11.97 };
  const base = '/api/{account_key}';
  return {
    'POST /oauth/token': { body: { grant_type: 'client_credentials' }, media_type: FORM },
    'POST /oauth/revoke': { body: { token }, media_type: FORM },
    'POST /broadcasting/auth': { body: { ...socket, channel_name: channel } },
    'POST /broadcasting/auth/batch': { body: { ...socket, channel_names: [channel] } },
    [`POST ${base}/position`]: { body: { positions: [position] } },
    [`GET ${base}/place`]: { query: { q: 'got' } },
    [`GET ${base}/event`]: { query: {} },
    [`POST ${base}/import`]: {
      ...{ query: { resource: 'asset', dry_run: 'true' }, body: 'name\nTruck 7\n', media_type: 'text/csv' },
    },
  };
}

async function create(send: Send, path: string, input: object): Promise<Record<string, string | number>> {
  const response = await send('POST', path, input);
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { data: Record<string, string | number> }).data;
}

async function ownUser(send: Send, accountKey: string): Promise<number> {
  const { data } = (await (await send('GET', `/api/${accountKey}/user`)).json()) as {
    data: { id: number }[];
  };
  return data[0]?.id ?? 0;
}
