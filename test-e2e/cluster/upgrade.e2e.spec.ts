import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { topics } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { endLeftovers } from '../support/app-process';
import { Cluster, REPLICATED, THIS_VERSION } from '../support/cluster';
import { deadLetters } from '../support/dead-letters';
import { FaultRun, VEHICLES, type FaultReport } from '../support/fault-run';
import { forgetHistory } from '../support/history';
import { disconnectClients } from '../support/live-client';
import { metricOf } from '../support/metrics-page';
import { readTopic } from '../support/read-topic';
import { releasedVersion } from '../support/release';

const OTHER_VERSION = { NODE_OPTIONS: `--require ${require.resolve('../support/other-version.cjs')}` };

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a cluster of 0.1.0, under 240 records a second', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-upgrade-'));
  chmodSync(directory, 0o755);
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start(directory, VEHICLES, await releasedVersion('0.1.0'));
  }, 600_000);

  afterAll(async () => {
    disconnectClients();
    await cluster.stop();
    await endLeftovers();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  async function expectNothingLost(report: FaultReport): Promise<void> {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ missing: 0, twice: 0, unacknowledged: 0, backwards: 0, offline: 0 });
    expect(report.acknowledged).toBeGreaterThan(VEHICLES * 3);
    expect(await deadLetters(cluster.servers.kafka.url)).toEqual([]);
  }

  async function stop(names: readonly string[]): Promise<void> {
    const codes = await Promise.all(names.map((name) => cluster.app(name as 'api').end('SIGTERM')));
    expect(codes).toEqual(names.map(() => 0));
  }

  /** Every consumer has read all that there is. */
  async function drained(): Promise<void> {
    const readers = ['enrichment-1', 'enrichment-2', 'pusher-gateway-1', 'pusher-gateway-2'] as const;
    await eventually(
      async () => {
        const pages = await Promise.all(readers.map((name) => cluster.app(name).metrics()));
        expect(pages.map((page) => metricOf(page, 'yipii_consumer_lag'))).toEqual(readers.map(() => 0));
      },
      { timeoutMs: 120_000 },
    );
  }

  it('is upgraded by the steps of docs/operations.md: nothing is lost, nothing a dead letter', async () => {
    const run = await FaultRun.start(cluster, directory);
    await wait(3_000);
    await stop(['ingestion-1', 'ingestion-2']);
    await drained();
    await stop(['enrichment-1', 'enrichment-2', 'pusher-gateway-1', 'pusher-gateway-2', 'api']);
    await cluster.startAll(THIS_VERSION);
    const startedAt = Date.now();
    const backMs = await run.allSince(startedAt);
    await expectNothingLost(await run.finish('upgrade from 0.1.0', backMs));
  }, 600_000);

  it('keeps working while each app runs in two versions, one of which writes a field less and a field more', async () => {
    await forgetHistory(cluster.databaseUrl);
    const run = await FaultRun.start(cluster, directory);
    for (const app of REPLICATED) {
      await stop([`${app}-1`]);
      await cluster.startApp(`${app}-1`, OTHER_VERSION);
    }
    const rolledAt = Date.now();
    const backMs = await run.allSince(rolledAt);
    await wait(3_000);
    await expectNothingLost(await run.finish('a rolling restart', backMs));
    for (const topic of [topics.positionReceived, topics.positionEnriched]) {
      const events = await readTopic<object>(cluster.servers.kafka.url, topic);
      const others = events.filter((envelope) => 'addedLater' in envelope);
      expect(others.some((envelope) => !('traceparent' in envelope))).toBe(true);
      expect(others.length).toBeLessThan(events.length);
    }
  }, 600_000);
});
