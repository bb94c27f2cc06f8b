import fc from 'fast-check';
import { METRES_PER_DEGREE } from '../position/place';
import { Edges } from './edges';
import type { Position } from './geometry';

const RADIANS = Math.PI / 180;
const position = fc.tuple(fc.double({ min: 11, max: 12, noNaN: true }), fc.double({ min: 57, max: 58, noNaN: true })); // prettier-ignore
const line = fc.array(position, { minLength: 2, maxLength: 90 });

describe('the edges of a shape', () => {
  it('are as near to a place as the nearest of them all', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), position, (lines, [lng, lat]) => {
        const nearest = Math.min(...lines.flatMap((one) => edgesOf(one).map((edge) => metresTo(edge, lng, lat)))); // prettier-ignore
        expect(Math.sqrt(new Edges(lines).squareTo({ lng, lat }))).toBeCloseTo(nearest, 6);
      }),
      { seed: 14 },
    );
  });

  it('surround a place if a line to the west crosses an odd number of them', () => {
    const found = { inside: 0 };
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), position, (lines, [lng, lat]) => {
        const rings = lines.map((one) => [...one, one[0] ?? [lng, lat]] as Position[]);
        const crossed = rings.flatMap(edgesOf).filter((edge) => isWest(edge, lng, lat)).length;
        expect(new Edges(rings).surround({ lng, lat })).toBe(crossed % 2 === 1);
        found.inside += crossed % 2;
      }),
      { seed: 14 },
    );
    expect(found.inside).toBeGreaterThan(10);
  });
});

type Edge = readonly [from: Position, to: Position];

function edgesOf(points: readonly Position[]): Edge[] {
  return points.slice(1).map((to, i): Edge => [points[i] ?? to, to]);
}

/** By trying points along the edge, and then nearer to the best of them. */
function metresTo([[x1, y1], [x2, y2]]: Edge, lng: number, lat: number): number {
  const metresAt = (share: number): number =>
    Math.hypot(
      (x1 + share * (x2 - x1) - lng) * Math.cos(lat * RADIANS) * METRES_PER_DEGREE,
      (y1 + share * (y2 - y1) - lat) * METRES_PER_DEGREE,
    );
  let [from, to] = [0, 1];
  while (to - from > 1e-12) {
    const [a, b] = [from + (to - from) / 3, to - (to - from) / 3];
    if (metresAt(a) < metresAt(b)) to = b;
    else from = a;
  }
  return metresAt((from + to) / 2);
}

function isWest([[x1, y1], [x2, y2]]: Edge, lng: number, lat: number): boolean {
  return y1 > lat !== y2 > lat && x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1) < lng;
}
