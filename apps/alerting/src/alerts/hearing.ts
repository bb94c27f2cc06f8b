import type { Clock, HeardSpan, HeardSpans, Listening } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import type { AlertPartition } from './alert-partitions';

/** Enrichment tells its progress every second. */
const EVERY_MS = 1_000;
/** If it has not told any for so long, everybody gets the full time again. */
const BREAK_MS = 30_000;

/**
 * Knows between when and when the assets of a partition could be heard: by enrichment, whose input has the same
 * partitions as its output, and by us. Silence outside of that is ours.
 */
export class Hearing {
  private readAt = -Infinity;
  private told: ReadonlyMap<number, HeardSpan> = new Map();
  /** As of the read before: what enrichment had published by then has arrived. */
  private arrived: ReadonlyMap<number, HeardSpan> = new Map();
  /** By partition, when enrichment was found too far behind last. */
  private readonly breaks = new Map<number, number>();

  constructor(
    private readonly listening: Listening,
    private readonly spans: HeardSpans,
    private readonly clock: Clock,
  ) {}

  /** Call it in each round. Rejects if the progress of enrichment is not known now. */
  async check(partitions: readonly AlertPartition[]): Promise<void> {
    this.listening.check();
    const now = this.clock.now();
    if (now - this.readAt < EVERY_MS) return;
    const told = await this.spans.of(topics.positionReceived.name);
    this.readAt = now;
    this.arrived = this.told;
    this.told = told;
    for (const { claim } of partitions) {
      const until = told.get(claim.partition)?.until ?? -Infinity;
      if (now - until > BREAK_MS) this.breaks.set(claim.partition, now);
    }
  }

  /** Returns since when the assets of a partition could be heard without a break, epoch ms. */
  sinceIn(partition: AlertPartition): number {
    const { partition: number } = partition.claim;
    const enrichment = this.told.get(number)?.since ?? 0;
    return Math.max(this.listening.sinceIn(partition), enrichment, this.breaks.get(number) ?? 0);
  }

  /** Returns up to when all that they sent was evaluated, epoch ms. */
  untilIn(partition: AlertPartition): number {
    const enrichment = this.arrived.get(partition.claim.partition)?.until ?? -Infinity;
    return Math.min(partition.seenUntil(this.clock.now()), enrichment);
  }
}
