import { describeRouter } from '@yipii/testing';
import type { Feature, LineString, Point, Position } from 'geojson';
import PathFinder from 'geojson-path-finder';
import { metresBetween, type Place } from '@yipii/domain';
import { gothenburgStreets } from '../streets/gothenburg';
import { buildNetwork } from '../streets/street-network';
import { ROAD_CLASSES, type Street } from '../streets/street';
import { StreetRouter } from './router.streets';
import { NoRoute } from './routing.ports';
import { travelSpeed } from './travel-speeds';

/** Metres east and north of a place in the plains. */
function at(east: number, north: number): Place {
  return { lat: 50 + north / 111_195, lng: 10 + east / (111_195 * Math.cos((50 * Math.PI) / 180)) };
}

function aStreet(points: readonly (readonly [number, number])[], rest: Partial<Street> = {}): Street {
  const places = points.map(([east, north]) => at(east, north)).map(({ lng, lat }) => [lng, lat] as const);
  return {
    points: places,
    name: null,
    roadClass: 'residential',
    direction: 'both',
    speedLimit: null,
    ...rest,
  };
}

function routerOf(...streets: Street[]): StreetRouter {
  return new StreetRouter(buildNetwork(streets));
}

describe('routes over streets', () => {
  const gothenburg = new StreetRouter(buildNetwork(gothenburgStreets()));
  describeRouter('streets', () => gothenburg);

  it('begin and end within a street, not at its ends', async () => {
    const router = routerOf(
      aStreet([
        [0, 0],
        [1000, 0],
      ]),
    );
    const { distanceKm, points } = await router.route(at(300, 20), at(800, -10));
    expect(distanceKm).toBeCloseTo(0.5, 3);
    expect(points[0]?.lng).toBeCloseTo(at(300, 0).lng, 6);
  });

  it('count the way from the street to a place far from it', async () => {
    const router = routerOf(
      aStreet([
        [0, 0],
        [1000, 0],
      ]),
    );
    const [beside, far] = await Promise.all([
      router.route(at(0, 0), at(800, 10)),
      router.route(at(0, 0), at(800, 200)),
    ]);
    expect(far.distanceKm).toBeCloseTo(beside.distanceKm + 0.2, 3);
    expect(far.seconds).toBeGreaterThan(beside.seconds + 30);
  });

  it('never go against a one-way street', async () => {
    const router = routerOf(
      aStreet(
        [
          [0, 0],
          [1000, 0],
        ],
        { direction: 'forward' },
      ),
      aStreet([
        [1000, 0],
        [1000, 500],
        [0, 500],
        [0, 0],
      ]),
    );
    await expect(router.route(at(200, 0), at(700, 0))).resolves.toMatchObject({
      distanceKm: expect.closeTo(0.5, 3) as number,
    });
    await expect(router.route(at(700, 0), at(200, 0))).resolves.toMatchObject({
      distanceKm: expect.closeTo(2.5, 3) as number,
    });
  });

  it('prefer the faster to the shorter way', async () => {
    const slow = aStreet(
      [
        [0, 0],
        [3000, 0],
      ],
      { roadClass: 'living_street' },
    );
    const fast = aStreet(
      [
        [0, 0],
        [0, 500],
        [3000, 500],
        [3000, 0],
      ],
      { roadClass: 'trunk' },
    );
    const { distanceKm } = await routerOf(slow, fast).route(at(10, 0), at(2990, 0));
    expect(distanceKm).toBeCloseTo(4, 1);
  });

  it('know that a lower limit takes longer', async () => {
    const seconds = async (speedLimit: number) => {
      const router = routerOf(
        aStreet(
          [
            [0, 0],
            [3000, 0],
          ],
          { roadClass: 'secondary', speedLimit },
        ),
      );
      return (await router.route(at(0, 0), at(3000, 0))).seconds;
    };
    expect(await seconds(30)).toBeGreaterThan((await seconds(70)) * 2);
  });

  it('lead to the nearest street that can be reached, past an island', async () => {
    const island = aStreet([
      [400, 100],
      [600, 100],
    ]);
    const router = routerOf(
      aStreet([
        [0, 0],
        [1000, 0],
      ]),
      aStreet([
        [0, 0],
        [0, 900],
      ]),
      island,
    );
    const { points } = await router.route(at(0, 500), at(500, 90));
    expect(points.at(-2)?.lat).toBeCloseTo(at(500, 0).lat, 6);
  });

  it('do not begin on a street from which nothing else can be reached', async () => {
    const trap = aStreet(
      [
        [500, 0],
        [500, 300],
      ],
      { direction: 'forward' },
    );
    const router = routerOf(
      aStreet([
        [0, 0],
        [500, 0],
        [1000, 0],
      ]),
      trap,
    );
    await expect(router.route(at(505, 150), at(900, 0))).resolves.toMatchObject({ source: 'streets' });
  });

  it('are none where no street is near', async () => {
    const router = routerOf(
      aStreet([
        [0, 0],
        [1000, 0],
      ]),
    );
    await expect(router.route(at(0, 0), at(500, 5000))).rejects.toThrow(NoRoute);
    await expect(routerOf().route(at(0, 0), at(500, 0))).rejects.toThrow(NoRoute);
  });

  it('start on the carriageway that leads where the vehicle drives', async () => {
    const router = routerOf(
      aStreet(
        [
          [0, 0],
          [2000, 0],
        ],
        { roadClass: 'trunk', direction: 'forward' },
      ),
      aStreet(
        [
          [2000, 20],
          [0, 20],
        ],
        { roadClass: 'trunk', direction: 'forward' },
      ),
      aStreet([
        [2000, 0],
        [2000, 20],
      ]),
      aStreet([
        [0, 0],
        [0, 20],
      ]),
    );
    const east = await router.route(at(1000, 12), at(1500, 0), 92);
    const west = await router.route(at(1000, 8), at(1500, 0), 268);
    expect(east.distanceKm).toBeCloseTo(0.5, 1);
    expect(west.distanceKm).toBeCloseTo(2.5, 1);
  });

  it('start on the faster of two roads that the vehicle may as well be on', async () => {
    // A street that comes back beside itself; the vehicle drives to the west, on one of its halves.
    const hairpin = aStreet([
      [0, 0],
      [500, 3],
      [0, 6],
    ]);
    const longWay = aStreet([
      [0, 0],
      [0, -3000],
      [-1000, -3000],
      [-1000, 6],
    ]);
    const router = routerOf(hairpin, longWay, aStreet([[0, 6], [-1000, 6]])); // prettier-ignore
    for (const north of [0, 6]) {
      const { distanceKm } = await router.route(at(200, north), at(-900, 6), 270);
      expect(distanceKm).toBeCloseTo(1.1, 1);
    }
  });

  it('are as fast as those that another program finds, but for the delays at junctions', async () => {
    const finder = otherProgram(gothenburgStreets());
    const places = Object.keys(finder.graph.compactedVertices).map((key) =>
      toPlace(finder.graph.sourceCoordinates[key]),
    );
    let compared = 0;
    for (let i = 0; compared < 25; i++) {
      const [from, to] = [placeOf(places, i * 157), placeOf(places, i * 7919 + 1234)];
      const found = finder.findPath(toFeature(from), toFeature(to));
      const { seconds, points } = await gothenburg.route(from, to);
      // Places on islands are moved to the next street that can be reached.
      const moved = [points[0], points.at(-1)].some(
        (end, k) => metresBetween(end ?? from, [from, to][k] ?? to) > 1,
      );
      if (!found || moved) continue;
      expect(seconds).toBeGreaterThan(found.weight * 0.999);
      expect(seconds).toBeLessThan(found.weight * 1.02 + found.path.length * MOST_DELAY);
      compared++;
    }
  });
});

