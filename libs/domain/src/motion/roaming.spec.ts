import { beginRoaming, leadsNowhere, roam } from './roaming';

const METRE = 1 / 111_195;
type Point = readonly [east: number, north: number];
const place = ([east, north]: Point) => ({ lat: north * METRE, lng: 12 + east * METRE });
const astray = (...points: readonly Point[]) => {
  let [roaming, last] = [beginRoaming(place([0, 0])), place([0, 0])];
  for (const fix of points.map(place)) {
    roaming = roam(roaming, last, fix);
    last = fix;
  }
  return leadsNowhere(roaming, last);
};
const points = (count: number, make: (i: number) => Point) =>
  Array.from({ length: count }, (_, i) => make(i + 1));

describe('points of an asset that seems to move', () => {
  it('lead nowhere if they keep turning back', () => {
    const triangle: readonly Point[] = [
      [60, 0],
      [0, 50],
      [0, 0],
    ];
    expect(astray(...points(12, (i) => triangle[i % 3] ?? [0, 0]))).toBe(true);
    expect(astray(...points(7, (i) => triangle[i % 3] ?? [0, 0]))).toBe(false);
  });

  it('lead somewhere on a road, with its corners, and around a block', () => {
    expect(astray(...points(30, (i) => [i * 50, 0]))).toBe(false);
    expect(astray(...points(30, (i) => [Math.floor(i / 4) * 50, (i % 4 < 2 ? 0 : 1) * 50]))).toBe(false);
    expect(astray(...points(40, (i) => [45 * Math.sin(i * 0.89), 45 * Math.cos(i * 0.89)]))).toBe(false);
  });

  it('lead somewhere if the fixes between them show a drive to and fro', () => {
    const yard = (i: number): Point => [Math.abs((i % 40) - 20) * 5, 0];
    expect(astray(...points(200, yard))).toBe(false);
  });

  it('are none within the noise', () => {
    expect(astray(...points(50, (i) => [i % 2 ? 20 : 0, 0]))).toBe(false);
  });
});
