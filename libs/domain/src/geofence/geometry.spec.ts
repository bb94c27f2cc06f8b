import { HintError, check } from '@placemarkio/check-geojson';
import { kinks } from '@turf/kinks';
import { crossesItself } from './crosses-itself';
import { geometryProblem, MAX_VERTICES, type Position } from './geometry';

const SQUARE: Position[] = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
  [0, 0],
];
const moved = (ring: readonly Position[], by: number, scale = 0.25): Position[] =>
  ring.map(([lng, lat]) => [lng * scale + by, lat * scale + by]);
const circle = (vertices: number, step = 1): Position[] => {
  const ring = Array.from({ length: vertices }, (_, i): Position => {
    const angle = (i * step * 2 * Math.PI) / vertices;
    return [Math.cos(angle), Math.sin(angle)];
  });
  return [...ring, ring[0] as Position];
};
const polygon = (...coordinates: unknown[]) => ({ type: 'Polygon', coordinates });

describe('the geometry of a geofence', () => {
  it.each([
    ['a point', { type: 'Point', coordinates: [11.9, 57.7] }],
    ['a line', { type: 'LineString', coordinates: SQUARE }],
    ['an area', polygon(SQUARE)],
    ['an area with holes', polygon(SQUARE, moved(SQUARE, 1), moved(SQUARE, 2.5))],
    ['an area of many vertices', polygon(circle(MAX_VERTICES - 1))],
  ])('is %s', (_what, value) => {
    expect(geometryProblem(value)).toBeNull();
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['another type', { type: 'MultiPolygon', coordinates: [] }],
    ['a text as coordinates', { type: 'Point', coordinates: '1,2' }],
    ['a text as longitude', { type: 'Point', coordinates: ['1', 2] }],
    ['a height', { type: 'Point', coordinates: [1, 2, 3] }],
    ['a latitude beyond the pole', { type: 'Point', coordinates: [0, 90.1] }],
    ['not a number', { type: 'Point', coordinates: [0, NaN] }],
    ['a member of another kind', { type: 'Point', coordinates: [0, 0], crs: {} }],
    ['a line of one position', { type: 'LineString', coordinates: [[0, 0]] }],
    [
      'a line over the 180th meridian',
      {
        type: 'LineString',
        coordinates: [
          [179, 0],
          [-179, 0],
        ],
      },
    ],
    ['no rings', polygon()],
    ['an open ring', polygon(SQUARE.slice(0, 4))],
    ['a ring of three positions', polygon([SQUARE[0], SQUARE[1], SQUARE[0]])],
    [
      'a bow tie',
      polygon([
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
        [0, 0],
      ]),
    ],
    [
      'a spike',
      polygon([
        [0, 0],
        [4, 0],
        [8, 0],
        [4, 0],
        [4, 4],
        [0, 0],
      ]),
    ],
    [
      'a vertex twice',
      polygon([
        [0, 0],
        [4, 0],
        [4, 0],
        [4, 4],
        [0, 0],
      ]),
    ],
    ['a hole over the edge', polygon(SQUARE, moved(SQUARE, 3.5))],
    ['too many positions', polygon(circle(MAX_VERTICES))],
    ['too many rings', polygon(...Array<unknown>(101).fill(SQUARE))],
  ])('is not %s', (_what, value) => {
    expect(geometryProblem(value)).toEqual(expect.any(String));
  });

  it('is valid GeoJSON', () => {
    for (const value of [
      polygon(SQUARE, moved(SQUARE, 1)),
      polygon(SQUARE.slice(0, 4)),
      { type: 'Point', coordinates: ['1', 2] },
    ]) {
      expect(geometryProblem(value) === null).toBe(isGeoJson(value));
    }
  });

  it('crosses itself where another implementation says so', () => {
    let seed = 7;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const found = Array.from({ length: 300 }, () => {
      const ring = Array.from({ length: 5 }, (): Position => [random(), random()]);
      ring.push(ring[0] as Position);
      const { features } = kinks({
        type: 'Polygon',
        coordinates: ring.length ? [ring.map(([x, y]) => [x, y])] : [],
      });
      expect({ ring, crosses: crossesItself([ring]) }).toEqual({ ring, crosses: features.length > 0 });
      return features.length > 0;
    });
    expect(new Set(found)).toEqual(new Set([true, false]));
  });

  it('is found to cross itself at little cost, however often it does', () => {
    const before = process.cpuUsage();
    expect(crossesItself([circle(9_999, 5_000)])).toBe(true);
    const { user } = process.cpuUsage(before);
    expect(user / 1_000).toBeLessThan(200);
  });
});

function isGeoJson(value: unknown): boolean {
  try {
    check(JSON.stringify(value));
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(HintError);
    return false;
  }
}
