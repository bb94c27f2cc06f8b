import os from 'node:os';
import { parseArgs } from 'node:util';
import { eventually } from '@yipii/testing';
import { Client } from 'pg';
import { endLeftovers } from '../support/app-process';
import { callAsViewer, RawViewer, type ViewerSession } from '../support/link-viewer';
import { memoryOf } from '../support/proc-stat';
import { cpuTicks, slowdownSince } from '../support/stolen-time';
import { closedLoop } from './api/closed-loop';
import type { Call } from './api/kept-connection';
import { LinksTarget } from './links/links-target';
import { asInProduction } from './node-options';
import { wait } from './pace';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    viewers: { type: 'string', default: '1000' },
    watched: { type: 'string', default: '1000' },
    links: { type: 'string', default: '10000' },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
});
const [SECONDS, VIEWERS] = [Number(options.seconds), Number(options.viewers)];
const [WATCHED, LINKS] = [Number(options.watched), Number(options.links)];
const VEHICLES = 100;
const CONNECTIONS = 8;
const SETTLE_MS = 3_000;
const PATIENCE = { timeoutMs: 120_000, everyMs: 100 };

/** What viewers of links cost, and links that nobody watches. */
async function main(): Promise<void> {
  const target = await LinksTarget.start(VEHICLES, asInProduction(options.profile));
  try {
    await target.report(0);
    const results: Record<string, object> = {};
    for (const [name, measure] of Object.entries(PARTS))
      if ((options.only ?? name) === name) results[name] = await measure(target);
    for (const result of Object.values(results)) console.table(result);
    console.log(JSON.stringify({ bench: 'links', node: process.version, cpus: os.cpus().length, results }));
  } finally {
    await target.stop();
    await endLeftovers();
  }
}

/** By the name that `--only` takes. */
const PARTS: Readonly<Record<string, (target: LinksTarget) => Promise<object>>> = {
  calls: async (target) => [await verifies(target), await polls(target)],
  crowd: crowdOnOneLink,
  watched: manyLinks,
};

async function verifies(target: LinksTarget): Promise<object> {
  const uuid = await target.link(0);
  return loop(target, 'verify', () => ({ method: 'POST', path: `/api/public/tracking/${uuid}/verify` }));
}

async function polls(target: LinksTarget): Promise<object> {
  const uuid = await target.link(0);
  const { session_token: token } = await verify(target, uuid);
  const headers = { authorization: `Bearer ${token}` };
  return loop(target, 'location', () => ({
    method: 'GET',
    path: `/api/public/tracking/${uuid}/location`,
    headers,
  }));
}

async function loop(target: LinksTarget, name: string, call: () => Call): Promise<object> {
  console.error(`${name}…`);
  await closedLoop(target.api, { connections: CONNECTIONS, seconds: SECONDS / 5, call });
  const before = target.cpu.app;
  const { perSecond, latencies } = await closedLoop(target.api, {
    connections: CONNECTIONS,
    seconds: SECONDS,
    call,
  });
  const used = target.cpu.app - before;
  return {
    ...{ request: name, connections: CONNECTIONS, 'requests/s': Math.round(perSecond) },
    'requests/s per core': Math.round(latencies.count / used),
    ...{ 'p50 ms': latencies.percentile(0.5), 'p99 ms': latencies.percentile(0.99) },
  };
}

