import type { PartitionClaim } from '../checkpoint/partition-checkpoints';

/**
 * Between these times, epoch ms, all that was received for a partition was read without a break, and what came of it
 * was published.
 */
export interface HeardSpan {
  readonly since: number;
  readonly until: number;
}

/**
 * How far the reader of a topic has come. Those who read only its output can't see what waits for it, and would take
 * its outage for the silence of everybody.
 */
export abstract class HeardSpans {
  /** Tells them for partitions that this process owns; of others it changes nothing. `until` never goes back. */
  abstract tell(spans: readonly (HeardSpan & { readonly claim: PartitionClaim })[]): Promise<void>;
  /** Returns those of a topic by partition; partitions of which none was told are absent. */
  abstract of(topic: string): Promise<ReadonlyMap<number, HeardSpan>>;
}
