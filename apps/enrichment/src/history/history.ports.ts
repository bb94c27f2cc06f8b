import type { Envelope, PositionEnriched } from '@yipii/protocol';

/** An enriched record with what identifies it. */
export type HistoryRecord = Envelope<PositionEnriched>;

/** Every record that devices have sent, by asset and fix time. */
export abstract class History {
  /**
   * Stores those that are not there yet; resolves when they are durable. All of them or none.
   * @throws UnstorableRecords when the database can't hold one of them, however often it is tried
   */
  abstract insert(records: readonly HistoryRecord[]): Promise<void>;
  /**
   * Makes room for the days that come and lets go of those before `keptFrom` (epoch ms). Records whose fix time no
   * day can hold stay as long from when they were received on.
   */
  abstract tidy(now: number, keptFrom: number): Promise<void>;
}

/** Trips and stops of assets. */
export abstract class Journeys {
  /** Lets go of those that ended before `time` (epoch ms). */
  abstract dropBefore(time: number): Promise<void>;
}

/** At least one of the records has a value outside what the database can hold. */
export class UnstorableRecords extends Error {
  override readonly name = 'UnstorableRecords';
}
