import { distance } from './geometry';
import { planTours } from './plan-tours';
import { seededRandom } from './random';
import { streetLines } from './streets';

describe('planTours', () => {
  const tours = planTours(5, seededRandom(7));

  it('plans round trips of consecutive legs', () => {
    expect(tours).toHaveLength(5);
    for (const tour of tours) {
      for (const [i, leg] of tour.entries()) {
        expect(leg.points[0]).toEqual(tour.at(i - 1)?.points.at(-1));
        expect(leg.length).toBeGreaterThan(1200);
      }
    }
  });

  it('follows the streets and their speed limits', () => {
    const corners = new Set(streetLines().lines.flatMap(({ points }) => points.map((point) => point.join())));
    for (const { points, limits } of tours.flat()) {
      expect(points.every(([lng, lat]) => corners.has([round(lng), round(lat)].join()))).toBe(true);
      expect(limits).toHaveLength(points.length - 1);
      expect(Math.max(...limits) * 3.6).toBeLessThanOrEqual(100);
      for (const [i, point] of points.entries())
        expect(distance(points[i - 1] ?? point, point)).toBeLessThan(1500);
    }
  });

  it('plans the same for the same seed', () => {
    expect(planTours(1, seededRandom(7))).toEqual(tours.slice(0, 1));
    expect(planTours(1, seededRandom(8))).not.toEqual(tours.slice(0, 1));
  });
});

describe('streetLines', () => {
  it('returns the streets of the town centre with their class, and their attribution', () => {
    const { attribution, bounds, lines } = streetLines();
    expect(attribution).toContain('OpenStreetMap');
    expect(lines.length).toBeGreaterThan(3000);
    expect(new Set(lines.map(({ roadClass }) => roadClass)).has('residential')).toBe(true);
    const [west, south, east, north] = bounds;
    for (const [lng, lat] of lines.flatMap(({ points }) => points)) {
      if (lng < west || lng > east || lat < south || lat > north)
        throw new Error(`${lng}, ${lat} is outside`);
    }
  });
});

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
