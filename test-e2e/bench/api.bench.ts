import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedPostgres } from '@yipii/persistence';
import { LAG_SAMPLED_EVERY_MS, openPool } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { AppProcess } from '../support/app-process';
import { accessToken } from '../support/live-client';
import { seedFleet, type SeededFleet } from '../support/seed-fleet';
import { closedLoop, type Load } from './api/closed-loop';
import type { Call } from './api/kept-connection';
import { outlinesMade, packOldDays, storeTrack } from './api/long-track';
import { writeInventedCountry } from './geocode/invented-country';
import { asInProduction } from './node-options';

const { values: options } = parseArgs({
  options: {
    points: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '10' },
    streets: { type: 'string' },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
});
const POINTS = Number(options.points);
const SECONDS = Number(options.seconds);
const ASSETS = 1_000;
const COUNTRY_WAYS = 300_000;
const SCOPES = ['positions:read', 'positions:write', 'fleet:read', 'fleet:write'] as const;
const JSON_TYPE = { 'content-type': 'application/json' };
const WITHOUT_LIMITS = {
  API_REQUESTS_PER_MINUTE: '0',
  API_CHANNEL_AUTHS_PER_MINUTE: '0',
  API_TOKENS_PER_MINUTE: '0',
};

interface Target {
  readonly base: string;
  readonly fleet: SeededFleet;
  readonly token: string;
  readonly app: AppProcess;
}

interface Scenario extends Pick<Load, 'connections' | 'call'> {
  readonly name: string;
  /** Of p99, ms. */
  readonly aim: number | null;
}

/** What the requests cost that integrators make most, and those that read most. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-bench-'));
  chmodSync(folder, 0o755);
  try {
    const target = await start(folder);
    const results: object[] = [];
    for (const scenario of scenariosOf(target))
      if (scenario.name.includes(options.only ?? '')) results.push(await measure(target, scenario));
    await target.app.end('SIGTERM');
    console.table(results);
    console.log(JSON.stringify({ bench: 'api', node: process.version, cpus: os.cpus().length, results }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(folder: string): Promise<Target> {
  const streets = options.streets ?? path.join(folder, 'country.osm.pbf');
  if (options.streets === undefined) await writeInventedCountry(streets, COUNTRY_WAYS);
  const dataDir = path.join(folder, 'data');
  const ports = { API_PORT: '0', GATEWAY_PORT: '0', INGESTION_HTTP_PORT: '0', INGESTION_PORTS: 'osmand:0' };
  const more = { DEMO: 'off', STREETS: streets, ENRICHMENT_HISTORY_DAYS: '1000' };
  const env = { ...ports, ...more, ...WITHOUT_LIMITS, DATA_DIR: dataDir };
  const app = await AppProcess.start('standalone', env, { nodeOptions: asInProduction(options.profile) });
  const base = `http://127.0.0.1:${app.port('api')}`;
  const { url } = await EmbeddedPostgres.start({ dataDir: path.join(dataDir, 'postgres') });
  const fleet = await seedFleet(url, ASSETS, SCOPES);
  await storeTracks(url, fleet);
  const target = { base, fleet, app, token: await accessToken(base, fleet.oauth) };
  await reportAll(target);
  await eventually(() => closedLoop(base, { connections: 1, seconds: 0.01, call: () => search(target, 0) }), {
    timeoutMs: 120_000,
  });
  return target;
}

/** The first asset has the long track, up to now, the second one of 10,000 points, the third the same, but packed. */
async function storeTracks(url: string, { accountKey, assetIds }: SeededFleet): Promise<void> {
  const pool = openPool(url, 'yipii_worker', 1);
  const until = Math.floor(Date.now() / 1_000) * 1_000;
  const [long = 0, short = 0, packed = 0] = assetIds;
  const track = { accountKey, until };
  await storeTrack(pool, { ...track, assetId: long, points: POINTS, secondsBetween: 1 });
  await storeTrack(pool, { ...track, assetId: short, points: 10_000, secondsBetween: 10 });
  const before = until - 5 * 86_400_000;
  await storeTrack(pool, { accountKey, until: before, assetId: packed, points: 10_000, secondsBetween: 10 });
  const startedAt = performance.now();
  await outlinesMade(pool);
  console.error(`outlines made in ${secondsSince(startedAt)} s`);
  await packOldDays(pool);
  console.error(`days packed after ${secondsSince(startedAt)} s`);
  await pool.end();
}

function secondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 100) / 10;
}

/** A position of every asset. */
async function reportAll({ base, fleet, token }: Target): Promise<void> {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
  const positions = fleet.assetIds.map((asset_id, index) => ({
    ...{ asset_id, timestamp: new Date().toISOString(), lat: 54.7, lng: 25 + index / 1_000, speed: 50 },
    attributes: { externalVoltage: 13.9, gsmSignal: 4 },
  }));
  await fetch(`${base}/api/fleet/position`, { method: 'POST', headers, body: JSON.stringify({ positions }) });
  await eventually(async () => {
    const answer = await fetch(`${base}/api/fleet/location`, { headers });
    const { data } = (await answer.json()) as { data: unknown[] };
    if (data.length < ASSETS) throw new Error(`${data.length} assets have a position`);
  });
}

function search({ token }: Target, n: number): Call {
  const name = `gatve ${(n * 7_919) % 20_000}`;
  const near = `${54.3 + (n % 180) / 100},${21.6 + (n % 430) / 100}`;
  const q = encodeURIComponent(name.slice(0, 4 + (n % (name.length - 3))));
  return { ...get(token, `/api/fleet/place?q=${q}&near=${near}`) };
}

function get(token: string, path: string): Call {
  return { method: 'GET', path, headers: { authorization: `Bearer ${token}` } };
}

function scenariosOf(target: Target): readonly Scenario[] {
  const { token, fleet } = target;
  const { clientId, clientSecret } = fleet.oauth;
  const [long = 0, short = 0, packed = 0] = fleet.assetIds;
  const track = (id: number, query: string) => () => get(token, `/api/fleet/asset/${id}/track?${query}`);
  const grant = new URLSearchParams({
    ...{ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
  }).toString();
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const channel = (n: number): Call => ({
    ...{ method: 'POST', path: '/broadcasting/auth', headers: { ...form, authorization: `Bearer ${token}` } },
    body: `socket_id=1.${n}&channel_name=private-asset.${fleet.assetIds[n % ASSETS]}`,
  });
  const light = { connections: 8, aim: null };
  return [
    {
      ...light,
      name: 'token',
      call: () => ({ method: 'POST', path: '/oauth/token', headers: form, body: grant }),
    },
    { ...light, name: 'channel auth', call: channel },
    {
      name: 'last positions of 1,000',
      connections: 1,
      aim: 20,
      call: () => get(token, '/api/fleet/location'),
    },
    { name: '10,000 points as GeoJSON', connections: 1, aim: 50, call: track(short, 'format=geojson') },
    { name: '10,000 points in 500', connections: 1, aim: 50, call: track(short, 'max_points=500') },
    {
      name: '10,000 packed points as GeoJSON',
      connections: 1,
      aim: 50,
      call: track(packed, 'format=geojson'),
    },
    { name: '10,000 packed points in 500', connections: 1, aim: 50, call: track(packed, 'max_points=500') },
    { name: '1,000 packed positions', connections: 1, aim: 50, call: track(packed, 'limit=1000') },
    { name: 'place search', connections: 1, aim: 20, call: (n) => search(target, n) },
    { name: `${POINTS} points in 1,000`, connections: 1, aim: 1_000, call: track(long, 'max_points=1000') },
    {
      ...{ name: `${POINTS} points in 5,000`, connections: 1, aim: 1_000 },
      call: track(long, 'max_points=5000'),
    },
  ];
}

async function measure({ base, app }: Target, { name, aim, ...load }: Scenario): Promise<object> {
  console.error(`${name}…`);
  await closedLoop(base, { ...load, seconds: SECONDS / 5 });
  await app.metrics(); // forgets the lag so far
  const { perSecond, latencies, bytes } = await closedLoop(base, { ...load, seconds: SECONDS });
  return {
    request: name,
    connections: load.connections,
    'requests/s': Math.round(perSecond * 10) / 10,
    'p50 ms': latencies.percentile(0.5),
    'p99 ms': latencies.percentile(0.99),
    'aim ms': aim,
    'longest stall ms': await longestStall(app),
    'answer KB': Math.round(bytes / 100) / 10,
  };
}

/** Of the event loop, since it was asked for the last time. */
async function longestStall(app: AppProcess): Promise<number> {
  const [, seconds = '0'] = /^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(await app.metrics()) ?? [];
  return Math.round(Number(seconds) * 10_000 - LAG_SAMPLED_EVERY_MS * 10) / 10;
}

void main();
