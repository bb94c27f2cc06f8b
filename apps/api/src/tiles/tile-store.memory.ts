import { createHash } from 'node:crypto';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Logger, type OnModuleInit } from '@nestjs/common';
import { MapTiles, StreetsError, type TileAddress } from '@yipii/geo';
import type { MapConfig } from '@yipii/platform';

/** Some 10 kB each. */
const TILES_KEPT = 1_000;

export interface StoredTile {
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

/**
 * The latest tiles that were asked for. A map with streets is loaded before the process is ready, since that keeps it
 * from everything else for a while; one without is loaded with the first tile.
 */
export class TileStore implements OnModuleInit {
  private readonly log = new Logger('tiles');
  private readonly kept = new Map<string, StoredTile>();
  private map: Promise<MapTiles> | undefined;

  constructor(private readonly config: Pick<MapConfig, 'streets' | 'dataDir'>) {}

  async onModuleInit(): Promise<void> {
    if (this.config.streets) await this.loaded();
  }

  async find(tile: TileAddress): Promise<StoredTile> {
    const map = await this.loaded();
    const key = `${tile.z}/${tile.x}/${tile.y}`;
    const stored = this.kept.get(key) ?? store(map.cut(tile));
    // The latest are last.
    this.kept.delete(key);
    this.kept.set(key, stored);
    if (this.kept.size > TILES_KEPT) this.kept.delete(this.kept.keys().next().value ?? '');
    return stored;
  }

  private loaded(): Promise<MapTiles> {
    return (this.map ??= this.load());
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

function store(bytes: Uint8Array): StoredTile {
  const plain = Buffer.from(bytes);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { etag, plain, gzip: gzipSync(plain) };
}
