import { NOON } from '@yipii/testing';
import { seededRandom } from '@yipii/simulator';
import {
  FIFTY_KMH,
  HOUR,
  METRE,
  SECOND,
  at,
  driveAndStand,
  every,
  kmOf,
  metresNorth,
  play,
  playWith,
  reasonsOf,
  second,
  statusesOf,
  type Fields,
  type Result,
} from './played';

describe('an asset that reports no speed', () => {
  it.each([1, 5, 15, 30])('moves and stops by its fixes, with a fix each %d s', async (step) => {
    const { positions, trips, stops } = await play(...driveAndStand(step));
    expect(trips).toMatchObject([{ over: true, distanceKm: expect.closeTo(8.33, 1) as number }]);
    expect(Math.abs(second(trips[0]?.start.at))).toBeLessThanOrEqual(5);
    expect(Math.abs(second(trips[0]?.end.at) - 600)).toBeLessThanOrEqual(5);
    expect(stops).toMatchObject([{ endedAt: null }]);
    const onTheWay = positions.slice(Math.ceil(5 / step), Math.floor(600 / step));
    expect(statusesOf({ positions: onTheWay })).toEqual(new Set(['moving']));
    expect(statusesOf({ positions: positions.slice(Math.ceil(640 / step)) })).toEqual(new Set(['stopped']));
  });

  it.each([
    [60, 60],
    [30, 40],
  ])(
    'stands while its fixes wander as far as their accuracy of %d m says, each %d s',
    async (accuracy, step) => {
      const random = seededRandom(accuracy);
      const wander = () => (random() * 2 - 1) * accuracy;
      const played = await play(
        ...every(step, 0, 5 * HOUR, (s) =>
          at(s, wander(), { lng: 11.97 + wander() * METRE * 1.87, attributes: { accuracy } }),
        ),
      );
      expect(statusesOf(played)).toEqual(new Set(['stopped']));
      expect([played.trips, kmOf(played)]).toEqual([[], 0]);
    },
  );

  it('moves when its accelerometer says so and the fixes do not contradict', async () => {
    const shaken = (motion: boolean) => every(30, 0, 90, (s) => at(s, 0, { attributes: { motion } }));
    expect(statusesOf(await play(...shaken(true)))).toEqual(new Set(['moving']));
    expect(statusesOf(await play(...shaken(false)))).toEqual(new Set(['stopped']));
  });

  it('counts the distance after a doubted jump, as of a train', async () => {
    const played = await play(
      ...every(1, 0, 60, (s) => at(s, s * 80)),
      ...every(1, 60, 300, (s) => at(s, s * 80 + 400)),
    );
    expect(reasonsOf(played)).toEqual(new Set([null, 'jump']));
    expect(kmOf(played)).toBeCloseTo(24, 0);
  });
});

describe('a speed that the fixes contradict', () => {
  it('of constant 0 is ignored after two fixes in one direction', async () => {
    const played = await play(...driveAndStand(30, { speed: 0 }));
    expect(reasonsOf(played)).toEqual(new Set([null]));
    expect(played.trips).toMatchObject([{ over: true, distanceKm: expect.closeTo(8.33, 1) as number }]);
    expect(played.positions.map(({ location }) => location.status).slice(0, 4)).toEqual(
      ['stopped', 'stopped', 'moving', 'moving'], // prettier-ignore
    );
  });

  it.each([4.3, 50])(
    'of %d km/h for hours at one place ends the trip where and when it arrived',
    async (speed) => {
      const played = await play(
        ...every(30, 0, 600, (s) => at(s, s * FIFTY_KMH, { speed: 50 })),
        ...every(30, 600, 3 * HOUR, (s) => at(s, 600 * FIFTY_KMH + (s % 7), { speed })),
      );
      expect(played.trips).toMatchObject([{ over: true }]);
      expect(Math.abs(second(played.trips[0]?.end.at) - 600)).toBeLessThanOrEqual(30);
      expect(played.trips[0]?.distanceKm).toBeCloseTo(8.37, 1);
      expect(played.stops).toMatchObject([{ endedAt: null }]);
    },
  );

  it('of 37 km/h all night, 30 m farther every five minutes, is refuted by the second fix', async () => {
    const played = await play(
      ...every(300, 0, 3 * HOUR, (s) => at(s, (s / 300) % 2 ? 35 : 0, { speed: 37 })),
    );
    const statuses = played.positions.map(({ location }) => location.status);
    expect(new Set(statuses.slice(1))).toEqual(new Set(['stopped']));
    expect(played.trips).toEqual([]);
  });

  it('is believed again once it says otherwise', async () => {
    const played = await play(
      ...driveAndStand(30, { speed: 0 }),
      at(1230, 8_500, { speed: 40 }),
      at(1260, 8_800, { speed: 0 }),
    );
    expect(played.positions.slice(-2).map(({ location }) => location.status)).toEqual(['moving', 'stopped']);
  });

  it('together with an ignition that is never on does not keep a driving asset parked', async () => {
    const played = await play(...driveAndStand(30, { attributes: { ignition: false, motion: false } }));
    expect(played.trips).toMatchObject([{ over: true, distanceKm: expect.closeTo(8.33, 1) as number }]);
  });
});

