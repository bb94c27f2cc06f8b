import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedPostgres, migrate, PackDays } from '@yipii/persistence';
import { HistoryDatabase, openPool, readEnvironment, type Batch } from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import { Client, type Pool } from 'pg';
import { PostgresHistory } from '../../apps/enrichment/src/history/history.postgres';
import { WriteHistory } from '../../apps/enrichment/src/history/write-history';
import { cpuSecondsOf } from '../support/proc-stat';
import { paced } from './pace';
import { drivenPosition } from './history/driven-position';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '20' } },
});
const ROWS = Number(options.rows);
const SECONDS = Number(options.seconds);
/** Records a second while all is well. */
const LIVE_RATE = 500;
/** Of position.enriched; each has one batch on its way at a time, as consumers have it. */
const PARTITIONS = 12;
/** Records of a batch when a consumer reads what has piled up, and when it keeps up. */
const [FULL_BATCH, LIVE_BATCH] = [250, 5];
const WARM_UP_ROWS = 20_000;
/** Of live records beside a catch-up. */
const [MOST_SECONDS, LIVE_ROUND_S] = [120, 0.2];

interface Scenario {
  readonly name: string;
  /** Makes what is to be stored, which is not measured. */
  prepare(): () => Promise<void>;
  readonly rows: number;
}

type Batches = readonly Batch<PositionEnriched>[];

/** What a row of history costs: in this process, in PostgreSQL, and in its write-ahead log. */
async function main(): Promise<void> {
  const server = await openServer();
  const [worker, client] = [openPool(server.url, 'yipii_worker', 2), new Client(server.url)];
  await client.connect();
  const history = new PostgresHistory(new HistoryDatabase(worker, worker));
  const keptFrom = Date.now() - 60 * 86_400_000;
  await history.tidy(Date.now(), { keptFrom, rowsFrom: keptFrom });
  const results = [];
  for (const scenario of scenariosOf(new WriteHistory(history))) {
    console.error(`${scenario.name}…`);
    results.push(await measure(scenario, client));
  }
  const { room, packing } = await pack(worker, client);
  results.push(packing);
  await Promise.all([worker.end(), client.end()]);
  await server.close();
  console.table(results.slice(1));
  console.table(room);
  console.log(
    JSON.stringify({
      bench: 'history',
      node: process.version,
      cpus: os.cpus().length,
      results: results.slice(1),
      room,
    }),
  );
}

/** Packs all that was stored, in one process, and compares the room that it takes. */
async function pack(worker: Pool, client: Client): Promise<{ packing: object; room: object }> {
  await client.query('UPDATE track_outline SET due_at = NULL, pack_at = now()');
  const rows = await numberOf(client, 'SELECT count(*) AS number FROM position');
  const before = await numberOf(client, ROOM, ['position']);
  const packs = new PackDays({ pool: worker });
  const all = { keptFrom: 0, rowsFrom: Date.now() };
  const run = async (): Promise<void> => {
    while (await packs.packNext(Date.now(), all));
  };
  console.error('packing…');
  const packing = await measure({ name: 'packing', rows, prepare: () => run }, client);
  const after = await numberOf(client, ROOM, ['packed_positions']);
  const room = { rows, 'bytes a row': rounded(before / rows), 'bytes packed': rounded(after / rows) };
  return { packing, room };
}

/** Of a table with its partitions and indexes. */
const ROOM = `
  SELECT sum(pg_total_relation_size(oid)) AS number FROM pg_class
  WHERE oid = $1::regclass OR oid IN (SELECT relid FROM pg_partition_tree($1::regclass))`;

async function numberOf(client: Client, text: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query<{ number: string }>(text, values);
  return Number(rows[0]?.number);
}

function scenariosOf(writer: WriteHistory): readonly Scenario[] {
  const liveRows = LIVE_RATE * SECONDS;
  const caughtUp = (rows: number, first: number) => () => {
    const batches = batchesOf(first, rows, FULL_BATCH);
    return () => catchUp(writer, batches);
  };
  const firstLive = WARM_UP_ROWS + 2 * ROWS;
  return [
    { name: 'warm-up', rows: WARM_UP_ROWS, prepare: caughtUp(WARM_UP_ROWS, 0) },
    { name: 'catch-up', rows: ROWS, prepare: caughtUp(ROWS, WARM_UP_ROWS) },
    { name: 'the same again', rows: ROWS, prepare: caughtUp(ROWS, WARM_UP_ROWS) },
    {
      name: `catch-up, and live ${LIVE_RATE}/s`,
      rows: ROWS,
      prepare: () => {
        const batches = batchesOf(WARM_UP_ROWS + ROWS, ROWS, FULL_BATCH);
        const arriving = batchesOf(firstLive, LIVE_RATE * MOST_SECONDS, LIVE_BATCH);
        return () => catchUpWhileLive(writer, batches, arriving);
      },
    },
    {
      name: `live ${LIVE_RATE}/s`,
      rows: liveRows,
      prepare: () => {
        const arriving = batchesOf(firstLive + LIVE_RATE * MOST_SECONDS, liveRows, LIVE_BATCH);
        return async () => {
          await Promise.all(await live(writer, arriving, SECONDS));
        };
      },
    },
  ];
}

