import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { LocationUpdate } from '@yipii/domain';
import { accessToken, disconnectClients, LiveClient } from '../support/live-client';
import { SimulatorRun } from '../support/simulator-run';
import type { DashboardsPlan, Shown } from './dashboards/dashboards.program';
import { Latencies } from './latencies';
import { wait } from './pace';
import { Spending } from './pipeline/spending';
import { measureEach, pidsOf, VEHICLES, type Target } from './pipeline/targets';
import { Program } from './program';

/** Vehicles whose positions a client watches all the time. */
const WATCHED = 200;
const SHOWN_WITHIN_MS = 250;
/** All have a position by then, and code is hot. */
const WARM_UP_S = 15;
const WITHOUT_LIMITS = {
  ...{ API_REQUESTS_PER_MINUTE: '0', API_CHANNEL_AUTHS_PER_MINUTE: '0', GATEWAY_ACCEPT_RATE: '0' },
  ...{ GATEWAY_MAX_CONNECTIONS_PER_IP: '0', GATEWAY_MAX_CONNECTIONS_PER_ACCOUNT: '0' },
};

const { values: options } = parseArgs({
  options: {
    newcomers: { type: 'string', default: '100,1000' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '8' },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
});
const seconds = Number(options.seconds);
const rates = options.newcomers.split(',').map(Number);

interface Row extends Readonly<Record<string, unknown>> {
  readonly 'longest ms': number | null;
  readonly failures: string;
}

/** How soon dashboards that are opened in a rush have a position, and what those that are open notice. */
async function main(): Promise<void> {
  const results = await measureEach({ ...options, env: WITHOUT_LIMITS }, measure);
  console.table(results);
  console.log(
    JSON.stringify({ bench: 'dashboards', node: process.version, cpus: os.cpus().length, results }),
  );
  const isGood = ({ failures, 'longest ms': longest }: Row): boolean =>
    failures === '{}' && (longest ?? 0) <= SHOWN_WITHIN_MS;
  process.exitCode = results.every(isGood) ? 0 : 1;
}

async function measure(target: Target, folder: string): Promise<Row[]> {
  const { api, fleet, key, wsPorts, trackerPorts } = target;
  const token = await accessToken(api, fleet.oauth);
  const channels = fleet.assetIds.map((assetId) => `private-asset.${assetId}`);
  const simulator = SimulatorRun.start({
    ...{ port: trackerPorts[0] ?? 0, vehicles: VEHICLES, rate: Number(options.rate) },
    ledger: path.join(folder, `${target.name}.jsonl`),
  });
  const stream = new Stream();
  const [wsPort = 0] = wsPorts;
  const watcher = new LiveClient({ api, token, key, wsPort });
  await Promise.all(
    channels.slice(0, WATCHED).map((channel) => watcher.subscribe(channel, stream.onPosition)),
  );
  await wait(WARM_UP_S * 1_000);
  const dashboards = Program.start('dashboards');
  const plan = { api, token, key, wsPorts, channels, seconds };
  const results: Row[] = [];
  for (const perSecond of [0, ...rates]) {
    results.push(await rush(target, stream, () => come(dashboards, { ...plan, perSecond })));
  }
  disconnectClients();
  await dashboards.stop();
  await simulator.finish();
  return results;
}

/** Nobody comes at a pace of 0: what the stream is like by itself. */
async function come(dashboards: Program, plan: DashboardsPlan): Promise<Shown & { perSecond: number }> {
  const { perSecond } = plan;
  if (perSecond > 0) return { perSecond, ...(await dashboards.ask<Shown>('come', plan)) };
  await wait(seconds * 1_000);
  return { perSecond, p50: null, p99: null, longest: null, failures: {} };
}

async function rush(
  target: Target,
  stream: Stream,
  opened: () => Promise<Shown & { perSecond: number }>,
): Promise<Row> {
  const spending = new Spending(pidsOf(target));
  stream.restart();
  const { perSecond, p50, p99, longest, failures } = await opened();
  const used = spending.rows(0).all?.['CPU ms/s'] ?? 0;
  const noticed = stream.latencies;
  // The last ones close their sockets.
  await wait(3_000);
  return {
    target: target.name,
    'opened/s': perSecond,
    'shown after p50 ms': p50,
    'p99 ms': p99,
    'longest ms': longest,
    failures: JSON.stringify(failures),
    'stream p50 ms': noticed.percentile(0.5),
    'stream p99 ms': noticed.percentile(0.99),
    positions: noticed.count,
    'CPU ms/s': Math.round(used),
  };
}

/** What the watcher gets, from a fix to its callback. */
class Stream {
  latencies = new Latencies();

  restart(): void {
    this.latencies = new Latencies();
  }

  readonly onPosition = ({ timestamp }: LocationUpdate): void => {
    this.latencies.add(Date.now() - Date.parse(timestamp));
  };
}

void main().then(() => process.exit());
