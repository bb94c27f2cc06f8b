import { followJourney } from './follow-journey';
import type { Stop, Trip } from './journey';
import type { JourneyState, Moment } from './journey-state';

const NOON = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;
/** Degrees of latitude to a metre. */
const METRE = 1 / 111_195;

type Fields = Partial<Pick<Moment, 'status' | 'seen' | 'speed' | 'odometer' | 'driverId'>>;

/** A moment the given minutes after noon and metres due north. */
function moment(minutes: number, metres: number, fields: Fields = {}): Moment {
  const { status = 'stopped' } = fields;
  return {
    ...{ at: NOON + minutes * MINUTE, lat: 54.7 + metres * METRE, lng: 25.3, address: null },
    ...{ status, seen: true, speed: status === 'moving' ? 60 : 0, odometer: metres, driverId: null },
    ...{ leftAt: null, arrivedAt: null },
    ...fields,
  };
}

const stopped = (minutes: number, metres: number) => moment(minutes, metres);
const idling = (minutes: number, metres: number) => moment(minutes, metres, { status: 'idling' });
const moving = (minutes: number, metres: number, fields: Fields = {}) =>
  moment(minutes, metres, { status: 'moving', ...fields });

/** Legs as last published: minutes from, minutes to and, for a trip, km. */
function legs(...moments: readonly Moment[]): string[] {
  return told(moments).map((leg) => {
    const to = leg.kind === 'trip' ? (leg.over ? leg.end.at : null) : leg.endedAt;
    const minutes = [leg.start.at, to].map((at) => (at === null ? '' : String((at - NOON) / MINUTE)));
    return `${leg.kind} ${minutes.join('-')}${leg.kind === 'trip' ? ` ${leg.distanceKm} km` : ''}`;
  });
}

function told(moments: readonly Moment[]): (Trip | Stop)[] {
  const found = new Map<string, Trip | Stop>();
  let state: JourneyState | null = null;
  for (const next of moments) {
    const followed = followJourney(JSON.parse(JSON.stringify(state)) as JourneyState | null, next);
    ({ state } = followed);
    for (const leg of followed.changed) found.set(`${leg.kind} ${leg.start.at}`, leg);
  }
  return [...found.values()];
}

