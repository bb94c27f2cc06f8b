import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import { Client } from 'pg';
import { endLeftovers } from '../support/app-process';
import { Cluster, REPLICATED } from '../support/cluster';
import { abandonFaultRuns, FaultRun, VEHICLES, type FaultReport } from '../support/fault-run';
import { servedAgain } from '../support/kafka-witness';
import { disconnectClients } from '../support/live-client';
import { forgetHistory, leftOut, streamedPositions } from '../support/history';
import { leftBehind, undisturbedRun } from '../support/undisturbed-run';
import { RevocableClients } from '../support/revocable-clients';

const OUTAGE_MS = 20_000;
const BACK_WITHIN_MS = 10_000;
const REVOKED_WITHIN_MS = 1_000;
/** Processes that run or wait for a core, per core; the suite by itself keeps them below. */
const BUSY_LOAD = 2;
/** A record of each vehicle every five seconds: none comes so soon that it may replace the one before. */
const CALM_RATE = VEHICLES / 5;
const GATHERED_MS = 100;
/** KILLS=full: three minutes at 500/s. */
const KILLS =
  process.env.KILLS === 'full'
    ? { rate: 500, count: 9, everyMs: 20_000 }
    : { rate: 240, count: 2, everyMs: 14_000 };

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a cluster of two replicas, under 240 records a second', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-cluster-'));
  chmodSync(directory, 0o755);
  const reports: FaultReport[] = [];
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start(directory, VEHICLES);
  }, 120_000);

  beforeEach(() => forgetHistory(cluster.databaseUrl));

  afterEach(abandonFaultRuns);

  afterAll(async () => {
    disconnectClients();
    const codes = await cluster.stop();
    await endLeftovers();
    rmSync(directory, { recursive: true, force: true });
    process.stdout.write(`${reports.map((report) => JSON.stringify(report)).join('\n')}\n`);
    expect(codes.every((code) => code === 0)).toBe(true);
  }, 60_000);

  function expectNothingLost(report: FaultReport): void {
    reports.push(report);
    expect(report).toMatchObject({ missing: 0, twice: 0, unacknowledged: 0, backwards: 0, offline: 0 });
    expect(report.backMs).toBeLessThan(BACK_WITHIN_MS * report.slowdown);
    expect(report.acknowledged).toBeGreaterThan(VEHICLES * 3);
  }

  /**
   * A revocation takes effect within a second, or a second after what carries it is back. Where the machine has
   * more to do than this suite, it must only be as soon as everything else.
   */
  function expectInTime(when: string, cutMs: Readonly<Record<string, number>>, slowdown: number): void {
    const load = os.loadavg()[0] ?? 0;
    const isBusy = load > BUSY_LOAD * os.cpus().length;
    const limitMs = (isBusy ? BACK_WITHIN_MS : REVOKED_WITHIN_MS) * slowdown;
    process.stdout.write(`${when}: revoked access ended after ${JSON.stringify(cutMs)} ms, load ${load}\n`);
    for (const ms of Object.values(cutMs)) expect(ms).toBeLessThan(limitMs);
  }

  it('delivers every streamed position to the clients of both gateways, once and in order', async () => {
    const run = await FaultRun.start(cluster, directory, CALM_RATE);
    await wait(20_000);
    expectNothingLost(await run.finish('none', await run.allSince(Date.now())));
    const streamed = await streamedPositions(cluster.databaseUrl);
    for (const client of run.clients) {
      expect(leftOut(streamed, client.positions, GATHERED_MS)).toEqual([]);
    }
  }, 120_000);

  it.each(REPLICATED)(
    'survives kill -9 of one %s',
    async (app) => {
      const run = await FaultRun.start(cluster, directory);
      await wait(3_000);
      await cluster.app(`${app}-1`).end('SIGKILL');
      const killedAt = Date.now();
      // Devices and clients of the killed one find it again on its port; partitions move without it.
      const restarted = app === 'enrichment' ? undefined : cluster.startApp(`${app}-1`);
      // Nobody takes over the devices of an ingestion: they are back once it is, however long Node takes to start.
      if (app === 'ingestion') await restarted;
      const since = app === 'ingestion' ? Date.now() : killedAt;
      // A client whose gateway is gone keeps the pauses of pusher-js, about 15 s where nobody listens.
      const backMs = await run.allSince(since, app === 'pusher-gateway' ? [1] : [0, 1]);
      await run.allSince(killedAt);
      await (restarted ?? cluster.startApp(`${app}-1`));
      await wait(2_000);
      expectNothingLost(await run.finish(`kill -9 ${app}`, backMs));
    },
    180_000,
  );

  it.each(['kafka', 'postgres', 'redis'] as const)(
    'survives %s being away for 20 s',
    async (name) => {
      const run = await FaultRun.start(cluster, directory);
      const doomed = await RevocableClients.start(cluster);
      await wait(2_000);
      await cluster.servers[name].stop();
      if (name !== 'postgres') await doomed.revokeAll();
      const revokedAt = Date.now();
      // Revocations come by Kafka, whatever Redis does.
      if (name === 'redis') expectInTime(`${name} is away`, await doomed.cutSince(revokedAt), run.slowdown);
      await wait(OUTAGE_MS - (Date.now() - revokedAt));
      if (name !== 'redis') expect(doomed.areAllThere).toBe(true);
      await cluster.servers[name].start();
      const backAt = Date.now();
      if (name === 'kafka') {
        // However long the broker loads its groups on this machine: nobody is served before.
        const served = servedAgain(cluster.servers.kafka.url);
        await doomed.cutSince(backAt);
        expectInTime(`${name} is back`, await doomed.cutSince(await served), run.slowdown);
      }
      const backMs = await run.allSince(backAt);
      await wait(2_000);
      doomed.disconnect();
      expectNothingLost(await run.finish(`${name} away for 20 s`, backMs));
    },
    300_000,
  );

  it('has the result of an undisturbed run while enrichments are killed in turn', async () => {
    const client = new Client({ connectionString: cluster.databaseUrl });
    await client.connect();
    const run = await FaultRun.start(cluster, directory, KILLS.rate);
    for (let kill = 0; kill < KILLS.count; kill += 1) {
      const startedAt = Date.now();
      const replica = `enrichment-${kill % 2 === 0 ? 1 : 2}` as const;
      await cluster.app(replica).end('SIGKILL');
      await cluster.startApp(replica);
      await wait(KILLS.everyMs - (Date.now() - startedAt));
    }
    expectNothingLost(await run.finish('enrichments killed by turns', await run.allSince(Date.now())));
    const broker = cluster.servers.kafka.url;
    const expected = await undisturbedRun(broker);
    // History begins with this test, all else with the first one.
    const { rows } = await client.query<{ id: string }>('SELECT event_id AS id FROM position');
    const ids = new Set(rows.map(({ id }) => id));
    const history = expected.history.filter((row) => ids.has(row.slice(0, 36)));
    await client.end();
    // The last checkpoint of what is under way comes some seconds later.
    await eventually(
      async () => {
        const found = await leftBehind(broker, cluster.databaseUrl);
        expect(differing(found.enriched, expected.enriched)).toEqual([]);
        expect(differing(found.history, history)).toEqual([]);
        expect(differing(found.trips, expected.trips)).toEqual([]);
        expect(differing(found.stops, expected.stops)).toEqual([]);
      },
      { timeoutMs: 20_000, everyMs: 2_000 },
    );
    expect(expected.trips.length).toBeGreaterThan(VEHICLES / 2);
  }, 600_000);
});

/** The first few that only one of the two has. */
function differing(found: readonly string[], expected: readonly string[]): string[] {
  const [here, there] = [new Set(found), new Set(expected)];
  const extra = found.filter((row) => !there.has(row)).map((row) => `extra ${row}`);
  const missing = expected.filter((row) => !here.has(row)).map((row) => `missing ${row}`);
  return [...extra, ...missing].slice(0, 6);
}
