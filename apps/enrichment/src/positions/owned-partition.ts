import type { AssetState, JourneyChange, LocationUpdate } from '@yipii/domain';
import type { Batch, PartitionClaim } from '@yipii/platform';
import type { PositionReceived } from '@yipii/protocol';
import type { ChangedAsset, ChangedJourney, Checkpoint } from './asset-states.ports';

/** An asset in memory. */
export interface Asset {
  readonly assetId: number;
  readonly accountId: number;
  readonly accountKey: string;
  readonly state: AssetState;
}

/** What a batch has made of an asset. */
export interface AssetChange extends Asset {
  /** The last position that it streamed. */
  readonly location: LocationUpdate | null;
  /** Trips and stops that it began, changed or ended, in their order. */
  readonly journeys: readonly JourneyChange[];
}

/** The states of one partition, where its input stands, and what the database does not know yet. */
export class OwnedPartition {
  private readonly assets: Map<number, Asset>;
  private readonly unsaved = new Map<number, LocationUpdate | null>();
  /** By what each is known by. */
  private readonly journeys = new Map<string, ChangedJourney>();
  private moved = false;
  private lag = 0;
  private receivedAt = 0;
  /** A batch is on its way or waits to be tried again: its changes are not in the states yet. */
  waiting = false;

  constructor(
    readonly claim: PartitionClaim,
    private offset: number | null,
    assets: readonly Asset[],
    /** When this process became the owner, epoch ms. */
    readonly takenAt: number,
  ) {
    this.assets = new Map(assets.map((asset) => [asset.assetId, asset]));
  }

  asset(assetId: number): Asset | undefined {
    return this.assets.get(assetId);
  }

  all(): IterableIterator<Asset> {
    return this.assets.values();
  }

  /** Whether the input at this offset is already in the states. */
  has(offset: number): boolean {
    return this.offset !== null && offset < this.offset;
  }

  /** The time up to which the input was seen, epoch ms: `now` unless events wait that we have not looked at. */
  seenUntil(now: number): number {
    return this.lag === 0 ? now : this.receivedAt;
  }

  /** The outputs of a batch are durable: what it changed counts. */
  advance(changes: Iterable<AssetChange>, { nextOffset, lag, events }: Batch<PositionReceived>): void {
    for (const change of changes) this.apply(change);
    this.offset = nextOffset;
    this.moved = true;
    this.waiting = false;
    this.lag = lag;
    this.receivedAt = events.at(-1)?.event.receivedAt ?? this.receivedAt;
  }

  apply({ location, journeys, ...asset }: AssetChange): void {
    const { assetId, accountId } = asset;
    this.assets.set(assetId, asset);
    this.unsaved.set(assetId, location ?? this.unsaved.get(assetId) ?? null);
    for (const journey of journeys) {
      const changed = { assetId, accountId, journey };
      this.journeys.set(keyOf(changed), changed);
    }
  }

  /** What is to be stored, or null where the database has it all. It counts as stored until it is put back. */
  takeCheckpoint(): Checkpoint | null {
    if (!this.moved && this.unsaved.size === 0) return null;
    const assets: ChangedAsset[] = [];
    for (const [assetId, location] of this.unsaved) {
      const asset = this.assets.get(assetId);
      if (asset) assets.push({ assetId, accountId: asset.accountId, state: asset.state, location });
    }
    const journeys = [...this.journeys.values()];
    this.unsaved.clear();
    this.journeys.clear();
    this.moved = false;
    return { offset: this.offset, assets, journeys };
  }

  /** The checkpoint could not be stored; what has changed since is newer. */
  putBack({ assets, journeys }: Checkpoint): void {
    for (const { assetId, location } of assets) {
      this.unsaved.set(assetId, this.unsaved.get(assetId) ?? location);
    }
    for (const changed of journeys) {
      const key = keyOf(changed);
      if (!this.journeys.has(key)) this.journeys.set(key, changed);
    }
    this.moved = true;
  }
}

function keyOf({ assetId, journey }: ChangedJourney): string {
  const kind = journey.kind === 'retraction' ? journey.of : journey.kind;
  return `${kind}:${assetId}:${journey.start.at}`;
}
