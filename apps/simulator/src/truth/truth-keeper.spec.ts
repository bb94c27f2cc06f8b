import { prepareFence } from '@yipii/domain';
import { slices, startDriving, startParked, type Driver, type Standing } from '../drive';
import { makeLeg } from '../leg';
import { seededRandom } from '../random';
import { TruthKeeper } from './truth-keeper';
import { truthOf } from './vehicle-truth';
import type { Spell } from './spell';

const NOON = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;

/** Two legs of a kilometre there and back, with a halt of 40 s at one end and a stop of 10 min at the other. */
const DRIVER: Driver = {
  tour: [
    [11.95, 11.9668],
    [11.9668, 11.95],
  ].map(([from = 0, to = 0]) =>
    makeLeg(
      [
        [from, 57.7],
        [to, 57.7],
      ],
      [50],
    ),
  ),
  standing: (phase, leg) => STANDS[leg]?.[phase] ?? 0,
};
const STANDS: Partial<Record<Standing, number>>[] = [
  { unloading: 40 },
  { unloading: 60, parked: 600, starting: 30 },
];

describe('the truth of a vehicle', () => {
  it('has its trips and stops, its status and its kilometres to the second and the metre', () => {
    const random = () => 0.5;
    const state = startParked(DRIVER, 300, random);
    const keeper = new TruthKeeper('352', DRIVER, state, { start: NOON });
    for (const slice of slices(state, 1800, DRIVER, random)) keeper.observe(slice);
    const { journeys, statuses, km } = keeper.truth();
    const [night, trip, stop] = journeys;
    // Parked 300 s, engine on for 30 s: the first trip begins.
    expect(night).toMatchObject({
      kind: 'stop',
      start: { at: NOON },
      endedAt: NOON + 330_000,
      idlingSeconds: 30,
    });
    expect(trip).toMatchObject({ kind: 'trip', over: true, idlingSeconds: 40, driverId: null });
    if (trip?.kind !== 'trip' || stop?.kind !== 'stop') throw new Error('a trip and a stop follow');
    expect(trip.start.at).toBe(NOON + 330_000);
    expect(trip.distanceKm).toBeCloseTo(2 * 0.998, 2);
    expect(trip.maxSpeed).toBeLessThanOrEqual(50);
    expect(trip.end.lng).toBeCloseTo(11.95, 6);
    expect(stop).toMatchObject({
      start: { at: trip.end.at },
      endedAt: trip.end.at + 690_000,
      idlingSeconds: 90,
    });
    expect(statuses.slice(0, 6).map(({ status }) => status)).toEqual(
      ['stopped', 'idling', 'moving', 'idling', 'moving', 'idling'], // prettier-ignore
    );
    expect(km).toBeGreaterThan(trip.distanceKm);
  });

  it('does not depend on how often it is read', () => {
    const truths = [1, 7, 600].map((every) => {
      const random = () => 0.5;
      let state = startDriving(DRIVER, random);
      const keeper = new TruthKeeper('352', DRIVER, state, { start: NOON });
      for (let at = 0; at < 4200; at += every) {
        for (const slice of slices(state, every, DRIVER, random)) {
          keeper.observe(slice);
          ({ state } = slice);
        }
      }
      return keeper.truth();
    });
    expect(truths[1]).toEqual(truths[0]);
    expect(truths[2]).toEqual(truths[0]);
  });

  it('includes the unfinished activity of the vehicle', () => {
    const state = startDriving(DRIVER, seededRandom(1));
    expect(new TruthKeeper('352', DRIVER, state, { start: NOON }).truth()).toMatchObject({
      journeys: [{ kind: 'trip', over: false, distanceKm: 0 }],
      statuses: [{ at: NOON, status: 'moving' }],
      km: 0,
    });
  });
});

describe('what is watched', () => {
  /** In the middle of the way, which is driven there and back. */
  const bridge = { type: 'Point', coordinates: [11.9584, 57.7] } as const;
  const fence = prepareFence({
    id: 3,
    name: 'Bridge',
    geometry: bridge,
    radiusM: 100,
    widthM: null,
    since: 0,
  });
  const watch = { fences: [fence], speed: { limit: 40, overBelow: 35 } };

  it('is in the truth: visits to fences, speedings and idlings', () => {
    const random = () => 0.5;
    const state = startParked(DRIVER, 300, random);
    const keeper = new TruthKeeper('352', DRIVER, state, { start: NOON, watch });
    for (const slice of slices(state, 900, DRIVER, random)) keeper.observe(slice);
    const { visits, speedings, idlings } = keeper.truth();
    expect(visits).toHaveLength(2);
    expect(visits[0]).toMatchObject({ fenceId: 3, depthM: expect.closeTo(99, 0) as number });
    const seconds = ((visits[0]?.exitedAt ?? 0) - (visits[0]?.enteredAt ?? 0)) / 1000;
    // 200 m at 46 km/h
    expect(Math.round(seconds)).toBe(16);
    expect(speedings.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...speedings.map(({ peak }) => peak))).toBeCloseTo(46, 0);
    expect(idlings[0]).toEqual({ from: NOON + 300_000, to: NOON + 330_000 });
  });

  it('is a visit from the beginning if it was there', () => {
    const state = startParked(DRIVER, 300, () => 0.5);
    const home = { type: 'Point', coordinates: [11.95, 57.7] } as const;
    const there = prepareFence({
      id: 4,
      name: 'Home',
      geometry: home,
      radiusM: 5000,
      widthM: null,
      since: 0,
    });
    const keeper = new TruthKeeper('352', DRIVER, state, {
      start: NOON,
      watch: { ...watch, fences: [there] },
    });
    expect(keeper.truth().visits).toMatchObject([
      { fenceId: 4, enteredAt: null, exitedAt: null, awayM: Infinity },
    ]);
  });
});

describe('trips and stops', () => {
  it.each([
    ['a stand of three minutes ends a trip', [5, -3, 5], ['trip', 'stop', 'trip']],
    ['a shorter one does not', [5, -2.9, 5], ['trip']],
    ['two shorter ones do not', [-10, 5, -2, 5, -2, 5], ['stop', 'trip']],
    ['less than 200 m between two stops are no trip', [5, -10, 0.1, -10, 5], ['trip', 'stop', 'trip']],
    ['they are one while it lasts', [-10, 0.1], ['stop', 'trip']],
  ])('%s', (_, minutes, kinds) => {
    expect(truthOf('352', spells(minutes)).journeys.map(({ kind }) => kind)).toEqual(kinds);
  });
});

/** Positive: minutes of driving at one kilometre a minute; negative: minutes at rest. */
function spells(minutes: readonly number[]): Spell[] {
  let at = NOON;
  const place = { lat: 57.7, lng: 11.95 };
  return minutes.map((duration) => {
    const from = at;
    at += Math.abs(duration) * MINUTE;
    const status = duration > 0 ? 'moving' : 'stopped';
    const metres = Math.max(0, duration * 1000);
    return { status, from, to: at, start: place, end: place, metres, maxSpeed: metres > 0 ? 60 : 0 };
  });
}
