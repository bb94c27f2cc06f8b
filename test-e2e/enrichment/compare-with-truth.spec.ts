import type { Trip } from '@yipii/domain';
import { NO_DISTURBANCES, simulateDay, type StatusChange } from '@yipii/simulator';
import { compareWithTruth, type AssetResult, type Journey } from './compare-with-truth';

const { vehicles } = simulateDay({
  vehicles: 1,
  seed: 3,
  start: Date.UTC(2026, 5, 1),
  disturbances: NO_DISTURBANCES,
});
const [{ truth } = { truth: { vehicle: '', journeys: [], statuses: [], km: 0 } }] = vehicles;
const SECOND = 1000;

/** What was found, if it was the truth but for some of it. */
function compare(changes: Partial<AssetResult>): string[] {
  return compareWithTruth({ ...truth, ...changes }, truth);
}

function isTrip(journey: Journey): journey is Trip {
  return journey.kind === 'trip';
}

/** The journeys with the third of them, a stop, or the fourth, a trip, replaced. */
function withJourney(index: number, change: (journey: Journey) => Journey[]): Journey[] {
  return truth.journeys.flatMap((journey, i) => (i === index ? change(journey) : [journey]));
}

function withTrip(change: (trip: Trip) => Trip[]): Journey[] {
  return withJourney(3, (journey) => (isTrip(journey) ? change(journey) : []));
}

describe('the comparison with the truth', () => {
  it('finds no difference between the truth and itself, in whatever order', () => {
    expect(truth.journeys.length).toBeGreaterThan(10);
    expect(compare({ journeys: [...truth.journeys].reverse() })).toEqual([]);
  });

  it('forgives 30 s, 1 % and 50 m', () => {
    const late = { at: 30 * SECOND, km: 0.05 };
    const journeys = truth.journeys.map((journey) => ({
      ...journey,
      start: { ...journey.start, at: journey.start.at + late.at },
      ...(isTrip(journey) ? { distanceKm: journey.distanceKm * 1.0099 + late.km } : {}),
    }));
    const statuses = truth.statuses.map(({ at, status }, i) => ({
      at: i === 0 ? at : at + 30 * SECOND,
      status,
    }));
    expect(compare({ journeys, statuses, km: truth.km * 0.9901 - 0.05 })).toEqual([]);
  });

  it.each<[string, () => Partial<AssetResult>, RegExp]>([
    [
      'a missing trip',
      () => ({ journeys: withTrip(() => []) }),
      /: missing trip \d\d:\d\d:\d\d–\d\d:\d\d:\d\d$/,
    ],
    ['a missing stop', () => ({ journeys: withJourney(2, () => []) }), /: missing stop /],
    [
      'an extra trip',
      () => {
        const extra = truth.journeys.filter(isTrip)[0];
        return {
          journeys: [
            ...truth.journeys,
            ...(extra ? [{ ...extra, start: truth.journeys[0]?.start ?? extra.start }] : []),
          ],
        };
      },
      /: extra trip 00:00:00–/,
    ],
    [
      'a trip that starts late',
      () => ({
        journeys: withTrip((trip) => [
          { ...trip, start: { ...trip.start, at: trip.start.at + 31 * SECOND } },
        ]),
      }),
      / starts 31 s too late$/,
    ],
    [
      'a trip that ends early',
      () => ({
        journeys: withTrip((trip) => [{ ...trip, end: { ...trip.end, at: trip.end.at - 31 * SECOND } }]),
      }),
      / ends 31 s too early$/,
    ],
    [
      'a trip that goes on',
      () => ({ journeys: withTrip((trip) => [{ ...trip, over: false }]) }),
      / is not over$/,
    ],
    [
      'a trip that is too long',
      () => ({ journeys: withTrip((trip) => [{ ...trip, distanceKm: trip.distanceKm * 1.02 + 0.05 }]) }),
      / has \d+\.\d{3} km instead of /,
    ],
    [
      'a stop that is elsewhere',
      () => ({
        journeys: withJourney(2, (stop) => [
          { ...stop, start: { ...stop.start, lat: stop.start.lat + 0.002 } },
        ]),
      }),
      / is 222 m away$/,
    ],
    ['a total that is too short', () => ({ km: truth.km * 0.98 - 0.05 }), /: in all /],
    ['a total that is unknown', () => ({ km: null }), /: in all unknown km /],
    ['no status at all', () => ({ statuses: [] }), /: no status$/],
  ])('finds %s', (_, change, difference) => {
    expect(compare(change())).toEqual([expect.stringMatching(difference)]);
  });

  it('finds two trips where there was one', () => {
    const halves = withTrip((trip) => {
      const middle = { ...trip.start, at: (trip.start.at + trip.end.at) / 2 };
      return [
        { ...trip, end: middle, distanceKm: trip.distanceKm / 2 },
        { ...trip, start: middle, distanceKm: trip.distanceKm / 2 },
      ];
    });
    expect(compare({ journeys: halves })).toEqual([
      expect.stringContaining('missing trip'),
      expect.stringContaining('extra trip'),
      expect.stringContaining('extra trip'),
    ]);
  });
});

