import type { TileAddress } from '../tiles/tile';

export const TILE_FORMATS = ['vector', 'image'] as const;
export type TileFormat = (typeof TILE_FORMATS)[number];

/** A set of tiles in the pyramid of Web Mercator that somebody else has made. */
export interface TileSource {
  /** `vector`: Mapbox Vector Tiles; `image`: PNG, JPEG, WebP or AVIF. */
  readonly format: TileFormat;
  readonly minZoom: number;
  /** Deeper ones are cut from its tiles. */
  readonly maxZoom: number;
  /** Whom to thank, as plain text; null: it does not say. */
  readonly attribution: string | null;
  /** Of vector tiles; null: it does not say. */
  readonly layerNames: readonly string[] | null;
  /**
   * Returns a tile between the two zooms, not compressed; null where there is none.
   * @throws {MapSourceError} where it can't be read
   */
  tile(address: TileAddress): Promise<Buffer | null>;
}

/** Bytes of one tile, not compressed. */
export const MOST_TILE_BYTES = 4_000_000;
