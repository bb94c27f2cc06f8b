import { keepPath, windingOf, type Path } from './path';

const METRE = 1 / 111_195;
const NOISE = 30;
/** A place so many metres north and east of the equator. */
const at = (north: number, east = 0) => ({ lat: north * METRE, lng: east * METRE });

function pathThrough(places: readonly ReturnType<typeof at>[], walked = false): Path | null {
  return places.reduce(
    (path: Path | null, place) => keepPath({ ...at(0), path, walked }, place, NOISE),
    null,
  );
}

describe('a path within the noise', () => {
  it('has the metres of its steps, without those that are too short to tell', () => {
    expect(pathThrough([at(12), at(15), at(12, 12)])?.metres).toBeCloseTo(24, 3);
    expect(pathThrough([at(5), at(9, 2)])?.metres).toBe(0);
    expect(pathThrough([at(12), at(24)], true)?.metres).toBeCloseTo(24, 3);
    expect(pathThrough([at(12)], true)?.metres).toBe(0);
  });

  it('is longer than the straight line where it winds, but not where it is mostly noise', () => {
    const corner = pathThrough([at(20)]);
    expect(windingOf(corner, at(20, 25), Math.hypot(20, 25))).toBeCloseTo(45 - Math.hypot(20, 25), 3);
    expect(windingOf(pathThrough([at(20), at(0), at(20), at(0)]), at(31), 31)).toBeCloseTo(15.5, 3);
    expect(windingOf(null, at(31), 31)).toBe(0);
  });

  it('is no longer than the straight line if the fixes zigzag', () => {
    const [fix, straight] = [at(22, 25), Math.hypot(22, 25)];
    const calm = pathThrough([at(5), at(11), at(16), at(22), at(22, 6), at(22, 12)]);
    expect(windingOf(calm, fix, straight)).toBeCloseTo(47 - straight, 3);
    const zigzag = pathThrough([at(5, 4), at(11), at(16, -4), at(22), at(26, 6), at(22, 12)]);
    expect(windingOf(zigzag, fix, straight)).toBe(0);
  });
});