describe('an odometer that the fixes contradict', () => {
  it.each([0, 120_000_000])('and always shows %d m is not followed', async (odometer) => {
    const played = await play(
      ...every(30, 0, 1200, (s) =>
        at(s, Math.min(s, 650) * FIFTY_KMH, { speed: s < 650 ? 50 : 0, attributes: { odometer } }),
      ),
    );
    expect(played.trips).toMatchObject([{ over: true, distanceKm: expect.closeTo(9, 0) as number }]);
  });

  it('is followed again as soon as it moves, without counting a kilometre twice', async () => {
    const counted = (s: number) => (s < 300 ? 5_000 : 5_000 + (s - 300) * FIFTY_KMH);
    const played = await play(
      ...every(30, 0, 630, (s) => at(s, s * FIFTY_KMH, { speed: 50, attributes: { odometer: counted(s) } })),
    );
    expect(kmOf(played)).toBeCloseTo(5 + 8.33, 0);
  });

  it('that counts in whole kilometres is followed', async () => {
    const played = await play(
      ...every(30, 0, 631, (s) =>
        at(s, s * FIFTY_KMH, {
          speed: 50,
          attributes: { odometer: Math.floor((s * FIFTY_KMH) / 1000) * 1000 },
        }),
      ),
    );
    expect(kmOf(played)).toBeGreaterThan(8);
    expect(kmOf(played)).toBeLessThanOrEqual(9);
  });

  it('counts on when the fixes go astray', async () => {
    const astray = (s: number) => (s >= 300 && s < 400 ? 5_000 : 0);
    const played = await play(
      ...every(30, 0, 630, (s) =>
        at(s, s * FIFTY_KMH + astray(s), { speed: 50, attributes: { odometer: Math.round(s * FIFTY_KMH) } }),
      ),
    );
    expect(kmOf(played)).toBeCloseTo(8.3, 1);
  });

  it('makes no trip on its own', async () => {
    const played = await play(
      ...every(30, 0, 1200, (s) => at(s, 0, { speed: 6, attributes: { odometer: s * 10 } })),
    );
    expect(played.trips).toEqual([]);
  });
});

describe('an asset that stands elsewhere', () => {
  it('is believed at once when it reports once a day, 300 km farther each time', async () => {
    const played = await play(
      ...every(24 * HOUR, 0, 5 * 24 * HOUR, (s) => at(s, (s / HOUR) * 12_500, { speed: 0 })),
    );
    expect(reasonsOf(played)).toEqual(new Set([null]));
    expect([played.trips, played.stops]).toEqual([[], []]);
    expect(kmOf(played)).toBeCloseTo(1200, 0);
  });

  it.each([5, 10])(
    'is believed from the third fix on the way on, whatever its speed says, each %d s',
    async (step) => {
      const fixes = every(step, 0, 900, (s) => at(s, Math.max(0, s - 600) * FIFTY_KMH, { speed: 0 }));
      const { positions } = await play(...fixes);
      const doubted = positions.flatMap(({ unstreamed }, i) => (unstreamed === null ? [] : [i * step - 600]));
      expect(doubted.length).toBeLessThanOrEqual(2);
      expect(Math.max(...doubted)).toBeLessThanOrEqual(3 * step);
    },
  );

  it('after a silence ended the old stop at its last record, and began a new one', async () => {
    const parked = (metres: number) => (s: number) => at(s, metres, { speed: 0 });
    const played = await play(...every(600, 0, HOUR, parked(0)), at(10 * HOUR, 12_000, { speed: 0 }));
    const later = await play(
      ...every(600, 0, HOUR, parked(0)),
      ...every(600, 10 * HOUR, 11 * HOUR, parked(12_000)),
    );
    expect(second(played.stops[0]?.endedAt)).toBe(3_000);
    expect(later.stops.map((stop) => [second(stop.start.at), metresNorth(stop)])).toEqual([
      [0, 0],
      [10 * HOUR, 12_000],
    ]);
    expect(later.trips).toEqual([]);
  });

  it('in a single record in between did not leave its stop', async () => {
    const played = await play(...every(300, 0, HOUR, (s) => at(s, s === 1500 ? 3_000 : 0, { speed: 0 })));
    expect(played.stops).toMatchObject([{ endedAt: null }]);
    expect(played.trips).toEqual([]);
  });
});

