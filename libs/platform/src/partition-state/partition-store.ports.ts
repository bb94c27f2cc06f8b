import type { PartitionClaim } from '../checkpoint/partition-checkpoints';

/** A partition that was taken over, with its stored states. */
export interface TakenStates<Stored> {
  readonly claim: PartitionClaim;
  /** Where to continue reading; null if it was never stored. */
  readonly offset: number | null;
  readonly states: readonly Stored[];
}

/** Changes since the last checkpoint, and the offset behind the input that caused them. */
export interface StateCheckpoint<State, Row> {
  readonly offset: number | null;
  /** Each changed state once, in its current form. */
  readonly states: readonly State[];
  /** Other rows of these changes, in order; of rows with the same key the last. */
  readonly rows: readonly Row[];
}

/**
 * Keeps the states of one consumer by the partition that their events come in. `Row` is whatever is stored
 * along with the states, e.g. trips, alerts or outbox events; `Stored` is what can be known of a stored state,
 * which may have been damaged.
 */
export abstract class PartitionStore<State, Row, Stored = State> {
  /** Makes this process the partition's owner; its former owner can no longer save anything. */
  abstract take(partition: number): Promise<TakenStates<Stored>>;
  /**
   * Stores all of the checkpoint or nothing.
   * @throws PartitionLost when the partition has a new owner
   */
  abstract save(claim: PartitionClaim, checkpoint: StateCheckpoint<State, Row>): Promise<void>;
}
