import type { TileAddress } from '@yipii/geo';
import type { StoredTile } from './stored-tile';

/** Some 10 kB each. */
const TILES_KEPT = 1_000;

/** The latest tiles that were asked for; those that are on their way are asked for once. */
export class LatestTiles {
  private readonly kept = new Map<string, { readonly tile: Promise<StoredTile>; readonly until: number }>();

  /** @param make is called where the tile is not there or its time is over; what it rejects with is not kept */
  find({ z, x, y }: TileAddress, make: () => Promise<StoredTile>): Promise<StoredTile> {
    const key = `${z}/${x}/${y}`;
    const stored = this.kept.get(key);
    const isUsable = stored !== undefined && stored.until > performance.now();
    const entry = isUsable ? stored : { tile: make(), until: Infinity };
    // The latest are last.
    this.kept.delete(key);
    this.kept.set(key, entry);
    if (this.kept.size > TILES_KEPT) this.kept.delete(this.kept.keys().next().value ?? '');
    if (!isUsable) this.settle(key, entry.tile);
    return entry.tile;
  }

  private settle(key: string, tile: Promise<StoredTile>): void {
    tile.then(
      ({ maxAge }) => {
        if (this.kept.get(key)?.tile === tile)
          this.kept.set(key, { tile, until: performance.now() + maxAge * 1_000 });
      },
      () => this.kept.get(key)?.tile === tile && this.kept.delete(key),
    );
  }
}
