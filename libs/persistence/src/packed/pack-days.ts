import { patient, type Sql } from '@yipii/platform';
import { deleteInBatches } from '../delete-in-batches';
import type { Database } from '../repositories/database';
import { TRACK_COLUMNS } from '../repositories/track-row';
import { ASSET_DAY, DAY_MS, type AssetDay } from '../repositories/track-spans';
import { WorkerUnitOfWork } from '../unit-of-work/worker-unit-of-work';
import { PackedRows, packRows, type HistoryRow } from './packed-rows';
import { mergeRows } from './history-key';
import { cutIntoPacks, groupByPack, type PackedTogether, type StoredPack } from './split-rows';

/** Rows that are packed in one transaction, for which late records of that day have to wait. */
const PAGE_ROWS = 1_000;

/** What is kept of history, and how: epoch ms. */
export interface KeptPeriod {
  /** The first moment that is kept. */
  readonly keptFrom: number;
  /** Of the first day that is not packed. */
  readonly rowsFrom: number;
}

/**
 * Moves what `position` has of days that are over into `packed_positions`; in the database of history, as the role
 * `yipii_worker`. Replicas that do it at the same time share the work.
 */
export class PackDays {
  private readonly unitOfWork: WorkerUnitOfWork;

  constructor(private readonly database: Database) {
    this.unitOfWork = new WorkerUnitOfWork(database);
  }

  /** Packs some rows of the oldest day that is to be packed at `now` (epoch ms); false: none is. */
  async packNext(now: number, { keptFrom, rowsFrom }: KeptPeriod): Promise<boolean> {
    const period = [new Date(now), new Date(keptFrom), new Date(rowsFrom)];
    // One question instead of a transaction, since mostly none is.
    const { rowCount } = await this.database.pool.query(`SELECT ${DUE} LIMIT 1`, period);
    if (rowCount === 0) return false;
    return this.unitOfWork.run(async (tx) => {
      const { rows } = await tx.query<AssetDay>(NEXT, period);
      if (!rows[0]) return false;
      await packPage(tx, rows[0]);
      return true;
    });
  }

  /** Deletes the packs of the days before the one of `time` (epoch ms). */
  async dropBefore(time: number): Promise<void> {
    const values = [new Date(time - (time % DAY_MS))];
    await deleteInBatches(this.database.pool, { table: 'packed_positions', where: 'first_fix < $1' }, values);
  }

  /** Drops the partitions of the days of which everything is packed; they may still be in the way of others. */
  async dropEmptied({ keptFrom, rowsFrom }: KeptPeriod): Promise<void> {
    await this.database.pool.query(patient(DROP_EMPTIED, [new Date(keptFrom), new Date(rowsFrom)]));
  }
}

/** Up to the first day that has something left; who owns the partitions does not see the table of outlines. */
const DROP_EMPTIED = `
  SELECT drop_emptied_partitions(least(($2::timestamptz AT TIME ZONE 'UTC')::date, (
    SELECT min(day) FROM track_outline
    WHERE pack_at IS NOT NULL AND day >= ($1::timestamptz AT TIME ZONE 'UTC')::date
  )))`;

const DUE = `
  FROM track_outline
  WHERE pack_at <= $1 AND due_at IS NULL AND day >= ($2::timestamptz AT TIME ZONE 'UTC')::date
    AND day < ($3::timestamptz AT TIME ZONE 'UTC')::date`;

const NEXT = `
  SELECT ${ASSET_DAY} ${DUE}
  ORDER BY day LIMIT 1 FOR UPDATE SKIP LOCKED`;

async function packPage(tx: Sql, day: AssetDay): Promise<void> {
  const bounds = [day.asset_id, new Date(day.starts), new Date(day.starts + DAY_MS)];
  const { rows: ends } = await tx.query<PageEnd>(PAGE_END, [...bounds, PAGE_ROWS]);
  const end = ends[0];
  const page = [end?.fix_time ?? 'infinity', end?.event_id ?? NIL_UUID];
  const taken = await tx.query<HistoryRow>(TAKE, [...bounds, ...page]);
  const packs = await tx.query<StoredPackRow>(PACKS, bounds);
  for (const group of groupByPack(mergeRows(taken.rows), packs.rows.map(storedPack)))
    await store(tx, day, group);
  if (!end) await tx.query(PACKED, bounds.slice(0, 2));
}

async function store(tx: Sql, day: AssetDay, { pack, rows }: PackedTogether<StoredPack>): Promise<void> {
  const all = pack ? mergeRows(await takePack(tx, day, pack), rows) : rows;
  for (const part of cutIntoPacks(all)) {
    const [first, last] = [part[0], part.at(-1)];
    const seqs = part.flatMap(({ seq }) => (seq === null ? [] : [Number(seq)]));
    await tx.query(INSERT, [
      ...[day.account_id, day.asset_id, first?.fix_time, first?.event_id, last?.fix_time],
      ...[seqs.length > 0 ? Math.max(...seqs) : null, part.length, await packRows(part)],
    ]);
  }
}

async function takePack(tx: Sql, { asset_id }: AssetDay, { first }: StoredPack): Promise<HistoryRow[]> {
  const { rows } = await tx.query<{ packed: Buffer }>(TAKE_PACK, [asset_id, first.fixTime, first.eventId]);
  return rows.flatMap(({ packed }) => new PackedRows(packed).rows());
}

interface PageEnd {
  /** Text, since a Date is less precise. */
  readonly fix_time: string;
  readonly event_id: string;
}

/** $1 is the asset, $2 and $3 are the day; likewise below. */
const PAGE_END = `
  SELECT fix_time::text, event_id FROM position WHERE asset_id = $1 AND fix_time >= $2 AND fix_time < $3
  ORDER BY fix_time, event_id OFFSET $4 LIMIT 1`;

const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** Deleting and reading in one: exactly what is packed is gone, whatever is inserted meanwhile. */
const TAKE = `
  DELETE FROM position WHERE asset_id = $1 AND fix_time >= $2 AND fix_time < $3 AND (fix_time, event_id) < ($4, $5::uuid)
  RETURNING ${TRACK_COLUMNS}, device_id, valid, protocol`;

interface StoredPackRow {
  readonly first_fix: Date;
  readonly first_event: string;
  readonly last_fix: Date;
  readonly records: number;
}

const PACKS = `
  SELECT first_fix, first_event, last_fix, records FROM packed_positions
  WHERE asset_id = $1 AND first_fix >= $2 AND first_fix < $3 ORDER BY first_fix, first_event`;

function storedPack({ first_fix, first_event, last_fix: lastFix, records }: StoredPackRow): StoredPack {
  return { first: { fixTime: first_fix, eventId: first_event }, lastFix, records };
}

const TAKE_PACK = `
  DELETE FROM packed_positions WHERE asset_id = $1 AND first_fix = $2 AND first_event = $3 RETURNING packed`;

const INSERT = `
  INSERT INTO packed_positions
    (account_id, asset_id, first_fix, first_event, last_fix, last_seq, records, packed)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

const PACKED = `
  UPDATE track_outline SET pack_at = NULL
  WHERE asset_id = $1 AND day = ($2::timestamptz AT TIME ZONE 'UTC')::date`;
