import type { Envelope, PositionEnriched } from '@yipii/protocol';

/** An enriched record in its envelope. */
export type HistoryRecord = Envelope<PositionEnriched>;

/** All records sent by devices, by asset and fix time. */
export abstract class History {
  /**
   * Stores the records that are not stored yet; resolves when they are durable, all of them or none.
   * @throws UnstorableRecords if the database can't store one of them, however often it is retried
   */
  abstract insert(records: readonly HistoryRecord[]): Promise<void>;
  /**
   * Creates partitions for the coming days and drops those before `keptFrom` (epoch ms). Records whose fix time
   * fits no day are kept for the same period after their receipt.
   */
  abstract tidy(now: number, keptFrom: number): Promise<void>;
}

/** Trips and stops of assets. */
export abstract class Journeys {
  /** Deletes those that ended before `time` (epoch ms). */
  abstract dropBefore(time: number): Promise<void>;
}

/** At least one of the records has a value that the database can't store. */
export class UnstorableRecords extends Error {
  override readonly name = 'UnstorableRecords';
}
