import { metresBetween, type Place } from '@yipii/domain';
import { NoRoute, type Route, type Router } from '@yipii/geo';

/** Landmarks of Gothenburg. */
const STATION = { lat: 57.7089, lng: 11.9735 };
const BOTANICAL_GARDEN = { lat: 57.6825, lng: 11.9507 };
const LINDHOLMEN = { lat: 57.7067, lng: 11.9384 };
const REDBERGSPLATSEN = { lat: 57.7152, lng: 12.0053 };
const VILNIUS = { lat: 54.687, lng: 25.28 };

/** Kilometres and minutes that a driver would accept. */
const WAYS = [
  ['to the garden', STATION, BOTANICAL_GARDEN, [3, 6.5], [5, 14]],
  ['over the river', STATION, LINDHOLMEN, [3.5, 9], [5, 16]],
  ['back over the river', LINDHOLMEN, STATION, [3.5, 9], [5, 16]],
  ['to the east', STATION, REDBERGSPLATSEN, [2, 4], [3, 10]],
] as const;

/** Places within, and the headings of both directions. */
const STREETS = [
  ['a street of two carriageways', { lat: 57.6955, lng: 11.9519 }, 350, 170],
  ['a street for both directions', { lat: 57.67492, lng: 11.97622 }, 313, 133],
] as const;

/** What all routers with a map promise, on that of Gothenburg. */
export function describeRouter(name: Route['source'], router: () => Router): void {
  describe(`routes by ${name}`, () => {
    it.each(WAYS)('%s are as long as a driver expects', async (_, from, to, km, minutes) => {
      const route = await router().route(from, to);
      expect(route.source).toBe(name);
      expect(route.distanceKm).toBeGreaterThan(km[0]);
      expect(route.distanceKm).toBeLessThan(km[1]);
      expect(route.seconds / 60).toBeGreaterThan(minutes[0]);
      expect(route.seconds / 60).toBeLessThan(minutes[1]);
    });

    it.each(WAYS)('%s are a line from one place to the other', async (_, from, to) => {
      const { points, distanceKm, seconds } = await router().route(from, to);
      const [first, last] = [points[0], points.at(-1)];
      expect(metresBetween(first ?? VILNIUS, from)).toBeLessThan(200);
      expect(metresBetween(last ?? VILNIUS, to)).toBeLessThan(200);
      expect(first).toMatchObject({ metres: 0, seconds: 0 });
      expect(last?.metres).toBeCloseTo(distanceKm * 1000);
      expect(last?.seconds).toBeCloseTo(seconds);
      expect(metresOf(points)).toBeCloseTo(distanceKm * 1000, -1);
      for (const column of ['metres', 'seconds'] as const) {
        const values = points.map((point) => point[column]);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }
    });

    it.each(STREETS)('begin on %s in the direction of driving', async (_, from, north, south) => {
      const northwards = await router().route(from, STATION, north);
      const southwards = await router().route(from, STATION, south);
      expect(latAfter(northwards, 40)).toBeGreaterThan(from.lat);
      expect(latAfter(southwards, 40)).toBeLessThan(from.lat);
    });

    it('take no time to where one is', async () => {
      const { distanceKm, seconds } = await router().route(STATION, STATION);
      expect(distanceKm).toBeLessThan(0.4);
      expect(seconds).toBeLessThan(120);
    });

    it('are not known beyond the map', async () => {
      await expect(router().route(STATION, VILNIUS)).rejects.toThrow(NoRoute);
      await expect(router().route(VILNIUS, STATION)).rejects.toThrow(NoRoute);
    });
  });
}

function latAfter({ points }: Route, driven: number): number | undefined {
  return points.find(({ metres }) => metres >= driven)?.lat;
}

function metresOf(points: readonly Place[]): number {
  return points.reduce((sum, place, i) => sum + metresBetween(points[i - 1] ?? place, place), 0);
}
