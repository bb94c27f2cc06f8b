import type { Route, RoutePoint } from '../routing/routing.ports';
import { EtaEstimator, type TrackedPosition } from './eta-estimator';

/** A straight road to the east, 10 km at 10 m/s. */
const DESTINATION = at(10_000);
const ROUTE = routeOf('streets');

function at(metres: number, beside = 0): { lat: number; lng: number } {
  return { lat: beside / 111_195, lng: metres / 111_195 };
}

function routeOf(source: Route['source'], from = 0): Route {
  const points = Array.from({ length: 11 }, (_, i): RoutePoint => {
    const metres = ((10_000 - from) / 10) * i;
    return { ...at(from + metres), metres, seconds: metres / 10 };
  });
  return { source, distanceKm: (10_000 - from) / 1000, seconds: (10_000 - from) / 10, points };
}

function aPosition(seconds: number, metres: number, rest: Partial<TrackedPosition> = {}): TrackedPosition {
  return { at: seconds * 1000, ...at(metres), speed: 36, heading: 90, status: 'moving', ...rest };
}

/** Follows the route from its start. */
function onTheRoad(): EtaEstimator {
  const estimator = new EtaEstimator(DESTINATION);
  estimator.update(aPosition(0, 0));
  estimator.follow(ROUTE);
  return estimator;
}

/** Drives evenly, a position each 10 s. */
function drive(estimator: EtaEstimator, seconds: readonly [number, number], metresPerSecond: number): void {
  const [from, to] = seconds;
  for (let s = from + 10; s <= to; s += 10) estimator.update(aPosition(s, s * metresPerSecond));
}

const secondsAt = (estimator: EtaEstimator, seconds: number) =>
  estimator.arrivalAt(seconds * 1000)?.seconds ?? NaN;

