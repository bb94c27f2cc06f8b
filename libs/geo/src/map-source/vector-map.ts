import { decodeTile, type DecodedTile } from './decode-tile';
import { encodeTile } from './encode-tile';
import { MapSourceError } from './map-source-error';
import type { MapSource } from './map-source.ports';
import { inOwnLook, isKnownSchema } from './own-look';
import { ancestor, type TileAddress } from '../tiles/tile';
import type { TileSource } from './tile-source.ports';

const SCHEMAS = 'OpenMapTiles, Protomaps or Shortbread';

/**
 * Shows vector tiles in the look of our own map.
 * @throws {MapSourceError} where their layers are of no schema that is known
 */
export async function vectorMap(source: TileSource, name = 'the tiles'): Promise<MapSource> {
  const names = source.layerNames ?? (await layersOfFirst(source));
  if (names !== null && !isKnownSchema(names))
    throw new MapSourceError(
      `${name}: its layers (${names.slice(0, 10).join(', ')}) are not those of ${SCHEMAS}; set MAP_SOURCE to a style for them`,
    );
  return {
    attribution: source.attribution,
    async tile(address) {
      const tile = await readTile(source, address);
      return tile && encodeTile(inOwnLook(tile));
    },
  };
}

/** Returns the part of a source's tile that is at an address; null where it has none there. */
export async function readTile(source: TileSource, address: TileAddress): Promise<DecodedTile | null> {
  if (address.z < source.minZoom) return null;
  const from = ancestor(address, source.maxZoom);
  const bytes = await source.tile(from);
  if (!bytes) return null;
  try {
    return decodeTile(bytes, from, address);
  } catch (error) {
    throw new MapSourceError(`${from.z}/${from.x}/${from.y} is no vector tile: ${(error as Error).message}`);
  }
}

async function layersOfFirst(source: TileSource): Promise<string[] | null> {
  const tile = await readTile(source, { z: 0, x: 0, y: 0 });
  return tile && tile.size > 0 ? [...tile.keys()] : null;
}
