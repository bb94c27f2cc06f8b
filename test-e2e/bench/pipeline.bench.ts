import { mkdtempSync, rmSync, chmodSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedPostgres } from '@yipii/persistence';
import { eventually, freePort, installPackages } from '@yipii/testing';
import { Client } from 'pg';
import { AppProcess } from '../support/app-process';
import { Cluster, REPLICATED } from '../support/cluster';
import { accessToken, LiveClient } from '../support/live-client';
import { seedFleet, type SeededFleet } from '../support/seed-fleet';
import { SimulatorRun } from '../support/simulator-run';
import { Latencies } from './latencies';
import { measureClosedLoop, type ClosedLoop } from './pipeline/closed-loop';

/** One load: how many devices, records a second over all of them, records a frame. */
interface Load {
  readonly vehicles: number;
  readonly rate: number;
  readonly records: number;
}

interface Target {
  readonly name: 'standalone' | 'cluster';
  readonly fleet: SeededFleet;
  readonly api: string;
  readonly key: string;
  readonly wsPorts: readonly number[];
  readonly trackerPorts: readonly number[];
  readonly processes: readonly AppProcess[];
  /** Of its database. */
  readonly url: string;
  stop(): Promise<unknown>;
}

/** Connections are made and code gets hot; not measured. */
const WARM_UP_MS = 5_000;
const VEHICLES = 1_000;
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
    only: { type: 'string' },
    rate: { type: 'string' },
    records: { type: 'string' },
    closed: { type: 'boolean', default: false },
    devices: { type: 'string' },
  },
});
const seconds = Number(options.seconds);
const TARGETS = [startStandalone, startCluster].filter(
  ({ name }) => !options.only || name.toLowerCase().includes(options.only),
);

