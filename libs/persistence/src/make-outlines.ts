import { packTrack } from '@yipii/domain';
import { deleteInBatches } from './delete-in-batches';
import type { Database } from './repositories/database';
import { thinDay } from './repositories/thin-day';
import { ASSET_DAY, DAY_MS, type AssetDay } from './repositories/track-spans';
import { WorkerUnitOfWork } from './unit-of-work/worker-unit-of-work';

/** Makes what `track_outline` keeps of the days of assets; in the database of history, as the role `yipii_worker`. */
export class MakeOutlines {
  private readonly unitOfWork: WorkerUnitOfWork;

  constructor(private readonly database: Database) {
    this.unitOfWork = new WorkerUnitOfWork(database);
  }

  /**
   * Makes the outline that has been due longest at `now` (epoch ms); false: none is. Replicas that do it at the same
   * time share the work. Of days before `keptFrom` nothing is made: history has a few stray records of them.
   */
  async makeNext(now: number, keptFrom: number): Promise<boolean> {
    // One question instead of a transaction, since mostly none is.
    const { rowCount } = await this.database.pool.query(ANY_DUE, [new Date(now)]);
    if (rowCount === 0) return false;
    return this.unitOfWork.run(async (tx) => {
      const { rows } = await tx.query<AssetDay>(NEXT, [new Date(now)]);
      const [due] = rows;
      if (!due) return false;
      const { account_id: accountId, asset_id: assetId, starts } = due;
      const day = {
        accountId: Number(accountId),
        assetId: Number(assetId),
        from: starts,
        to: starts + DAY_MS,
      };
      const points = day.to <= keptFrom ? null : Buffer.from(packTrack(await thinDay(tx, day)));
      await tx.query(MADE, [assetId, new Date(starts), points]);
      return true;
    });
  }

  /** Lets go of the days before `time` (epoch ms) of which history has nothing any more. */
  async dropBefore(time: number): Promise<void> {
    const isOfDay = (column: string) =>
      `${column} >= day::timestamp AT TIME ZONE 'UTC' AND ${column} < (day + 1)::timestamp AT TIME ZONE 'UTC'`;
    const where = `day < ($1::timestamptz AT TIME ZONE 'UTC')::date AND due_at IS NULL
      AND NOT EXISTS (SELECT FROM position AS kept
        WHERE kept.asset_id = track_outline.asset_id AND ${isOfDay('fix_time')})
      AND NOT EXISTS (SELECT FROM packed_positions AS kept
        WHERE kept.asset_id = track_outline.asset_id AND ${isOfDay('first_fix')})`;
    await deleteInBatches(this.database.pool, { table: 'track_outline', where }, [new Date(time)]);
  }
}

const ANY_DUE = 'SELECT FROM track_outline WHERE due_at <= $1 LIMIT 1';

const NEXT = `
  SELECT ${ASSET_DAY} FROM track_outline
  WHERE due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

const MADE = `
  UPDATE track_outline SET points = $3, due_at = NULL
  WHERE asset_id = $1 AND day = ($2::timestamptz AT TIME ZONE 'UTC')::date`;
