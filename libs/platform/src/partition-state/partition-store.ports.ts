import type { PartitionClaim } from '../checkpoint/partition-checkpoints';

/** A partition that was taken over, with the states as they were stored. */
export interface TakenStates<Stored> {
  readonly claim: PartitionClaim;
  /** Where to read on; null: never stored. */
  readonly offset: number | null;
  readonly states: readonly Stored[];
}

/** What has changed since the last checkpoint, and the offset behind the input that changed it. */
export interface StateCheckpoint<State, Row> {
  readonly offset: number | null;
  /** Each changed state once, as it is now. */
  readonly states: readonly State[];
  /** What else belongs to these changes, in order; of rows with one key the last. */
  readonly rows: readonly Row[];
}

/**
 * Keeps the states of one consumer by the partition that their events come in. `Row` is whatever is stored
 * along with the states, e.g. trips, alerts or outbox events; `Stored` is what can be known of a stored state,
 * which may have been damaged.
 */
export abstract class PartitionStore<State, Row, Stored = State> {
  /** Makes this process the partition's owner; its former owner can save nothing any more. */
  abstract take(partition: number): Promise<TakenStates<Stored>>;
  /**
   * Stores all of the checkpoint or nothing.
   * @throws PartitionLost when the partition has a new owner
   */
  abstract save(claim: PartitionClaim, checkpoint: StateCheckpoint<State, Row>): Promise<void>;
}