describe('an arrival time', () => {
  it('is unknown until there is a route', () => {
    const estimator = new EtaEstimator(DESTINATION);
    expect(estimator.update(aPosition(0, 0))).toEqual({ from: at(0), heading: 90 });
    expect(estimator.arrivalAt(0)).toBeNull();
  });

  it('expects some standing beyond the time of the route', () => {
    const arrival = onTheRoad().arrivalAt(0);
    expect(arrival?.distanceKm).toBe(10);
    expect(arrival?.seconds).toBeGreaterThan(1_050);
    expect(arrival?.seconds).toBeLessThan(1_250);
    expect(arrival?.arrivesAt).toBe((arrival?.seconds ?? 0) * 1000);
  });

  it('wants no route while the vehicle follows the one it has', () => {
    const estimator = onTheRoad();
    for (let s = 10; s < 590; s += 10) expect(estimator.update(aPosition(s, s * 10))).toBeNull();
    expect(estimator.update(aPosition(610, 6_100))).not.toBeNull();
  });

  it('counts down between positions, for a while', () => {
    const estimator = onTheRoad();
    expect(secondsAt(estimator, 5)).toBeCloseTo(secondsAt(estimator, 0) - 5);
    expect(secondsAt(estimator, 60)).toBeCloseTo(secondsAt(estimator, 0) - 60);
    expect(secondsAt(estimator, 500)).toBeCloseTo(secondsAt(estimator, 0) - 60);
  });

  it('learns that this driver is slower', () => {
    const estimator = onTheRoad();
    drive(estimator, [0, 600], 7);
    // 5,800 m are left, 830 s at this speed.
    expect(secondsAt(estimator, 600)).toBeGreaterThan(750);
    expect(secondsAt(estimator, 600)).toBeLessThan(950);
  });

  it('stays while the vehicle parks, and learns nothing from it', () => {
    const estimator = onTheRoad();
    drive(estimator, [0, 300], 10);
    const before = secondsAt(estimator, 300);
    const parked = { speed: 0, status: 'stopped' } as const;
    for (let s = 310; s <= 3_900; s += 60) estimator.update(aPosition(s, 3_000, parked));
    expect(Math.abs(secondsAt(estimator, 3_900) - before)).toBeLessThan(before * 0.06);
    expect(estimator.arrivalAt(4_000_000)?.arrivesAt).toBeGreaterThan(4_600_000);
  });

  it('wants another route where the vehicle has turned off', () => {
    const estimator = onTheRoad();
    drive(estimator, [0, 100], 10);
    expect(estimator.update(aPosition(110, 1_000, at(1_000, 80)))).toBeNull();
    expect(estimator.update(aPosition(120, 1_000, { ...at(1_000, 140), heading: 0 }))).toEqual({
      from: at(1_000, 140),
      heading: 0,
    });
    const longer = { ...routeOf('streets', 1_000), distanceKm: 18, seconds: 1_800 };
    const points = longer.points.map((p) => ({
      ...p,
      metres: p.metres * 2,
      seconds: p.seconds * 2,
      lat: 140 / 111_195,
    }));
    estimator.follow({ ...longer, points });
    expect(secondsAt(estimator, 120)).toBeGreaterThan(1_700);
  });

  it('wants another route where the vehicle has turned round', () => {
    const estimator = onTheRoad();
    drive(estimator, [0, 100], 10);
    const back = [110, 120, 130].map((s) =>
      estimator.update(aPosition(s, 1_000 - (s - 100) * 5, { heading: 270 })),
    );
    expect(back[0]).toBeNull();
    expect(back.at(-1) ?? back[1]).toMatchObject({ heading: 270 });
  });

  it('wants another route where the vehicle drives against it on the next carriageway', () => {
    const estimator = onTheRoad();
    const back = [10, 20].map((s) =>
      estimator.update(aPosition(s, 0, { ...at(400 - s * 10, 20), heading: 270 })),
    );
    expect(back).toEqual([null, { from: at(200, 20), heading: 270 }]);
  });

  it('of a route that comes back the same way knows by the heading on which half the vehicle is', () => {
    const estimator = new EtaEstimator(at(0, 10));
    estimator.update(aPosition(0, 0));
    const points = [0, 500, 1_000].map((metres) => ({
      ...at(metres > 500 ? 0 : metres, metres / 100),
      metres,
    }));
    estimator.follow({
      source: 'streets',
      distanceKm: 1,
      seconds: 100,
      points: points.map((point) => ({ ...point, seconds: point.metres / 10 })),
    });
    estimator.update(aPosition(10, 0, { ...at(100, 9), heading: 90 }));
    expect(estimator.arrivalAt(10_000)?.distanceKm).toBeCloseTo(0.9, 2);
  });

  it('does not mind a single bad fix', () => {
    const estimator = onTheRoad();
    drive(estimator, [0, 100], 10);
    expect(estimator.update(aPosition(110, 1_100, at(1_100, 90)))).toBeNull();
    expect(estimator.update(aPosition(120, 1_200))).toBeNull();
    expect(estimator.update(aPosition(130, 1_300))).toBeNull();
  });

  it('asks again if there is no answer, but not at each position', () => {
    const estimator = new EtaEstimator(DESTINATION);
    const wanted = [0, 5, 10, 15, 20, 25, 30].map((s) => estimator.update(aPosition(s, s * 10)) !== null);
    expect(wanted).toEqual([true, false, false, true, false, false, true]);
  });

  it('is zero once the vehicle has arrived, and no more when it goes on', () => {
    const estimator = onTheRoad();
    drive(estimator, [0, 1_000], 10);
    expect(estimator.arrivalAt(1_234_000)).toEqual({ distanceKm: 0, seconds: 0, arrivesAt: 1_000_000 });
    estimator.update(aPosition(1_020, 10_070));
    expect(secondsAt(estimator, 1_020)).toBe(0);
    estimator.update(aPosition(1_040, 10_400));
    expect(secondsAt(estimator, 1_040)).toBeGreaterThan(0);
  });

  it('ignores positions older than the last one', () => {
    const estimator = onTheRoad();
    drive(estimator, [0, 100], 10);
    const before = estimator.arrivalAt(100_000);
    estimator.update(aPosition(50, 9_000));
    expect(estimator.arrivalAt(100_000)).toEqual(before);
  });

  it('of a guess wants another one each tenth of the way', () => {
    const estimator = new EtaEstimator(DESTINATION);
    estimator.update(aPosition(0, 0));
    const guess = routeOf('great-circle');
    estimator.follow({ ...guess, points: guess.points.filter((_, i) => i % 10 === 0) });
    const wanted: number[] = [];
    for (let s = 10; s <= 300; s += 10) {
      // Never on the straight line.
      const position = aPosition(s, s * 10, at(s * 10, 500));
      if (!estimator.update(position)) continue;
      wanted.push(s);
      estimator.follow(routeOf('great-circle', s * 10));
    }
    expect(wanted).toEqual([110, 210, 300]);
    expect(secondsAt(estimator, 300)).toBeGreaterThan(700);
    expect(secondsAt(estimator, 300)).toBeLessThan(900);
  });
});