async function measure({ name, rows, prepare }: Scenario, client: Client): Promise<object> {
  const run = prepare();
  const pids = await serverProcesses(client);
  const before = { wal: await walBytes(client), server: cpuOf(pids), own: process.cpuUsage() };
  const startedAt = performance.now();
  await run();
  const seconds = (performance.now() - startedAt) / 1_000;
  const own = process.cpuUsage(before.own);
  return {
    scenario: name,
    rows,
    'rows/s': Math.round(rows / seconds),
    'Node CPU µs/row': rounded((own.user + own.system) / rows),
    'PostgreSQL CPU µs/row': pids.length > 0 ? rounded(((cpuOf(pids) - before.server) * 1e6) / rows) : null,
    'WAL bytes/row': Math.round(((await walBytes(client)) - before.wal) / rows),
  };
}

/** As fast as they are taken, all partitions at once. */
async function catchUp(writer: WriteHistory, batches: Batches): Promise<void> {
  const waiting = [...batches];
  const partition = async (): Promise<void> => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) await writer.run(batch);
  };
  await Promise.all(Array.from({ length: PARTITIONS }, partition));
}

/** At an even pace; resolves when the last one is on its way. */
async function live(writer: WriteHistory, batches: Batches, seconds: number): Promise<Promise<void>[]> {
  const running: Promise<void>[] = [];
  await paced({ perSecond: LIVE_RATE / LIVE_BATCH, seconds }, (n) => {
    for (const batch of batches.slice(n, n + 1)) running.push(writer.run(batch));
  });
  return running;
}

async function catchUpWhileLive(writer: WriteHistory, batches: Batches, arriving: Batches): Promise<void> {
  const state = { behind: true };
  const behind = catchUp(writer, batches).then(() => (state.behind = false));
  const perRound = (LIVE_RATE / LIVE_BATCH) * LIVE_ROUND_S;
  for (let next = 0; state.behind; next += perRound) {
    const running = await live(writer, arriving.slice(next, next + perRound), LIVE_ROUND_S);
    void Promise.all(running);
  }
  await behind;
}

function batchesOf(first: number, rows: number, size: number): Batches {
  return Array.from({ length: Math.ceil(rows / size) }, (_, n) =>
    aBatch(n % PARTITIONS, first + n * size, Math.min(size, rows - n * size)),
  );
}

function aBatch(partition: number, first: number, size: number): Batch<PositionEnriched> {
  const events = Array.from({ length: size }, (_, index) => {
    return { ...drivenPosition(first + index), offset: first + index };
  });
  const publish = (): Promise<void> => Promise.reject(new Error('there is nothing that can not be stored'));
  const lag = size === LIVE_BATCH ? 0 : size;
  return { topic: topics.positionEnriched, partition, events, nextOffset: first + size, lag, publish };
}

/** Those of a PostgreSQL on this machine, background writers too; of another none. */
async function serverProcesses(client: Client): Promise<number[]> {
  if (!['127.0.0.1', 'localhost'].includes(client.host)) return [];
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE backend_type <> 'autovacuum worker'`,
  );
  return rows.map(({ pid }) => pid);
}

function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
}

async function walBytes(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(`SELECT pg_current_wal_lsn() - '0/0' AS bytes`);
  return Number(rows[0]?.bytes);
}

async function openServer(): Promise<{ url: string; close(): Promise<void> }> {
  const { DATABASE_URL: given } = readEnvironment();
  if (given) {
    await migrate(given);
    return { url: given, close: () => Promise.resolve() };
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-bench-'));
  chmodSync(folder, 0o755);
  const server = await EmbeddedPostgres.start({ dataDir: path.join(folder, 'postgres') });
  await migrate(server.url);
  return {
    url: server.url,
    close: async () => {
      await server.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

void main();