/** Seconds. */
const MOST_DELAY = 4;

type OsmWay = Pick<Street, 'roadClass' | 'direction' | 'speedLimit'>;

/** geojson-path-finder on the same streets at the same speeds. */
function otherProgram(streets: readonly Street[]): PathFinder<undefined, OsmWay> {
  const features = streets.map(({ points, ...properties }): Feature<LineString, OsmWay> => {
    return {
      type: 'Feature',
      properties,
      geometry: { type: 'LineString', coordinates: points.map((p) => [...p]) },
    };
  });
  const weight = (a: Position, b: Position, { roadClass, direction, speedLimit }: OsmWay) => {
    const seconds =
      metresBetween(toPlace(a), toPlace(b)) / travelSpeed(ROAD_CLASSES.indexOf(roadClass), speedLimit ?? 0);
    // What weighs nothing is closed.
    return {
      forward: direction === 'backward' ? 0 : seconds,
      backward: direction === 'forward' ? 0 : seconds,
    };
  };
  return new PathFinder<undefined, OsmWay>(
    { type: 'FeatureCollection', features },
    { tolerance: 1e-7, weight },
  );
}

function placeOf(places: readonly Place[], i: number): Place {
  return places[i % places.length] ?? { lat: 0, lng: 0 };
}

function toPlace([lng = 0, lat = 0]: Position = []): Place {
  return { lat, lng };
}

function toFeature({ lat, lng }: Place): Feature<Point> {
  return { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [lng, lat] } };
}
