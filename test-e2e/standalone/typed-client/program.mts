/**
 * What an integrator writes: a client whose types a stock generator has made of the OpenAPI document (`./api`).
 * Arguments: base URL of the API, account key, client id, client secret, app key. The WebSocket is on the API's port.
 * Prints what it has seen, as JSON.
 */
import { setTimeout } from 'node:timers/promises';
import createClient from 'openapi-fetch';
import pusherJs from 'pusher-js';
import type { components, paths } from './api.js';

/** Its types are those of an ES module, but Node loads it as what it is: the class itself. */
const Pusher = pusherJs as unknown as typeof pusherJs.default;
type Location = components['schemas']['LocationUpdate'];

const [baseUrl = '', account_key = '', client_id = '', client_secret = '', appKey = ''] =
  process.argv.slice(2);
const UNIQUE_ID = '356307042441013';
const at = new Date();

const grant = { grant_type: 'client_credentials', client_id, client_secret };
const granted = await fetch(`${baseUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams(grant) });
const { access_token: token } = (await granted.json()) as { access_token: string };
const headers = { Authorization: `Bearer ${token}` };
const api = createClient<paths>({ baseUrl, headers });
const account = { account_key };

const asset = await found(
  api.POST('/api/{account_key}/asset', {
    params: { path: account },
    body: { name: 'Truck 7', plate: 'ABC 123' },
  }),
);
const device = await found(
  api.POST('/api/{account_key}/device', {
    params: { path: account },
    body: { unique_id: UNIQUE_ID, asset_id: asset.id },
  }),
);
const fence = await found(
  api.POST('/api/{account_key}/geofence', {
    params: { path: account },
    body: { name: 'Depot', geometry: { type: 'Point', coordinates: [11.97, 57.7] }, radius_m: 200 },
  }),
);

const key = await found(
  api.POST('/api/{account_key}/api-key', {
    params: { path: account },
    body: { name: 'Reports', scopes: ['positions:read', 'fleet:read'] },
  }),
);
/** Reads with the key. */
const reader = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key.secret}` } });
const begin = await feed();

const live = new Promise<Location>((resolve, reject) => {
  const pusher = new Pusher(appKey, {
    ...{
      wsHost: new URL(baseUrl).hostname,
      wssPort: Number(new URL(baseUrl).port),
      forceTLS: true,
      enabledTransports: ['ws', 'wss'],
      cluster: '',
    },
    authEndpoint: `${baseUrl}/broadcasting/auth`,
    auth: { headers },
  });
  const channel = pusher.subscribe(`private-asset.${asset.id}`);
  channel.bind('pusher:subscription_error', (error: unknown) => reject(new Error(JSON.stringify(error))));
  channel.bind('pusher:subscription_succeeded', () => void send());
  channel.bind('.location.updated', (location: Location) => {
    pusher.disconnect();
    resolve(location);
  });
});

async function send(): Promise<void> {
  await api.POST('/api/{account_key}/position', {
    params: { path: account },
    body: {
      positions: [{ asset_id: asset.id, timestamp: at.toISOString(), lat: 57.7, lng: 11.97, speed: 20 }],
    },
  });
}

const seen = await live;
const path = { ...account, id: asset.id };
const last = await found(reader.GET('/api/{account_key}/asset/{id}/location', { params: { path } }));
const query = {
  from: new Date(at.getTime() - 60_000).toISOString(),
  to: new Date(at.getTime() + 60_000).toISOString(),
};
// History is some moments behind the stream.
let track: readonly unknown[] = [];
while (track.length === 0) {
  await aMoment();
  track = await found(reader.GET('/api/{account_key}/asset/{id}/track', { params: { path, query } }));
}
const trips = await found(reader.GET('/api/{account_key}/asset/{id}/trip', { params: { path, query } }));
const stops = await found(reader.GET('/api/{account_key}/asset/{id}/stop', { params: { path, query } }));
const place = { q: 'depo', near: '57.7,11.97', limit: 1 };
const search = () => reader.GET('/api/{account_key}/place', { params: { path: account, query: place } });
// The places are read when they are first asked for, which takes a busy server longer than it lets clients wait.
let answer = await search();
while (answer.response.status === 503) {
  await aMoment();
  answer = await search();
}
const places = await found(answer);

/** One event a page, until that of the asset comes. */
let page = begin;
while (!page.data.some(({ assetId }) => assetId === asset.id)) {
  // Nothing has come yet.
  if (page.data.length === 0) await aMoment();
  page = await feed(page.meta.next_cursor);
}

const missing = await reader.GET('/api/{account_key}/asset/{id}', {
  params: { path: { ...account, id: 999_999 } },
});

console.log(
  JSON.stringify({
    ...{ assetId: asset.id, mountedOn: device.asset_id, fence: fence.name },
    ...{ seen, last, track: track.length, trips: trips.length, stops: stops.length },
    ...{ place: places[0], event: page.data[0] },
    problem: missing.error?.code,
  }),
);

/** Whoever asks without a pause meets the limit of requests. */
function aMoment(): Promise<void> {
  return setTimeout(100);
}

/** Without a cursor: where the feed ends now. */
async function feed(after?: string): Promise<components['schemas']['EventFeed']> {
  const query = { limit: 1, ...(after !== undefined && { after }) };
  const { data, error } = await reader.GET('/api/{account_key}/event', { params: { path: account, query } });
  if (!data) throw new Error(JSON.stringify(error));
  return data;
}

interface Answered<T> {
  /** A text or GeoJSON where another format than JSON was asked for. */
  readonly data?: { readonly data: T } | string | object;
  readonly error?: unknown;
}

async function found<T>(answer: Answered<T> | Promise<Answered<T>>): Promise<T> {
  const { data, error } = await answer;
  if (typeof data !== 'object' || !('data' in data)) throw new Error(JSON.stringify(error));
  return data.data;
}
