import { seededRandom } from '@yipii/simulator';
import {
  FIFTY_KMH,
  HOUR,
  METRE,
  at,
  every,
  kmOf,
  play,
  reasonsOf,
  second,
  statusesOf,
  type Fields,
} from './played';

describe('an asset that stands', () => {
  const parked = { speed: 0 };
  const edges = [0, 10, -5, 20, 32, 61];

  it.each([450, 600])(
    'is not taken along by a single fix far away after some that wandered the same way, each %d s',
    async (step) => {
      const metres = [...edges, 743, 12, 5, 0, 8];
      const played = await play(...metres.map((metre, i) => at(i * step, metre, parked)));
      expect(statusesOf(played)).toEqual(new Set(['stopped']));
      expect([played.trips, kmOf(played)]).toEqual([[], 0]);
    },
  );

  it('has been seen there while its fixes drift, so that one far away follows no silence', async () => {
    const metres = [...edges, 110, 115, 111, 9_800, 70, 30, 5, 0];
    const played = await play(...metres.map((metre, i) => at(i * 600, metre, parked)));
    expect(reasonsOf(played)).toContain('drift');
    expect([played.trips, kmOf(played)]).toEqual([[], 0]);
  });

  it('with an accuracy of 60 m does not leave where a few fixes happen to be near each other', async () => {
    const happen = [55, 38, 67, 120, 30, 86, 50, 55, 52, 49, 54, -67, 20, 60];
    const fixes = happen.map((metre, i) => at(i * 60, metre, { attributes: { accuracy: 60 } }));
    expect(statusesOf(await play(...fixes))).toEqual(new Set(['stopped']));
  });
});

describe('an asset that circles', () => {
  const radius = 45;
  const circle = (s: number, fields: Fields) => {
    const angle = Math.min(600, Math.max(0, s - 300)) * (8 / radius);
    const lng = 11.97 + radius * Math.sin(angle) * METRE * 1.87;
    return at(s, radius * (1 - Math.cos(angle)), { lng, ...fields });
  };

  it.each<[number, string, Fields]>([
    [1, 'no speed', {}],
    [5, 'no speed', {}],
    [1, 'its speed', { speed: 29 }],
    [10, 'its speed', { speed: 29 }],
  ])('makes a trip, each %d s with %s', async (step, _, fields) => {
    const tells = (s: number) => (fields.speed && (s < 300 || s > 900) ? { speed: 0 } : fields);
    const { trips } = await play(...every(step, 0, 1500, (s) => circle(s, tells(s))));
    expect(trips).toMatchObject([{ over: true }]);
    expect(Math.abs((trips[0]?.distanceKm ?? 0) / 4.8 - 1)).toBeLessThan(0.1);
    expect(Math.abs(second(trips[0]?.start.at) - 300)).toBeLessThanOrEqual(15);
  });
});

describe('an asset that claims to move for hours', () => {
  it.each<[number, string, number, Fields]>([
    [10, 'its speed is stuck', 20, { speed: 8 }],
    [30, 'its speed is stuck', 25, { speed: 50 }],
    [10, 'its accelerometer is stuck', 20, { attributes: { motion: true } }],
    [30, 'its accelerometer is stuck', 25, { attributes: { motion: true } }],
  ])('arrived where it wanders, each %d s, if %s', async (step, _, metres, fields) => {
    const random = seededRandom(step);
    const wander = () => (random() * 2 - 1) * metres;
    const { positions, trips, stops } = await play(
      ...every(step, 0, 600, (s) =>
        at(s, s * FIFTY_KMH, { ...fields, ...(fields.speed ? { speed: 50 } : {}) }),
      ),
      ...every(step, 600, 3 * HOUR, (s) =>
        at(s, 600 * FIFTY_KMH + wander(), { ...fields, lng: 11.97 + wander() * METRE * 1.87 }),
      ),
    );
    expect(trips).toMatchObject([{ over: true }]);
    expect(Math.abs(second(trips[0]?.end.at) - 600)).toBeLessThanOrEqual(60);
    expect(stops).toMatchObject([{ endedAt: null }]);
    expect(positions.at(-1)?.location.status).toBe('stopped');
  });
});

describe('a silence', () => {
  it.each([0, 50])('of hours adds the straight line across it, driven at %d km/h before', async (speed) => {
    const before = every(30, 0, 600, (s) => at(s, (s * speed) / 3.6));
    const after = every(30, 10 * HOUR, 10 * HOUR + 600, (s) => at(s, 30_000));
    const played = await play(...before, ...after);
    expect(kmOf(played)).toBeCloseTo(30, 0);
    expect(played.trips.map(({ distanceKm }) => Math.round(distanceKm))).toEqual(speed ? [8] : []);
  });
});
