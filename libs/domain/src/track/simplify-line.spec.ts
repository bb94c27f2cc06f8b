import type { Place } from '../position/place';
import { simplifyLine } from './simplify-line';

const METRES_PER_DEGREE = 111_195;

/** A place the given metres east and north of one on the equator. */
function at(eastM: number, northM: number, lng = 12): Place {
  const degrees = lng + eastM / METRES_PER_DEGREE;
  return { lng: degrees > 180 ? degrees - 360 : degrees, lat: northM / METRES_PER_DEGREE };
}

/** Numbers from 0 to 1 from a fixed seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function wander(points: number, seed: number, lng?: number): Place[] {
  const next = random(seed);
  let [east, north] = [0, 0];
  return Array.from({ length: points }, () => at((east += next() * 30), (north += next() * 30 - 15), lng));
}

describe('a simplified line', () => {
  it('leaves out what is nearly straight and keeps the corners', () => {
    const corner = at(1_000, 0);
    const line = [at(0, 0), at(500, 4), corner, at(1_004, 500), at(1_000, 1_000)];
    expect(simplifyLine(line, 5)).toEqual([line[0], corner, line[4]]);
    expect(simplifyLine(line, 3)).toEqual(line);
  });

  it.each([0, 1, 2])('of %i points is itself', (points) => {
    const line = wander(points, 1);
    expect(simplifyLine(line, 1_000)).toEqual(line);
  });

  it('keeps the turning point of a way there and back', () => {
    const line = [at(0, 0), at(500, 0), at(900, 0), at(500, 1), at(0, 0)];
    expect(simplifyLine(line, 10)).toEqual([line[0], line[2], line[4]]);
  });

  it.each([
    ['anywhere', 12],
    ['over the antimeridian', 179.95],
  ])('has every point within the tolerance, %s', (_, lng) => {
    const line = wander(3_000, 7, lng);
    const simple = simplifyLine(line, 20);
    expect(simple.length).toBeLessThan(line.length / 3);
    expect(simple[0]).toBe(line[0]);
    expect(simple.at(-1)).toBe(line.at(-1));
    const kept = new Set(simple);
    let piece = 0;
    for (const place of line.slice(1)) {
      if (kept.has(place)) piece += 1;
      else expect(metresFrom(place, simple[piece], simple[piece + 1])).toBeLessThan(20.01);
    }
  });

  it('takes a hostile line of 100,000 points without ado', () => {
    // Each point is farther out than the last, so the plain algorithm splits off one at a time.
    const line = Array.from({ length: 100_000 }, (_, i) => at(i / 10, (i % 2 ? 1 : -1) * i));
    const started = performance.now();
    expect(simplifyLine(line, 0.5).length).toBeGreaterThan(99_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

/** Independent of the code under test: a direct conversion from degrees to metres near the equator. */
function metresFrom(place: Place, a: Place | undefined, b: Place | undefined): number {
  if (!a || !b) return Infinity;
  const flat = ({ lng, lat }: Place) => [((lng + 360) % 360) * METRES_PER_DEGREE, lat * METRES_PER_DEGREE];
  const [[px = 0, py = 0], [ax = 0, ay = 0], [bx = 0, by = 0]] = [flat(place), flat(a), flat(b)];
  const length = Math.hypot(bx - ax, by - ay);
  const along = length === 0 ? 0 : ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length ** 2;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(px - ax - share * (bx - ax), py - ay - share * (by - ay));
}