async function main(): Promise<void> {
  if (TARGETS.includes(startCluster)) installPackages();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-bench-'));
  chmodSync(folder, 0o755);
  const results: object[] = [];
  try {
    for (const start of TARGETS) {
      const target = await start(folder);
      results.push(...(await (options.closed ? measureClosed(target) : measureRates(target, folder))));
      await target.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.table(results);
  console.log(
    JSON.stringify({ bench: 'pipeline', seconds, node: process.version, cpus: os.cpus().length, results }),
  );
}

function loadsOf({ name }: Target): readonly Load[] {
  if (!options.rate) return LOADS[name];
  return [{ vehicles: VEHICLES, rate: Number(options.rate), records: Number(options.records ?? 1) }];
}

async function measure(target: Target, load: Load, folder: string): Promise<object> {
  const latencies = new Latencies();
  const clients = await watch(target, latencies);
  const ports = target.trackerPorts;
  const simulators = ports.map((port, index) =>
    SimulatorRun.start({
      port,
      vehicles: load.vehicles / ports.length,
      firstVehicle: (index * load.vehicles) / ports.length,
      rate: load.rate / ports.length,
      records: load.records,
      seconds: seconds + WARM_UP_MS / 1_000,
      ledger: path.join(folder, `ledger-${index}.jsonl`),
    }),
  );
  await wait(WARM_UP_MS);
  const cpu = await cpuSeconds(target);
  await wait(Math.min(10, seconds / 3) * 1_000);
  const early = await backlog(target);
  await wait((seconds - Math.min(10, seconds / 3)) * 1_000 - 500);
  const late = await backlog(target);
  const used = (await cpuSeconds(target)) - cpu;
  const summaries = await Promise.all(simulators.map((simulator) => simulator.ended()));
  for (const client of clients) client.disconnect();
  const acknowledged = summaries.reduce((sum, summary) => sum + summary.acknowledged, 0);
  const elapsed = Math.max(...summaries.map((summary) => summary.seconds));
  return {
    target: target.name,
    'records/frame': load.records,
    'offered/s': load.rate,
    'acknowledged/s': Math.round(acknowledged / elapsed),
    'ack p50 ms': summaries[0]?.ackMs.p50,
    'ack p99 ms': summaries[0]?.ackMs.p99,
    'to client p50 ms': latencies.percentile(0.5),
    'to client p99 ms': latencies.percentile(0.99),
    samples: latencies.count,
    'backlog at 10 s': early,
    'backlog at end': late,
    'CPU µs/position': Math.round((used * 1e6) / (load.rate * seconds)),
  };
}

/** From a record's fix, which the simulator makes the moment it sends it, to a stock pusher-js. */
async function watch({ api, fleet, key, wsPorts }: Target, latencies: Latencies): Promise<LiveClient[]> {
  const token = await accessToken(api, fleet.oauth);
  const since = Date.now() + WARM_UP_MS;
  const clients = wsPorts.map((wsPort) => new LiveClient({ api, token, key, wsPort }));
  const perClient = Math.floor(WATCHED / clients.length);
  await Promise.all(
    clients.flatMap((client, index) =>
      fleet.assetIds.slice(index * perClient, (index + 1) * perClient).map((assetId) =>
        client.subscribe(`private-asset.${assetId}`, ({ timestamp }) => {
          const fix = Date.parse(timestamp);
          if (fix > since) latencies.add(Date.now() - fix);
        }),
      ),
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
      { ...target, serverPids: () => postgresPids(target.url), backlog: () => backlog(target) },
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

async function postgresPids(url: string): Promise<number[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  await client.end();
  return rows.map(({ pid }) => pid);
}

function expectNone(waiting: number): void {
  if (waiting > 0) throw new Error(`${waiting} events wait`);
}

/** Events that wait in any consumer, over all processes. */
async function backlog({ processes }: Target): Promise<number> {
  const pages = await Promise.all(processes.map((process) => process.metrics()));
  return pages.reduce((sum, page) => sum + sumOf(page, 'yipii_consumer_lag'), 0);
}

async function cpuSeconds({ processes }: Target): Promise<number> {
  const pages = await Promise.all(processes.map((process) => process.metrics()));
  return pages.reduce((sum, page) => sum + sumOf(page, 'process_cpu_seconds_total'), 0);
}

function sumOf(page: string, metric: string): number {
  const lines = page.split('\n').filter((line) => line.startsWith(metric));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

async function startStandalone(folder: string): Promise<Target> {
  const dataDir = path.join(folder, 'standalone');
  const app = await AppProcess.start('standalone', {
    DATA_DIR: dataDir,
    DEMO: 'off',
    API_PORT: '0',
    GATEWAY_PORT: '0',
    INGESTION_HTTP_PORT: '0',
    INGESTION_PORTS: `teltonika:${await freePort()}`,
  });
  const { url } = await EmbeddedPostgres.start({ dataDir: path.join(dataDir, 'postgres') });
  const secrets = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as { appKey: string };
  return {
    name: 'standalone',
    fleet: await seedFleet(url, VEHICLES),
    api: `http://127.0.0.1:${app.port('api')}`,
    key: secrets.appKey,
    wsPorts: [app.port('websocket')],
    trackerPorts: [app.port('teltonika')],
    processes: [app],
    url,
    stop: () => app.end('SIGTERM'),
  };
}

async function startCluster(folder: string): Promise<Target> {
  const cluster = await Cluster.start(path.join(folder, 'cluster'), VEHICLES);
  const replicas = [1, 2] as const;
  return {
    name: 'cluster',
    fleet: cluster.fleet,
    api: cluster.api,
    key: cluster.appKey,
    wsPorts: replicas.map((replica) => cluster.app(`pusher-gateway-${replica}`).port('websocket')),
    trackerPorts: replicas.map((replica) => cluster.app(`ingestion-${replica}`).port('teltonika')),
    processes: REPLICATED.flatMap((app) => replicas.map((replica) => cluster.app(`${app}-${replica}`))),
    url: cluster.databaseUrl,
    stop: () => cluster.stop(),
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

void main();
