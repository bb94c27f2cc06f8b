import { SeedAccount, WorkerUnitOfWork } from '@yipii/persistence';
import { HistoryDatabase, WorkerDatabase, openPool } from '@yipii/platform';
import type { PositionReceived } from '@yipii/protocol';
import { seededRandom, simulateDay } from '@yipii/simulator';
import { createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import { PostgresHistory } from '../../apps/enrichment/src/history/history.postgres';
import { PostgresAssetStates } from '../../apps/enrichment/src/positions/asset-states.postgres';
import { Owner, type Fate } from './owner';

const START = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const SEED = 20261124;
/** REPLAY=full: the whole fleet. */
const IS_FULL = process.env.REPLAY === 'full';
const VEHICLES = IS_FULL ? 50 : 8;
/** Minutes on a busy machine; undefined: as other tests. */
const TIMEOUT_MS = IS_FULL ? 900_000 : undefined;
/** Frames between two checkpoints, so that a new owner has something to repeat. */
const CHECKPOINT_EVERY = 150;
/** Frames until one that was frozen comes back. */
const FROZEN_FOR = 300;

describe('a day whose owners are killed 50 times and frozen 10 times', () => {
  const databases: TestDatabase[] = [];

  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  it(
    'comes to the history, trips, stops, states and stream of an undisturbed day, byte for byte',
    async () => {
      const { frames } = simulateDay({ vehicles: VEHICLES, seed: SEED, start: START });
      const fates = drawFates(frames.length);
      expect([...fates.values()].filter((fate) => fate === 'killed')).toHaveLength(50);
      const calm = await replay(frames, new Map());
      const disturbed = await replay(frames, fates);
      expect(calm.position.length).toBeGreaterThan(frames.length);
      expect(calm.trip.length).toBeGreaterThan(VEHICLES * 3);
      expect(disturbed.repeated).toBeGreaterThan(1_000);
      for (const part of ['enriched', 'statuses', 'position', 'trip', 'stop', 'asset_state'] as const)
        expect(differences(disturbed[part], calm[part])).toEqual([]);
    },
    TIMEOUT_MS,
  );

  /** All that a day leaves behind, each row as text. */
  async function replay(frames: readonly PositionReceived[], fates: ReadonlyMap<number, Fate>) {
    const database = await createMigratedDatabase();
    databases.push(database);
    const worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 2));
    const app = openPool(database.url, 'yipii_app', 1);
    const seed = new SeedAccount(new WorkerUnitOfWork(worker));
    await seed.run({ key: 'simulated', name: 'Simulated', assets: [] });
    const { enriched, statuses } = await replayFrames(frames, fates, new PostgresAssetStates(worker));
    const history = new PostgresHistory(new HistoryDatabase(worker.pool, app));
    await history.tidy(START + DAY_MS, { keptFrom: START - 60 * DAY_MS, rowsFrom: START - DAY_MS });
    for (let i = 0; i < enriched.length; i += 2_000) await history.insert(enriched.slice(i, i + 2_000));
    const rows = async (sql: string) => {
      const result = await worker.pool.query<{ row: string }>(`SELECT row::text FROM (${sql}) AS row`);
      return result.rows.map(({ row }) => row);
    };
    const left = {
      enriched: distinct(enriched),
      statuses: distinct(statuses),
      repeated: enriched.length - distinct(enriched).length,
      position: await rows('SELECT * FROM position ORDER BY asset_id, fix_time, event_id'),
      trip: await rows('SELECT * FROM trip ORDER BY asset_id, started_at'),
      stop: await rows('SELECT * FROM stop ORDER BY asset_id, started_at'),
      // The fields of a state that was read from the database may be in another order.
      asset_state: await rows(
        'SELECT asset_id, part, seq, state::jsonb AS state, location FROM asset_state ORDER BY asset_id',
      ),
    };
    await Promise.all([worker.pool.end(), app.end()]);
    return left;
  }
});

/** Frame by frame; what befalls the owner before a frame is in `fates`. */
async function replayFrames(
  frames: readonly PositionReceived[],
  fates: ReadonlyMap<number, Fate>,
  states: PostgresAssetStates,
) {
  const log = { frames, enriched: [], statuses: [] };
  let owner = await Owner.take(states, log);
  const frozen: { owner: Owner; until: number }[] = [];
  for (let until = 1; until <= frames.length; until += 1) {
    const fate = fates.get(until);
    await owner.runTo(until);
    if (until % CHECKPOINT_EVERY === 0) await owner.checkpoint();
    if (fate === 'frozen') frozen.push({ owner, until: until + FROZEN_FOR });
    if (fate) owner = await Owner.take(states, log);
    for (const former of frozen.filter((one) => one.until === until)) await former.owner.thaw();
  }
  await owner.checkpoint();
  return log;
}

function drawFates(frames: number): Map<number, Fate> {
  const random = seededRandom(SEED);
  const fates = new Map<number, Fate>();
  while (fates.size < 60) {
    const at = 1 + Math.floor(random() * (frames - FROZEN_FOR - 1));
    if (!fates.has(at)) fates.set(at, fates.size < 50 ? 'killed' : 'frozen');
  }
  return fates;
}

function distinct(events: readonly object[]): string[] {
  return [...new Set(events.map((event) => JSON.stringify(event)))];
}

/** The first few, for people. */
function differences(found: readonly string[], expected: readonly string[]): string[] {
  const differ = found.map((row, index) =>
    row === expected[index] ? '' : `${row} instead of ${expected[index]}`,
  );
  const missing = expected.slice(found.length).map((row) => `missing ${row}`);
  return [...differ.filter((text) => text !== ''), ...missing].slice(0, 5);
}
