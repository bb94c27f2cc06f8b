import { HistoryDatabase, openPool, type Batch, type RunningConsumer } from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import {
  createMigratedDatabase,
  eventually,
  openTcpProxy,
  postgresLogFixture,
  type PostgresLogFixture,
  type MessagingProcess,
  type TcpProxy,
  type TestDatabase,
} from '@yipii/testing';
import type { Pool } from 'pg';
import { PostgresHistory } from './history.postgres';
import { aPositionEnriched } from './scenario';
import { WriteHistory } from './write-history';

const ASSETS = 20;

describe('an outage of the database of history', () => {
  let log: PostgresLogFixture;
  let process: MessagingProcess;
  let own: TestDatabase;
  let network: TcpProxy;
  /** Bypasses the failing network. */
  let direct: Pool;
  let history: HistoryDatabase;

  beforeAll(async () => {
    [log, own] = await Promise.all([postgresLogFixture(), createMigratedDatabase()]);
    const url = new URL(own.url);
    network = await openTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(network.port);
    direct = openPool(own.url, 'yipii_worker', 1);
    history = new HistoryDatabase(openPool(url.toString(), 'yipii_worker', 2), direct);
    process = await log.open([topics.positionEnriched]);
  });
  afterAll(async () => {
    await process.close();
    await Promise.all([history.worker.end(), direct.end(), network.close()]);
    await Promise.all([log.destroy(), own.drop()]);
  });

  it('keeps no position from the stream, and history has every one of them once it is back', async () => {
    const streamed = new Set<string>();
    const writer = new WriteHistory(new PostgresHistory(history));
    const readers = [
      read('history', (batch) => writer.run(batch)),
      read('gateway', ({ events }) => {
        for (const { id } of events) streamed.add(id);
        return Promise.resolve();
      }),
    ];
    await Promise.all(readers.map(({ ready }) => ready));

    const before = await drive(5);
    network.cut();
    const meanwhile = await drive(20);
    await eventually(() => expect(meanwhile.every((id) => streamed.has(id))).toBe(true));
    const known = await stored();
    expect(meanwhile.some((id) => known.has(id))).toBe(false);
    network.restore();
    const after = await drive(5);
    const all = new Set([...before, ...meanwhile, ...after]);
    await eventually(async () => expect(await stored()).toEqual(all));
    expect(streamed).toEqual(all);
  });

  function read(group: string, handle: (batch: Batch<PositionEnriched>) => Promise<void>): RunningConsumer {
    return process.consumers.start({ topic: topics.positionEnriched, group, handle });
  }

  /** Publishes a position of each asset, the given number of times, and returns their ids. */
  async function drive(rounds: number): Promise<string[]> {
    const ids: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const records = Array.from({ length: ASSETS }, (_, asset) => aPositionEnriched({ assetId: asset + 1 }));
      const outgoing = records.map((record) => ({ ...record, key: record.subject }));
      await process.publisher.publish(topics.positionEnriched, outgoing);
      ids.push(...records.map(({ id }) => id));
    }
    return ids;
  }

  async function stored(): Promise<Set<string>> {
    const { rows } = await direct.query<{ event_id: string }>('SELECT event_id FROM position');
    return new Set(rows.map(({ event_id }) => event_id));
  }
});