describe('a jump that no vehicle makes', () => {
  const spoofed = (seconds: number, fields: Fields = {}) =>
    every(10, 0, 1800, (s) =>
      s >= 600 && s < 600 + seconds
        ? at(s, 1_500_000, { speed: 0, ...fields })
        : at(s, s * FIFTY_KMH, { speed: 50 }),
    );

  it.each([180, 600])('to an airport 1,500 km away for %d s moves nothing', async (seconds) => {
    const played = await play(...spoofed(seconds));
    const doubted = played.positions.filter(({ unstreamed }) => unstreamed === 'jump');
    expect(doubted).toHaveLength(seconds / 10);
    expect(played.trips).toMatchObject([{ distanceKm: expect.closeTo(24.9, 0) as number }]);
  });

  it('is believed after a quarter of an hour, an hour where jamming is reported', async () => {
    const believed = ({ positions }: Result) =>
      positions.findIndex(({ unstreamed, location }) => unstreamed === null && (location.lat ?? 0) > 60) *
        10 -
      600;
    const stays = (fields: Fields) => [
      ...every(10, 0, 600, (s) => at(s, 0, { speed: 0 })),
      ...every(10, 600, 3 * HOUR, (s) => at(s, 1_500_000, { speed: 0, ...fields })),
    ];
    expect(believed(await play(...stays({})))).toBe(900);
    expect(believed(await play(...stays({ attributes: { alarm: 'jamming' } })))).toBe(3600);
  });
});

describe('a date', () => {
  it.each([Date.UTC(2000, 0, 1), Date.UTC(2004, 0, 1), NOON - 61 * 24 * HOUR * SECOND])(
    'before the retention never becomes the present: %d',
    async (fixTime) => {
      const played = await play({ ...at(0, 0), fixTime }, at(0, 0, { speed: 0 }), at(600, 0, { speed: 0 }));
      expect(played.positions.map(({ unstreamed }) => unstreamed)).toEqual(['insane', null, null]);
      expect(played.stops.map(({ start }) => start.at)).toEqual([NOON]);
    },
  );
});

describe('a first stop', () => {
  it('shorter than three minutes is not stored', async () => {
    const played = await play(
      at(0, 0, { speed: 0 }),
      ...every(30, 60, 600, (s) => at(s, (s - 60) * 14, { speed: 50 })),
    );
    expect([played.stops, played.trips.length]).toEqual([[], 1]);
  });
});

describe('slow work', () => {
  const work = every(60, 0, 1800, (s) => at(s, (s * 4) / 3.6, { speed: 4, attributes: { ignition: true } }));

  it('at 4 km/h is a trip once it has led away', async () => {
    const { trips } = await play(...work);
    expect(trips[0]?.distanceKm).toBeGreaterThan(1.8);
  });

  it('moves from its first record on where the asset is set to move from 2 km/h on', async () => {
    const played = await playWith({ movingFromKmh: 2 }, work);
    expect(statusesOf(played)).toEqual(new Set(['moving']));
    expect(reasonsOf(played)).toEqual(new Set([null]));
    expect(kmOf(played)).toBeCloseTo(1.9, 1);
  });
});
