import { fromGeojsonVt } from 'vt-pbf';
import { EXTENT, type TileAddress, type TileFeature } from '../tiles/tile';
import { decodeTile, geometryOf } from './decode-tile';
import type { GroundTile } from './map-source.ports';

type Layers = Readonly<Record<string, { readonly features: readonly TileFeature[] }>>;

/** Returns layers as a vector tile; those without features are left out. */
export function encodeTile(layers: Layers): GroundTile {
  const shown = Object.entries(layers).filter(([, { features }]) => features.length > 0);
  const bytes = fromGeojsonVt(Object.fromEntries(shown), { version: 2, extent: EXTENT });
  return { contentType: 'application/vnd.mapbox-vector-tile', bytes };
}

/** Returns a part of one of our own tiles as a tile. */
export function enlarged(bytes: Uint8Array, from: TileAddress, part: TileAddress): Uint8Array {
  const layers = [...decodeTile(bytes, from, part)].map(([name, features]) => {
    const own = features.map((feature) => ({
      type: feature.type,
      geometry: geometryOf(feature),
      tags: feature.tags as TileFeature['tags'],
    }));
    return [name, { features: own }] as const;
  });
  return encodeTile(Object.fromEntries(layers)).bytes;
}
