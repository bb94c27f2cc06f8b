/** Where a tile lies in the usual pyramid of Web Mercator: `x` from west, `y` from north. */
export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Units of a tile's side. */
export const EXTENT = 4_096;
/** Deeper tiles would say nothing more; who shows them enlarges these. */
export const DEEPEST_ZOOM = 14;

export type Point = [x: number, y: number];

/** As geojson-vt has them, so that vt-pbf encodes both. */
export interface TileFeature {
  /** 1: points, 2: lines, 3: polygons */
  readonly type: 1 | 2 | 3;
  readonly geometry: Point[] | Point[][];
  readonly tags: Readonly<Record<string, string | number>>;
}

export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Returns whether there is such a tile, at most so deep. */
export function isTile({ z, x, y }: TileAddress, deepest = DEEPEST_ZOOM): boolean {
  const isWithin = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** z;
  return Number.isInteger(z) && z >= 0 && z <= deepest && isWithin(x) && isWithin(y);
}

/** In degrees. */
export function boxOf({ z, x, y }: TileAddress): Box {
  return {
    west: (x / 2 ** z) * 360 - 180,
    east: ((x + 1) / 2 ** z) * 360 - 180,
    north: latOf(y / 2 ** z),
    south: latOf((y + 1) / 2 ** z),
  };
}

/** Returns what turns degrees into units of the tile. */
export function projectionOf({ z, x, y }: TileAddress): (lng: number, lat: number) => Point {
  const scale = 2 ** z * EXTENT;
  return (lng, lat) => {
    const sine = Math.min(0.9999, Math.max(-0.9999, Math.sin((lat * Math.PI) / 180)));
    const north = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    return [Math.round((lng / 360 + 0.5) * scale - x * EXTENT), Math.round(north * scale - y * EXTENT)];
  };
}

/** Returns the tile itself, or the one it is a part of, at most so deep. */
export function ancestor({ z, x, y }: TileAddress, deepest: number): TileAddress {
  const parts = 2 ** Math.max(0, z - deepest);
  return { z: Math.min(z, deepest), x: Math.floor(x / parts), y: Math.floor(y / parts) };
}

function latOf(share: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * share))) * 180) / Math.PI;
}