describe('trips and stops', () => {
  const parked = [stopped(0, 0), stopped(10, 0), moving(10.5, 250), moving(14, 3_750)];

  it('are not parted by what seems to move at one place while no speed is known', () => {
    const seemsToMove = [15, 16].map((minute) => moving(minute, 4_020, { speed: null }));
    const day = [...parked, stopped(14.5, 4_000), ...seemsToMove, stopped(16.5, 4_010), stopped(18, 4_000)];
    expect(legs(...day).slice(1)).toEqual(['trip 10.125-14.375 4 km', 'stop 14.375-']);
  });

  it.each([
    ['gets farther', { speed: null }, 4_040],
    ['has a speed', { speed: 10 }, 4_020],
  ])('are parted where the asset %s after a short halt', (_, fields, metres) => {
    const day = [...parked, stopped(14.5, 4_000), moving(16.5, metres, fields), stopped(18, metres)];
    expect(legs(...day).slice(1)).toEqual([`trip 10.125- ${metres / 1_000} km`]);
  });

  it('follow each other from departure to arrival', () => {
    const day = [stopped(0, 0), stopped(10, 0), moving(10.5, 250), moving(14, 3_750), stopped(14.5, 4_000)];
    expect(legs(...day, stopped(20, 4_000), moving(30, 4_250), moving(31, 5_250))).toEqual([
      'stop 0-10.125',
      'trip 10.125-14.375 4 km',
      'stop 14.375-29.625',
      'trip 29.625- 1.25 km',
    ]);
  });

  it('lie between the records: departure and arrival by the way to the fix and its speed', () => {
    const [, trip] = told([
      stopped(0, 0),
      stopped(20, 0),
      moving(30, 250, { speed: 60 }),
      moving(31, 1_250),
      stopped(41, 1_450),
      stopped(45, 1_450),
    ]);
    expect(trip).toMatchObject({ start: { at: NOON + 29.625 * MINUTE }, end: { at: NOON + 31.3 * MINUTE } });
  });

  it('are not parted by a halt of less than three minutes, whatever the ignition', () => {
    const way = [stopped(0, 0), moving(1, 500), stopped(2, 1_000), stopped(4.5, 1_000), moving(5, 1_250)];
    expect(legs(...way)).toEqual(['trip 0.25- 1.25 km']);
  });

  it.each([
    ['another one', 4_140, {}, 'trip 0.25-15 4.14 km'],
    ['the same one if fixes may wander', 4_140, { speed: null }, 'trip 0.25-14 4 km'],
    ['the same one if a single fix may be wrong', 4_900, {}, 'trip 0.25-14 4 km'],
  ])('end with the last halt: one further on is %s', (_, metres, fields, trip) => {
    const way = [stopped(0, 0), moving(1, 500), moving(14, 4_000), stopped(14.5, 4_000)];
    const on = [15.5, 18.6].map((minute) => moment(minute, metres, fields));
    expect(legs(...way, ...on)[0]).toBe(trip);
  });

  it('are parted by a stop that shows only when it is over, as of a device that slept', () => {
    const way = [stopped(0, 0), moving(5, 500), stopped(6, 1_000), moving(66, 1_250), moving(67, 2_250)];
    expect(legs(...way)).toEqual([
      'stop 0-4.25',
      'trip 4.25-5.75 1 km',
      'stop 5.75-65.625',
      'trip 65.625- 1.25 km',
    ]);
  });

  it('do not come of manoeuvring in a yard', () => {
    const yard = [
      stopped(0, 0),
      stopped(5, 0),
      moving(10, 60, { speed: 8 }),
      stopped(11, 90),
      stopped(20, 90),
      stopped(60, 90),
    ];
    expect(legs(...yard)).toEqual(['stop 0-']);
  });

  it.each([
    ['there and back', 180],
    ['of a counter that runs by itself no more than that', 5_000],
  ])('count what was driven at the stop before: %s', (_, odometer) => {
    const back = (minutes: number) => moment(minutes, 0, { odometer });
    const leaves = moving(31, 1_500, { odometer: odometer + 1_500 });
    const yard = [stopped(0, 0), stopped(5, 0), moving(10, 90, { speed: 8 }), back(11), back(20), back(30)];
    expect(legs(...yard, leaves)[1]).toMatch(/^trip .* 1.68 km$/);
  });

  it('count what was crept from the stop before to where the asset departed', () => {
    const crept = [stopped(0, 0), stopped(5, 0), stopped(6, 150), stopped(7, 260), stopped(8, 320)];
    expect(legs(...crept, stopped(9, 320), moving(10, 570))).toEqual(['stop 0-6', 'trip 9.625- 0.57 km']);
  });

  it('are where the asset is seen, if only some time after it arrived', () => {
    const unseen = moment(7, 1_000, { seen: false, speed: null });
    const [, trip, stop] = told([
      stopped(0, 0),
      moving(5, 500),
      moving(6, 1_000),
      unseen,
      stopped(8, 1_240),
      stopped(11, 1_240),
    ]);
    expect(trip).toMatchObject({
      end: { at: NOON + 6 * MINUTE, lat: 54.7 + 1_240 * METRE },
      distanceKm: 1.24,
    });
    expect(stop?.start).toMatchObject({ at: NOON + 6 * MINUTE, lat: 54.7 + 1_240 * METRE });
  });

  it('begin with the first record, on the road', () => {
    expect(legs(moving(0, 0), moving(1, 1_000))).toEqual(['trip 0- 1 km']);
    expect(legs(moving(0, 0), stopped(1, 50), stopped(5, 50))).toEqual(['stop 0-']);
  });

  it('end where the asset was last seen when it is not heard of while it drives', () => {
    expect(
      legs(stopped(0, 0), moving(5, 500), moving(6, 1_500), moving(90, 80_000), moving(91, 81_000)),
    ).toEqual(['stop 0-4.25', 'trip 4.25-6 1.5 km', 'trip 90- 1 km']);
    expect(legs(stopped(0, 0), moving(5, 500), moving(6, 1_500), stopped(90, 1_550))).toEqual([
      'stop 0-4.25',
      'trip 4.25-6 1.5 km',
      'stop 6-',
    ]);
  });

  it('count idling where it was', () => {
    const way = [
      idling(0, 0),
      idling(4, 0),
      moving(4, 0),
      moving(6, 2_000),
      idling(6, 2_000),
      idling(8, 2_000),
    ];
    const [stop, trip] = told([...way, moving(8, 2_000), moving(10, 4_000)]);
    expect([stop?.idlingSeconds, trip?.idlingSeconds]).toEqual([240, 120]);
  });

  it('know the fastest speed and who drove', () => {
    const [trip] = told([
      stopped(0, 0),
      moving(1, 500, { driverId: '3F00' }),
      moving(2, 1_800, { speed: 92 }),
      moving(3, 2_800),
    ]);
    expect(trip).toMatchObject({ maxSpeed: 92, driverId: '3F00' });
  });
});
