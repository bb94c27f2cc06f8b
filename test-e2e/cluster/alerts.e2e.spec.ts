import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openPool, WorkerDatabase } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { PostgresRuleStore } from '../../apps/alerting/src/rules/rule-store.postgres';
import { AlertOwner, MemoryAlertStates } from '../enrichment/followed-alerts';
import { endLeftovers } from '../support/app-process';
import { Cluster, REPLICATED } from '../support/cluster';
import { abandonFaultRuns, FaultRun, VEHICLES } from '../support/fault-run';
import { disconnectClients } from '../support/live-client';
import { readTopic } from '../support/read-topic';
import { seedRules } from '../support/seed-rules';

const OUTAGE_MS = 20_000;
/** KILLS=full: three minutes at 500/s. */
const KILLS =
  process.env.KILLS === 'full'
    ? { rate: 500, count: 9, everyMs: 20_000 }
    : { rate: 240, count: 2, everyMs: 10_000 };

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('alerts of a cluster with two replicas', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-alerts-'));
  chmodSync(directory, 0o755);
  let cluster: Cluster;
  let database: WorkerDatabase;

  beforeAll(async () => {
    cluster = await Cluster.start(directory, VEHICLES, undefined, {
      apps: [...REPLICATED, 'api', 'alerting'],
    });
    database = new WorkerDatabase(openPool(cluster.databaseUrl, 'yipii_worker', 2));
    await seedRules(database.pool);
  }, 180_000);

  afterEach(abandonFaultRuns);

  afterAll(async () => {
    disconnectClients();
    await database.pool.end();
    await cluster.stop();
    await endLeftovers();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  /** Each alert with its state, as one owner that nothing disturbs finds them. */
  async function undisturbed(): Promise<string[]> {
    const states = new MemoryAlertStates();
    const owner = await AlertOwner.take(states, new PostgresRuleStore(database));
    const events = await readTopic(cluster.servers.kafka.url, topics.positionEnriched);
    await owner.run([...new Map(events.map((event) => [event.id, event])).values()], 0);
    const changes = states.stored.map((text) => JSON.parse(text) as Partial<Record<string, { id: string }>>);
    const cleared = new Set(changes.map((change) => change.cleared?.id));
    return changes
      .flatMap(({ raised }) =>
        raised ? `${raised.id} ${cleared.has(raised.id) ? 'cleared' : 'raised'}` : [],
      )
      .sort();
  }

  async function found(): Promise<string[]> {
    const { rows } = await database.pool.query<{ alert: string }>(
      `SELECT id || ' ' || state AS alert FROM alert`,
    );
    return rows.map(({ alert }) => alert).sort();
  }

  async function expectThemAll(): Promise<void> {
    const expected = await undisturbed();
    await eventually(async () => expect(await found()).toEqual(expected), {
      timeoutMs: 30_000,
      everyMs: 1_000,
    });
    expect(expected.length).toBeGreaterThan(VEHICLES / 2);
    const told = new Set(
      (await readTopic(cluster.servers.kafka.url, topics.alertTriggered)).map(({ id }) => id),
    );
    const ends = expected.filter((alert) => alert.endsWith('cleared')).length;
    expect(told.size).toBe(expected.length + ends);
  }

  it('are those of an undisturbed run while the replicas are killed in turn', async () => {
    const run = await FaultRun.start(cluster, directory, KILLS.rate);
    for (let kill = 0; kill < KILLS.count; kill += 1) {
      const startedAt = Date.now();
      const replica = `alerting-${kill % 2 === 0 ? 1 : 2}` as const;
      await cluster.app(replica).end('SIGKILL');
      await cluster.startApp(replica);
      await wait(KILLS.everyMs - (Date.now() - startedAt));
    }
    await run.finish('alertings killed by turns', await run.allSince(Date.now()));
    await expectThemAll();
  }, 600_000);

  it('are late and whole after PostgreSQL was away for 20 s, while positions go on', async () => {
    const run = await FaultRun.start(cluster, directory, KILLS.rate);
    await cluster.servers.postgres.stop();
    const awayAt = Date.now();
    await run.allSince(awayAt);
    expect(Date.now() - awayAt).toBeLessThan(OUTAGE_MS);
    await wait(OUTAGE_MS - (Date.now() - awayAt));
    await cluster.servers.postgres.start();
    await run.finish('postgres away', await run.allSince(Date.now()));
    await eventually(expectThemAll, { timeoutMs: 60_000, everyMs: 2_000 });
  }, 600_000);
});
