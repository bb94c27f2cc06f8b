import { startDriving, step, type Driver, type DriveState } from './drive';
import { distance, type Point } from './geometry';
import { makeLeg, placeOn } from './leg';
import { seededRandom } from './random';
import { record } from './telemetry';
import { townDriver } from './town-driver';

/** A square with sides of one kilometre, at 50 km/h. */
const CORNERS: Point[] = [
  [11.95, 57.7],
  [11.9668, 57.7],
  [11.9668, 57.709],
  [11.95, 57.709],
  [11.95, 57.7],
];
const DRIVER: Driver = townDriver(
  [makeLeg(CORNERS.slice(0, 3), [50, 50]), makeLeg(CORNERS.slice(2), [50, 50])],
  [20, 60],
);

describe('driving', () => {
  const states = drive(3600);

  it('depends on its arguments alone', () => {
    expect(drive(600)).toEqual(states.slice(0, 600));
    const before = states[10] as DriveState;
    const copy = { ...before };
    step(before, 30, DRIVER, seededRandom(1));
    expect(before).toEqual(copy);
  });

  it('exceeds the limit no more than drivers do, and accelerates no faster than cars do', () => {
    for (const [i, { speed }] of states.entries()) {
      const before = states[i - 1]?.speed ?? speed;
      expect(speed * 3.6).toBeLessThanOrEqual(53);
      expect(speed - before).toBeLessThanOrEqual(2);
      expect(before - speed).toBeLessThanOrEqual(5);
    }
  });

  it('moves as far as its speed says', () => {
    for (const [i, { odometer, speed }] of states.entries()) {
      const before = states[i - 1] ?? { odometer, speed };
      expect(odometer - before.odometer).toBeLessThanOrEqual(Math.max(before.speed, speed) + 1.1);
      expect(odometer).toBeGreaterThanOrEqual(before.odometer);
    }
  });

  it('slows down for a bend', () => {
    const [leg] = DRIVER.tour;
    const bend = leg?.distances[1] ?? 0;
    const atBend = states.filter((state) => state.leg === 0 && Math.abs(state.travelled - bend) < 5);
    expect(atBend.length).toBeGreaterThan(0);
    expect(Math.max(...atBend.map(({ speed }) => speed * 3.6))).toBeLessThan(30);
  });

  it('stops at the end of a leg, sometimes with the ignition off, and drives on', () => {
    const activities = new Set(states.map(({ activity }) => activity));
    expect(activities).toEqual(new Set(['driving', 'halting', 'unloading', 'parked']));
    expect(new Set(states.map(({ leg }) => leg))).toEqual(new Set([0, 1]));
    for (const { activity, speed } of states) {
      if (activity === 'parked' || activity === 'unloading') expect(speed).toBe(0);
    }
  });

  it('arrives at the same place in one long step as in several short ones', () => {
    const start = startDriving(DRIVER, seededRandom(5));
    const [once, often] = [seededRandom(6), seededRandom(6)];
    let short = start;
    for (let i = 0; i < 20; i++) short = step(short, 0.5, DRIVER, often);
    expect(step(start, 10, DRIVER, once)).toEqual(short);
  });
});

describe('a record of a vehicle', () => {
  const driving: DriveState = {
    ...{ activity: 'driving', remaining: 0, leg: 0, travelled: 500, speed: 13.8, odometer: 1234.4, pace: 1 },
  };
  const reading = (state: DriveState, ignitionBefore: boolean) =>
    record({ fixTime: 1_700_000_000_000, state, ignitionBefore }, DRIVER, seededRandom(1));

  it('lies on the street and has its heading', () => {
    const { lat, lng, heading, speed, valid } = reading(driving, true);
    expect({ lat, heading, speed, valid }).toEqual({ lat: 57.7, heading: 90, speed: 50, valid: true });
    expect(distance(CORNERS[0] as Point, [lng ?? 0, lat ?? 0])).toBeCloseTo(500, 0);
  });

  it('reports a change of the ignition as an event', () => {
    const parked: DriveState = { ...driving, activity: 'parked', speed: 0 };
    expect(reading(parked, true).attributes).toMatchObject({
      ignition: false,
      motion: false,
      event: 239,
      priority: 1,
    });
    expect(reading(parked, false).attributes).toMatchObject({ ignition: false, event: 0, priority: 0 });
    expect(reading(driving, false).attributes).toMatchObject({ ignition: true, motion: true, event: 239 });
  });
});

describe('placeOn', () => {
  it('follows the bends up to the end', () => {
    const leg = makeLeg(CORNERS, [50, 50, 50, 50]);
    expect(placeOn(leg, 0)).toEqual({ point: CORNERS[0], heading: 90 });
    expect(placeOn(leg, (leg.distances[1] ?? 0) + 1).heading).toBe(0);
    expect(placeOn(leg, leg.length + 10).point).toEqual(CORNERS[4]);
  });
});

function drive(seconds: number): DriveState[] {
  const random = seededRandom(42);
  let state = startDriving(DRIVER, random);
  return Array.from({ length: seconds }, () => (state = step(state, 1, DRIVER, random)));
}
