import { VectorTile } from '@mapbox/vector-tile';
import Pbf from 'pbf';
import { EXTENT, type Point, type TileAddress } from '../tiles/tile';

export interface DecodedFeature {
  /** 1: points, 2: lines, 3: polygons, whose rings end where they begin. */
  readonly type: 1 | 2 | 3;
  readonly id: number | undefined;
  readonly tags: Readonly<Record<string, unknown>>;
  /** In units of the tile that is wanted; points are lines of one point. */
  readonly lines: readonly Point[][];
}

/** Returns its geometry as features of tiles have it. */
export function geometryOf({ type, lines }: DecodedFeature): Point[] | Point[][] {
  return type === 1 ? lines.flat() : [...lines];
}

export type DecodedTile = ReadonlyMap<string, readonly DecodedFeature[]>;

/** Units beyond the edge within which a feature still shows: half of a broad street or of a name. */
const EDGE = 512;

/**
 * Returns the features of a vector tile, by layer.
 * @param bytes the tile at `from`
 * @param part the tile that is wanted: `from` itself or one within it, which is then enlarged
 */
export function decodeTile(bytes: Uint8Array, from: TileAddress, part: TileAddress): DecodedTile {
  const { layers } = new VectorTile(new Pbf(bytes));
  const parts = 2 ** (part.z - from.z);
  const [column, row] = [part.x - from.x * parts, part.y - from.y * parts];
  const decoded = new Map<string, DecodedFeature[]>();
  for (const [name, layer] of Object.entries(layers)) {
    const scale = (EXTENT * parts) / layer.extent;
    const project = ({ x, y }: { x: number; y: number }): Point => [
      Math.round(x * scale - column * EXTENT),
      Math.round(y * scale - row * EXTENT),
    ];
    const features: DecodedFeature[] = [];
    for (let i = 0; i < layer.length; i++) {
      const feature = layer.feature(i);
      const { type, id, properties: tags } = feature;
      if (type !== 1 && type !== 2 && type !== 3) continue;
      const lines = feature.loadGeometry().map((line) => line.map(project));
      if (isNear(lines)) features.push({ type, id, tags, lines });
    }
    decoded.set(name, features);
  }
  return decoded;
}

function isNear(lines: readonly Point[][]): boolean {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const line of lines)
    for (const [x, y] of line) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  return right >= -EDGE && left <= EXTENT + EDGE && bottom >= -EDGE && top <= EXTENT + EDGE;
}
