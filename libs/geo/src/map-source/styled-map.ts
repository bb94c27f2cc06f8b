import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { TileAddress } from '../tiles/tile';
import type { DecodedTile } from './decode-tile';
import { encodeTile } from './encode-tile';
import { MapSourceError } from './map-source-error';
import type { MapSource } from './map-source.ports';
import { paintTile } from './paint-tile';
import { styleLayers, type StyleLayer } from './style';
import { asPlainText, type TileJson } from './tile-json';
import type { TileSource } from './tile-source.ports';
import { readTile } from './vector-map';

type VectorSource = TileJson & { readonly url?: string };

/**
 * Shows vector tiles in the look of a style.
 * @throws {MapSourceError} where it has nothing that can be drawn, or one of its sources can't be read
 */
export async function styledMap(
  style: StyleSpecification,
  open: (source: VectorSource) => Promise<TileSource>,
): Promise<MapSource> {
  const all = layersOf(style);
  const vectors = Object.entries(style.sources).filter(([, { type }]) => type === 'vector');
  const used = vectors.filter(([name]) => all.some(({ source }) => source === name));
  if (used.length === 0) throw new MapSourceError('the style has no fills, lines or texts of vector tiles');
  const sources = new Map<string, TileSource>();
  for (const [name, source] of used) sources.set(name, await open(source as VectorSource));
  const layers = all.filter(({ type, source }) => type === 'background' || sources.has(source));
  const thanks = used.map(([name, source]) => attributionOf(source as VectorSource, sources.get(name)));
  return {
    attribution: [...new Set(thanks.filter((text) => text !== null))].join(' · ') || null,
    async tile(address) {
      const tiles = await readTiles(sources, layers, address);
      return encodeTile({ ...paintTile(layers, tiles, address.z) });
    },
  };
}

function layersOf(style: StyleSpecification): StyleLayer[] {
  try {
    return styleLayers(style);
  } catch (error) {
    throw new MapSourceError(`the style: ${(error as Error).message}`);
  }
}

function attributionOf({ attribution }: VectorSource, source: TileSource | undefined): string | null {
  return asPlainText(attribution) ?? source?.attribution ?? null;
}

/** Those that a layer needs at this zoom. */
async function readTiles(
  sources: ReadonlyMap<string, TileSource>,
  layers: readonly StyleLayer[],
  address: TileAddress,
): Promise<Map<string, DecodedTile>> {
  const isShown = ({ minZoom, maxZoom }: StyleLayer): boolean => address.z >= minZoom && address.z < maxZoom;
  const names = new Set(layers.filter(isShown).map(({ source }) => source));
  const tiles = new Map<string, DecodedTile>();
  const reads = [...sources].map(async ([name, source]) => {
    const tile = names.has(name) ? await readTile(source, address) : null;
    if (tile) tiles.set(name, tile);
  });
  await Promise.all(reads);
  return tiles;
}
