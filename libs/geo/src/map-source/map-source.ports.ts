import type { TileAddress } from '../tiles/tile';

/** Pages ask for tiles of a source down to here, so that widths and names suit the zoom. */
export const DEEPEST_SOURCE_ZOOM = 18;

export interface GroundTile {
  readonly contentType: 'application/vnd.mapbox-vector-tile' | 'image/webp';
  readonly bytes: Uint8Array;
}

/** A map of somebody else's, ready for the pages. */
export interface MapSource {
  /** Whom to thank, as plain text; null: it does not say. */
  readonly attribution: string | null;
  /**
   * Returns a tile: as a picture of 512 pixels; as a vector tile in the layers of our own map; or painted in the look
   * of a style (`PaintedTile`). Null where the source has none there.
   * @param address at most `DEEPEST_SOURCE_ZOOM` deep
   * @throws {MapSourceError} where it can't be read now
   */
  tile(address: TileAddress): Promise<GroundTile | null>;
}
