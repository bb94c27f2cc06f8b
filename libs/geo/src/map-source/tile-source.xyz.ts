import type { TileAddress } from '../tiles/tile';
import { MOST_TILE_BYTES, type TileSource } from './tile-source.ports';
import { fetchBytes, unzipped } from './read-bytes';

export interface XyzOptions {
  /** With `{z}`, `{x}` and `{y}`. */
  readonly template: string;
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly attribution: string | null;
  readonly layerNames: readonly string[] | null;
  /** `y` counts from the south. */
  readonly isTms: boolean;
}

/** Vector tiles by an address each. */
export function xyzSource({ template, isTms, ...about }: XyzOptions): TileSource {
  const addressOf = ({ z, x, y }: TileAddress): string => {
    const values: Readonly<Record<string, number>> = { z, x, y: isTms ? 2 ** z - 1 - y : y };
    return template.replace(/\{([zxy])\}/g, (_, key: string) => String(values[key]));
  };
  return {
    ...about,
    format: 'vector',
    async tile(address) {
      const answer = await fetchBytes(addressOf(address), { most: MOST_TILE_BYTES });
      return answer && answer.bytes.length > 0 ? unzipped(answer.bytes, MOST_TILE_BYTES) : null;
    },
  };
}
