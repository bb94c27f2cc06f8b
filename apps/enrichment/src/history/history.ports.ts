import type { KeptPeriod } from '@yipii/persistence';
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
   * Creates partitions for the coming days and drops those before the period. Records whose fix time fits no day of it
   * are kept for the same time after their receipt; late ones of days that are packed, until they are packed as well.
   */
  abstract tidy(now: number, period: KeptPeriod): Promise<void>;
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