/** One link that many watch, on sockets. */
async function crowdOnOneLink(target: LinksTarget): Promise<object> {
  console.error(`${VIEWERS} viewers of one link…`);
  const uuid = await target.link(0);
  const session = await verify(target, uuid);
  const idle = await costOf(target, ONE_VEHICLE);
  const before = memoryOf(target.app.pid);
  const viewers = Array.from({ length: VIEWERS }, () => new RawViewer(target.wsPort, session));
  await eventually(() => allHave(viewers, 'subscription_succeeded', 1), PATIENCE);
  await wait(SETTLE_MS);
  const bytes = memoryOf(target.app.pid) - before;
  const had = viewers.map(({ frames }) => frames.length);
  const { app, slowdown } = await costOf(target, ONE_VEHICLE);
  await wait(SETTLE_MS);
  const frames = viewers.reduce((sum, viewer, index) => sum + viewer.frames.length - (had[index] ?? 0), 0);
  for (const viewer of viewers) viewer.close();
  return {
    ...{ viewers: VIEWERS, 'KB a viewer': Math.round(bytes / VIEWERS / 102.4) / 10, frames },
    'CPU ms a position, all viewers': rounded(((app - idle.app) * 1_000 * VIEWERS) / frames),
    'CPU µs a frame': rounded(((app - idle.app) * 1e6) / frames),
    'slowed by host': slowdown,
  };
}

/** Links with a viewer each, and then many more that nobody watches, of the same vehicles. */
async function manyLinks(target: LinksTarget): Promise<object[]> {
  console.error(`${WATCHED} watched links, then ${LINKS}…`);
  const client = new Client({ connectionString: target.databaseUrl });
  await client.connect();
  const viewers: RawViewer[] = [];
  for (let n = 0; n < WATCHED; n += 1) {
    const session = await verify(target, await target.link(n));
    viewers.push(new RawViewer(target.wsPort, session));
  }
  await eventually(() => allHave(viewers, '.location.updated', 1), PATIENCE);
  const more = LINKS - WATCHED;
  const results = [];
  for (const unwatched of [0, more, 0, more]) {
    await client.query(`DELETE FROM tracking_link WHERE name = 'unwatched'`);
    await client.query(
      `INSERT INTO tracking_link (account_id, asset_id, name, access_mode)
       SELECT asset.account_id, asset.id, 'unwatched', 'public' FROM generate_series(1, $1 / $2::int) AS n, asset`,
      [unwatched, VEHICLES],
    );
    await client.query('ANALYZE tracking_link');
    await wait(SETTLE_MS);
    const { app, database, slowdown } = await costOf(target, ALL_VEHICLES);
    const percent = (cpu: number) => rounded((cpu * 100) / SECONDS);
    results.push({
      ...{ watched: WATCHED, unwatched, 'CPU % of a core': percent(app), 'of PostgreSQL': percent(database) },
      'slowed by host': slowdown,
    });
  }
  for (const viewer of viewers) viewer.close();
  await client.end();
  return results;
}

let step = 0;

interface Cost {
  /** CPU seconds. */
  readonly app: number;
  readonly database: number;
  readonly slowdown: number;
}

interface Reports {
  readonly vehicles: number;
  readonly perSecond: number;
}
const ONE_VEHICLE: Reports = { vehicles: 1, perSecond: 5 };
const ALL_VEHICLES: Reports = { vehicles: VEHICLES, perSecond: 1 };

/** What it costs that vehicles report. */
async function costOf(target: LinksTarget, { vehicles, perSecond }: Reports): Promise<Cost> {
  const [before, ticks] = [target.cpu, cpuTicks()];
  const startedAt = performance.now();
  for (let n = 1; n <= SECONDS * perSecond; n += 1) {
    await target.report((step += 1), vehicles);
    await wait(Math.max(0, startedAt + (n * 1_000) / perSecond - performance.now()));
  }
  const { app, database } = target.cpu;
  const slowdown = rounded(slowdownSince(ticks));
  return { app: app - before.app, database: database - before.database, slowdown };
}

async function verify(target: LinksTarget, uuid: string): Promise<ViewerSession> {
  const answer = await callAsViewer<ViewerSession>(
    'POST',
    `${target.api}/api/public/tracking/${uuid}/verify`,
  );
  if (answer.status !== 200) throw new Error(`verify: ${answer.bytes}`);
  return answer.body;
}

function allHave(viewers: readonly RawViewer[], text: string, count: number): void {
  const missing = viewers.filter(
    ({ frames }) => frames.filter((frame) => frame.includes(text)).length < count,
  );
  if (missing.length > 0) throw new Error(`${missing.length} viewers have no ${text}`);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

void main();
