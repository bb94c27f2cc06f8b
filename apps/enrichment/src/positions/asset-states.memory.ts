import type { NewFeedEvent } from '@yipii/persistence';
import { PartitionLost, type PartitionClaim, type StateCheckpoint, type TakenStates } from '@yipii/platform';
import type { Stop, Trip } from '@yipii/domain';
import { AssetStates, splitRows, type Asset, type AssetOutput, type StoredAsset } from './asset-states.ports';

interface StoredPartition {
  epoch: number;
  offset: number | null;
  readonly assets: Map<number, StoredAsset>;
}

/** Keeps states as the database does, as JSON, for tests. */
export class MemoryAssetStates extends AssetStates {
  private readonly partitions = new Map<number, StoredPartition>();
  /** By kind, asset and start. */
  readonly journeys = new Map<string, Trip | Stop>();
  /** The event feed. */
  readonly events: NewFeedEvent[] = [];
  /** While true, nothing can be stored or read. */
  away = false;

  take(partition: number): Promise<TakenStates<StoredAsset>> {
    if (this.away) return Promise.reject(new Error('the database is away'));
    const stored = this.partitions.get(partition) ?? { epoch: 0, offset: null, assets: new Map() };
    stored.epoch += 1;
    this.partitions.set(partition, stored);
    const claim = { group: 'enrichment', topic: 'position.received.v1', partition, epoch: stored.epoch };
    return Promise.resolve({ claim, offset: stored.offset, states: [...stored.assets.values()] });
  }

  save({ partition, epoch }: PartitionClaim, checkpoint: StateCheckpoint<Asset, AssetOutput>): Promise<void> {
    if (this.away) return Promise.reject(new Error('the database is away'));
    const stored = this.partitions.get(partition);
    if (stored?.epoch !== epoch) return Promise.reject(new PartitionLost('it has a new owner'));
    const { locations, journeys, events } = splitRows(checkpoint.rows);
    this.events.push(...events);
    stored.offset = checkpoint.offset;
    for (const { assetId, accountId, state } of checkpoint.states) {
      stored.assets.set(assetId, {
        assetId,
        accountId,
        accountKey: 'acme',
        seq: state.seq,
        state: JSON.parse(JSON.stringify(state)) as unknown,
        location: locations.get(assetId) ?? stored.assets.get(assetId)?.location ?? null,
      });
    }
    for (const { assetId, journey } of journeys) {
      const { at } = journey.start;
      if (journey.kind === 'retraction') this.journeys.delete(`${journey.of} ${assetId} ${at}`);
      else this.journeys.set(`${journey.kind} ${assetId} ${at}`, journey);
    }
    return Promise.resolve();
  }

  /** Replaces a stored state by something invalid. */
  damage(assetId: number): void {
    for (const { assets } of this.partitions.values()) {
      const asset = assets.get(assetId);
      if (asset) assets.set(assetId, { ...asset, state: { seq: 'not a number' } });
    }
  }
}
