import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { LocationUpdate } from '@yipii/domain';
import { withConnection } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { accessToken, LiveClient } from '../support/live-client';
import { metricOf } from '../support/metrics-page';
import { seedRules } from '../support/seed-rules';
import { SimulatorRun } from '../support/simulator-run';
import { Latencies } from './latencies';
import { wait } from './pace';
import { measureClosedLoop, type ClosedLoop } from './pipeline/closed-loop';
import { Disk } from './pipeline/disk';
import { Hops } from './pipeline/hops';
import { Arrivals, latencyBudget } from './pipeline/latency-budget';
import { Spending } from './pipeline/spending';
import { measureEach, pidsOf, postgresPids, VEHICLES, type Target } from './pipeline/targets';

/** One load: how many devices, records a second over all of them, records a frame. */
interface Load {
  readonly vehicles: number;
  readonly rate: number;
  readonly records: number;
}

/** Vehicles whose channels the client watches; each is below the gathering of 10 frames a second. */
const WATCHED = 50;
const LOADS: Readonly<Record<Target['name'], readonly Load[]>> = {
  standalone: [
    { vehicles: 500, rate: 500, records: 1 },
    { vehicles: 1_000, rate: 2_000, records: 1 },
    { vehicles: 1_000, rate: 10_000, records: 10 },
  ],
  cluster: [
    { vehicles: 1_000, rate: 2_000, records: 1 },
    { vehicles: 1_000, rate: 10_000, records: 10 },
  ],
};

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '5' },
    only: { type: 'string' },
    rate: { type: 'string' },
    records: { type: 'string' },
    closed: { type: 'boolean', default: false },
    devices: { type: 'string' },
    profile: { type: 'string' },
    alerts: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
/** Connections are made and code gets hot; not measured. */
const WARM_UP_MS = Number(options['warm-up']) * 1_000;

async function main(): Promise<void> {
  const results = await measureEach(options, async (target, folder) => {
    if (options.alerts) await giveRules(target);
    return options.closed ? measureClosed(target) : measureRates(target, folder);
  });
  // What has rows of its own was printed as a table of its own.
  const columns = results.map((result) =>
    Object.fromEntries(Object.entries(result).filter(([, value]) => typeof value !== 'object')),
  );
  console.table(columns);
  console.log(
    JSON.stringify({ bench: 'pipeline', seconds, node: process.version, cpus: os.cpus().length, results }),
  );
}

/** Of the standalone: the cluster that is measured has no alerting. */
function giveRules({ url }: Target): Promise<void> {
  return withConnection(url, 'yipii_bench', seedRules);
}

function loadsOf({ name }: Target): readonly Load[] {
  if (!options.rate) return LOADS[name];
  return options.rate.split(',').map((rate) => ({
    vehicles: VEHICLES,
    rate: Number(rate),
    records: Number(options.records ?? 1),
  }));
}

