import path from 'node:path';
import { Logger, type OnModuleInit } from '@nestjs/common';
import {
  ancestor,
  DEEPEST_SOURCE_ZOOM,
  DEEPEST_ZOOM,
  enlarged,
  isTile,
  MapTiles,
  StreetsError,
  type TileAddress,
} from '@yipii/geo';
import type { MapConfig } from '@yipii/platform';
import type { PageMapConfig } from '../pages/page-map.config';
import { LatestTiles } from './latest-tiles';
import { OtherMap } from './other-map';
import { storedTile, type StoredTile } from './stored-tile';

/** Seconds. A tile that stands in for one that could not be read. */
const STAND_IN_AGE = 60;

/**
 * The tiles of our own map or, with `MAP_SOURCE`, of another one, where ours stand in for those that are missing. A map
 * with streets is loaded before the process is ready, since that keeps it from everything else for a while; one without
 * is loaded with the first tile.
 */
export class TileStore implements OnModuleInit {
  private readonly log = new Logger('tiles');
  private readonly latest = new LatestTiles();
  private readonly other: OtherMap | null;
  private own: Promise<MapTiles> | undefined;

  constructor(
    private readonly config: Pick<MapConfig, 'streets' | 'dataDir'>,
    { source, attribution }: Pick<PageMapConfig, 'source' | 'attribution'>,
  ) {
    this.other = source ? new OtherMap(source, attribution, this.log) : null;
  }

  async onModuleInit(): Promise<void> {
    await this.other?.open();
    if (this.config.streets) await this.loaded();
  }

  /** Returns null where there is no such tile. */
  async find(tile: TileAddress): Promise<StoredTile | null> {
    if (!isTile(tile, this.other ? DEEPEST_SOURCE_ZOOM : DEEPEST_ZOOM)) return null;
    return this.latest.find(tile, () => this.make(tile));
  }

  private async make(tile: TileAddress): Promise<StoredTile> {
    const found = this.other ? await this.other.find(tile) : null;
    if (found !== null && found !== 'away') return found;
    const from = ancestor(tile, DEEPEST_ZOOM);
    const whole = (await this.loaded()).cut(from);
    const bytes = from.z === tile.z ? whole : enlarged(whole, from, tile);
    const ground = { contentType: 'application/vnd.mapbox-vector-tile', bytes } as const;
    return storedTile(ground, found === 'away' ? { maxAge: STAND_IN_AGE } : {});
  }

  private loaded(): Promise<MapTiles> {
    return (this.own ??= this.load());
  }

  /** Where the file of streets is of no use, there are land, borders and towns all the same. */
  private async load(): Promise<MapTiles> {
    const { streets, dataDir } = this.config;
    const options = { cacheFolder: path.join(dataDir, 'map'), log: this.log };
    try {
      return await MapTiles.load({ ...options, ...(streets && { streets }) });
    } catch (error) {
      if (!(error instanceof StreetsError)) throw error;
      this.log.error({ msg: 'no streets on the map', code: error.code, reason: error.message });
      return MapTiles.load(options);
    }
  }
}