describe('two courses of a status', () => {
  const course = (...changes: [second: number, status: StatusChange['status']][]): StatusChange[] =>
    changes.map(([second, status]) => ({
      at: truth.journeys[0] ? truth.journeys[0].start.at + second * SECOND : 0,
      status,
    }));
  const driven = course(
    [0, 'stopped'],
    [600, 'moving'],
    [1200, 'idling'],
    [1245, 'moving'],
    [1800, 'stopped'],
  );
  const differences = (statuses: StatusChange[]) =>
    compareWithTruth({ ...truth, statuses }, { ...truth, statuses: driven });

  it.each([
    ['the same', driven],
    [
      'one that is seen 30 s later',
      course([0, 'stopped'], [630, 'moving'], [1200, 'idling'], [1245, 'moving'], [1830, 'stopped']),
    ],
    [
      'a halt of 45 s that was seen for 25 s',
      course([0, 'stopped'], [600, 'moving'], [1220, 'idling'], [1245, 'moving'], [1800, 'stopped']),
    ],
    [
      'a flicker',
      course(
        [0, 'stopped'],
        [600, 'moving'],
        [700, 'idling'],
        [729, 'moving'],
        [1200, 'idling'],
        [1245, 'moving'],
        [1800, 'stopped'],
      ),
    ],
  ])('agree: %s', (_, statuses) => {
    expect(differences(statuses)).toEqual([]);
  });

  it.each([
    [
      'seen 31 s later',
      course([0, 'stopped'], [631, 'moving'], [1200, 'idling'], [1245, 'moving'], [1800, 'stopped']),
      'status 00:10:00–00:10:31 is stopped instead of moving',
    ],
    [
      'a halt that was not seen',
      course([0, 'stopped'], [600, 'moving'], [1800, 'stopped']),
      'status 00:20:00–00:20:45 is moving instead of idling',
    ],
    [
      'another status',
      course([0, 'stopped'], [600, 'moving'], [1200, 'idling'], [1245, 'moving'], [1800, 'idling']),
      'status 00:30:00–01:30:00 is idling instead of stopped',
    ],
    [
      'flickering that is mostly wrong',
      course(
        [0, 'stopped'],
        [600, 'moving'],
        ...Array.from({ length: 9 }, (_, i): [number, 'idling' | 'moving'] => [
          700 + 20 * Math.ceil(i / 2) + 5 * Math.floor(i / 2),
          i % 2 ? 'moving' : 'idling',
        ]),
        [1200, 'idling'],
        [1245, 'moving'],
        [1800, 'stopped'],
      ),
      'status 00:11:40–00:20:00 is idling instead of moving',
    ],
  ])('disagree: %s', (_, statuses, difference) => {
    expect(differences(statuses)).toEqual([expect.stringContaining(difference)]);
  });
});
