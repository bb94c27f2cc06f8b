import { NOON, FakeClock } from '@yipii/testing';
import { BLANK_MAP } from '@yipii/domain';
import type { Envelope, PositionEnriched, PositionReceived, StatusChanged } from '@yipii/protocol';
import { AssetPartitions } from '../../apps/enrichment/src/positions/asset-partitions';
import type { AssetStates } from '../../apps/enrichment/src/positions/asset-states.ports';
import { EnrichPositions } from '../../apps/enrichment/src/positions/enrich-positions';
import { WrittenEvents, aBatch, asReceived } from '../../apps/enrichment/src/positions/scenario';

export type Fate = 'killed' | 'frozen';

/** The log: frames of one partition in, everything that any owner has written out. */
export interface DayLog {
  readonly frames: readonly PositionReceived[];
  readonly enriched: Envelope<PositionEnriched>[];
  readonly statuses: Envelope<StatusChanged>[];
}

/** One process that owns the partition, for as long as it lives. */
export class Owner {
  private readonly written = new WrittenEvents();
  private readonly enrichment: EnrichPositions;
  private offset = 0;

  private constructor(
    private readonly partitions: AssetPartitions,
    private readonly log: DayLog,
  ) {
    this.enrichment = new EnrichPositions(partitions, BLANK_MAP);
  }

  /** Takes the partition over from whoever had it, and reads on from the last checkpoint. */
  static async take(states: AssetStates, log: DayLog): Promise<Owner> {
    const owner = new Owner(new AssetPartitions(states, new FakeClock(NOON)), log);
    owner.offset = await owner.partitions.assigned(0);
    return owner;
  }

  /** Up to the frame at this offset, which is not included. */
  async runTo(offset: number): Promise<void> {
    if (offset <= this.offset) return;
    const batch = this.log.frames.slice(this.offset, offset).map(asReceived);
    await this.enrichment.run(aBatch(batch, this.written, { firstOffset: this.offset }));
    this.offset = offset;
    this.log.enriched.push(...this.written.enriched.splice(0));
    this.log.statuses.push(...this.written.statuses.splice(0));
  }

  checkpoint(): Promise<void> {
    return this.partitions.checkpoint();
  }

  /** It was frozen, comes back, goes on as if nothing had been, and finds out when it would store its state. */
  async thaw(): Promise<void> {
    await this.runTo(this.offset + 5);
    await this.checkpoint();
    if (this.partitions.all().length > 0) throw new Error('it still believes to be the owner');
  }
}
