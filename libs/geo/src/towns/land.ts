import { readFileSync } from 'node:fs';
import type { Place } from '@yipii/domain';

/** The parts of TopoJSON that are read. */
interface Topology {
  readonly arcs: readonly (readonly Degrees[])[];
  readonly transform: { readonly scale: Degrees; readonly translate: Degrees };
}

type Degrees = readonly [lng: number, lat: number];

/** The coastlines of Natural Earth at 1:50 million (public domain), accurate to some km. */
export class Land {
  private constructor(
    /** Per degree of longitude, the pieces of coast in it: lng and lat of both ends, in degrees. */
    private readonly coasts: readonly (readonly number[])[],
  ) {}

  /** Loads in 50 ms. */
  static load(): Land {
    const file = require.resolve('world-atlas/land-50m.json');
    const { arcs, transform } = JSON.parse(readFileSync(file, 'utf8')) as Topology;
    const coasts: number[][] = Array.from({ length: 360 }, () => []);
    for (const arc of arcs) {
      let [x, y] = [0, 0];
      arc.forEach(([dx, dy], i) => {
        const before = toDegrees([x, y], transform);
        [x, y] = [x + dx, y + dy];
        if (i > 0) putPiece(coasts, before, toDegrees([x, y], transform));
      });
    }
    return new Land(coasts);
  }

  /** Whether the line to the north pole, which is at sea, crosses coasts an odd number of times. */
  has(place: Place): boolean {
    const lng = place.lng;
    // The data ends just short of the south pole.
    const lat = Math.max(-89.9, place.lat);
    const coast = this.coasts[Math.floor(lng) + 180] ?? [];
    let isLand = false;
    for (let i = 0; i < coast.length; i += 4) {
      const [ax = 0, ay = 0, bx = 0, by = 0] = [coast[i], coast[i + 1], coast[i + 2], coast[i + 3]];
      if (ax > lng !== bx > lng && lat < ay + ((by - ay) * (lng - ax)) / (bx - ax)) isLand = !isLand;
    }
    return isLand;
  }
}

/** A piece across the antimeridian appears twice, once on either side. */
function putPiece(coasts: readonly number[][], a: Degrees, b: Degrees): void {
  const turn = b[0] - a[0];
  if (Math.abs(turn) > 180) {
    const round = turn > 0 ? 360 : -360;
    putPiece(coasts, a, [b[0] - round, b[1]]);
    putPiece(coasts, [a[0] + round, a[1]], b);
    return;
  }
  const last = Math.floor(Math.max(a[0], b[0])) + 180;
  for (let column = Math.floor(Math.min(a[0], b[0])) + 180; column <= last; column++)
    coasts[column]?.push(...a, ...b);
}

function toDegrees([x, y]: Degrees, { scale, translate }: Topology['transform']): Degrees {
  return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
}
