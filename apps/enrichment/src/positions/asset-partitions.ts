import { rebuildState, restoreState } from '@yipii/domain';
import { FailureStreak, Logger, PartitionLost, type Clock, type PartitionOwner } from '@yipii/platform';
import { completeEnrichedLocation, isEnrichedLocation } from '@yipii/protocol';
import type { AssetStates, StoredAsset } from './asset-states.ports';
import { OwnedPartition, type Asset } from './owned-partition';

/**
 * The partitions of `position.received` that this process owns, with the states of their assets. A
 * checkpoint stores states and input offset together; between two of them the log is the memory: who takes
 * over reads on from the stored offset and comes to the same states and outputs.
 */
export class AssetPartitions implements PartitionOwner {
  private readonly log = new Logger('enrichment');
  private readonly streak = new FailureStreak(this.log, {});
  private readonly owned = new Map<number, OwnedPartition>();
  /** One checkpoint at a time. */
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly states: AssetStates,
    private readonly clock: Clock,
  ) {}

  /** Never null: what the group has committed may be ahead of a first checkpoint that was never made. */
  async assigned(partition: number): Promise<number> {
    const { claim, offset, assets } = await this.states.take(partition);
    const restored = assets.map((asset) => this.restore(asset));
    this.owned.set(partition, new OwnedPartition(claim, offset, restored, this.clock.now()));
    return offset ?? 0;
  }

  async revoked(partition: number): Promise<void> {
    await this.exclusively(() => this.save(partition));
    this.owned.delete(partition);
  }

  /** @throws PartitionLost */
  of(partition: number): OwnedPartition {
    const owned = this.owned.get(partition);
    if (!owned) throw new PartitionLost(`partition ${partition} is not owned`);
    return owned;
  }

  all(): readonly OwnedPartition[] {
    return [...this.owned.values()];
  }

  /** Its state can't be trusted any more; the next owner reads on from the last checkpoint. */
  drop(partition: number): void {
    this.owned.delete(partition);
  }

  /** Stores what has changed. While the database is away it is kept for the next time. */
  checkpoint(): Promise<void> {
    return this.exclusively(async () => {
      for (const partition of [...this.owned.keys()]) await this.save(partition);
    });
  }

  private exclusively(work: () => Promise<void>): Promise<void> {
    return (this.saving = this.saving.then(work, work));
  }

  private async save(partition: number): Promise<void> {
    const owned = this.owned.get(partition);
    const checkpoint = owned?.takeCheckpoint();
    if (!owned || !checkpoint) return;
    try {
      await this.states.save(owned.claim, checkpoint);
      this.streak.succeeded();
    } catch (error) {
      this.onUnsaved(owned, error);
      owned.putBack(checkpoint);
    }
  }

  private onUnsaved({ claim: { partition } }: OwnedPartition, error: unknown): void {
    if (error instanceof PartitionLost) {
      this.log.warn({ msg: 'partition has a new owner, its state is dropped', partition });
      this.drop(partition);
    } else this.streak.failed('checkpoint not stored, it is kept for the next', error);
  }

  private restore({ assetId, accountId, accountKey, seq, ...stored }: StoredAsset): Asset {
    const state = restoreState(stored.state);
    if (state) return { assetId, accountId, accountKey, state };
    this.log.error({ msg: 'a stored state is damaged and was rebuilt from the last position', assetId });
    completeEnrichedLocation(stored.location);
    const last = isEnrichedLocation(stored.location) ? stored.location : null;
    return { assetId, accountId, accountKey, state: rebuildState(seq, last) };
  }
}