async function measure(target: Target, load: Load, folder: string): Promise<object> {
  const latencies = new Latencies();
  const arrivals = new Arrivals();
  const since = Date.now() + WARM_UP_MS;
  const clients = await watch(target, load, ({ assetId, timestamp }) => {
    const fix = Date.parse(timestamp);
    if (fix <= since) return;
    latencies.add(Date.now() - fix);
    arrivals.note(assetId, fix);
  });
  const ports = target.trackerPorts;
  const simulators = (load.rate > 0 ? ports : []).map((port, index) =>
    SimulatorRun.start({
      port,
      vehicles: load.vehicles / ports.length,
      firstVehicle: (index * load.vehicles) / ports.length,
      rate: load.rate / ports.length,
      records: load.records,
      seconds: seconds + WARM_UP_MS / 1_000,
      warmUp: WARM_UP_MS / 1_000,
      ledger: path.join(folder, `ledger-${index}.jsonl`),
    }),
  );
  await wait(WARM_UP_MS);
  const spending = new Spending({ ...pidsOf(target), ...(await target.serverPids()) });
  const hops = new Hops(await metricsOf(target));
  const disk = await Disk.of(target.url);
  await wait(Math.min(10, seconds / 3) * 1_000);
  const early = await backlog(target);
  await wait((seconds - Math.min(10, seconds / 3)) * 1_000 - 500);
  const late = await backlog(target);
  const processes = spending.rows(load.rate);
  const consumers = hops.rows(await metricsOf(target));
  const stored = { disk: await disk.row() };
  const summaries = await Promise.all(simulators.map((simulator) => simulator.ended()));
  for (const client of clients) client.disconnect();
  const acknowledged = summaries.reduce((sum, summary) => sum + summary.acknowledged, 0);
  // Only now: reading the topics costs the cluster.
  const budget = target.broker ? await latencyBudget(target.broker, arrivals, since) : {};
  for (const table of [processes, consumers, stored, budget])
    if (Object.keys(table).length > 0) console.table(table);
  const elapsed = Math.max(1, ...summaries.map((summary) => summary.seconds));
  return {
    target: target.name,
    'records/frame': load.records,
    'offered/s': load.rate,
    'acknowledged/s': Math.round(acknowledged / elapsed),
    'ack p50 ms': worst(summaries.map(({ ackMs }) => ackMs.p50)),
    'ack p99 ms': worst(summaries.map(({ ackMs }) => ackMs.p99)),
    'to client p50 ms': latencies.percentile(0.5),
    'to client p99 ms': latencies.percentile(0.99),
    samples: latencies.count,
    'backlog at 10 s': early,
    'backlog at end': late,
    'services CPU µs/position': Object.keys(target.apps).reduce(
      (sum, name) => sum + (processes[name]?.['CPU µs/position'] ?? 0),
      0,
    ),
    'CPU µs/position': processes.all?.['CPU µs/position'],
    ...{ processes, hops: consumers, budget, ...stored },
  };
}

/** Undefined without any. */
function worst(times: readonly number[]): number | undefined {
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** A stock pusher-js on each gateway. A record's fix is made by the simulator the moment it sends it. */
async function watch(
  { api, fleet, key, wsPorts }: Target,
  { vehicles }: Load,
  onPosition: (position: LocationUpdate) => void,
): Promise<LiveClient[]> {
  const token = await accessToken(api, fleet.oauth);
  const clients = wsPorts.map((wsPort) => new LiveClient({ api, token, key, wsPort }));
  // Not a multiple of a frame's records: all of them would send at the same moments.
  const every = Math.floor(vehicles / WATCHED) - 1;
  const watched = fleet.assetIds.filter((_, i) => i % every === 0).slice(0, WATCHED);
  await Promise.all(
    clients.flatMap((client, index) =>
      watched
        .filter((_, i) => i % clients.length === index)
        .map((assetId) => client.subscribe(`private-asset.${assetId}`, onPosition)),
    ),
  );
  return clients;
}

async function measureRates(target: Target, folder: string): Promise<object[]> {
  const results: object[] = [];
  for (const load of loadsOf(target)) results.push(await measure(target, load, folder));
  return results;
}

async function measureClosed(target: Target): Promise<object[]> {
  const results: object[] = [];
  for (const loop of loops()) {
    const measured = await measureClosedLoop(
      {
        ...target,
        processes: Object.values(target.apps),
        serverPids: () => postgresPids(target.url),
        backlog: () => backlog(target),
      },
      { ...loop, warmUpMs: WARM_UP_MS, seconds },
    );
    results.push({ target: target.name, ...measured });
    await eventually(async () => expectNone(await backlog(target)), { timeoutMs: 120_000 });
  }
  return results;
}

function loops(): readonly Pick<ClosedLoop, 'devices' | 'records'>[] {
  const devices = options.devices ? [Number(options.devices)] : [200, VEHICLES];
  const records = options.records ? [Number(options.records)] : [1, 10];
  return devices.flatMap((some) => records.map((n) => ({ devices: some, records: n })));
}

function expectNone(waiting: number): void {
  if (waiting > 0) throw new Error(`${waiting} events wait`);
}

/** Events that wait in any consumer, over all processes. */
async function backlog(target: Target): Promise<number> {
  const pages = await metricsOf(target);
  return pages.reduce((sum, page) => sum + metricOf(page, 'yipii_consumer_lag'), 0);
}

function metricsOf({ apps }: Target): Promise<string[]> {
  return Promise.all(Object.values(apps).map((app) => app.metrics()));
}

void main();
