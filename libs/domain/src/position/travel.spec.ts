import { bendBetween, courseTo, drivenMetres, travelTime } from './travel';

/** Degrees of latitude to a metre. */
const METRE = 1 / 111_195;

/** A fix the given metres north after the given seconds. */
const at = (seconds: number, metres: number, speed: number | null) => ({
  ...{ at: seconds * 1000, lat: metres * METRE, lng: 0 },
  speed,
});
const driven = (seconds: number, metres: number, speed: number | null, credible = Infinity) =>
  Math.round(drivenMetres(at(0, 0, speed), at(seconds, metres, speed), credible));

describe('the way from one fix to the next', () => {
  it.each([
    ['is the straight line without speeds', [10, 150, null], 150],
    ['is the straight line over a minute', [60, 150, 60], 150],
    ['is longer where the speeds say so', [18, 280, 60], 290],
    ['is so over a minute, too', [60, 900, 60], 950],
    ['is then no shorter, whatever they say', [60, 900, 10], 900],
    ['is the straight line over more than two minutes', [130, 2_000, 60], 2_000],
    ['is never much longer', [36, 500, 60], 550],
    ['is the straight line where the speeds say far more', [36, 200, 60], 200],
    ['of a few metres, most of them noise, is what the speeds say', [1, 3, 5], 1],
    ['is not much more than the speeds say', [10, 900, 36], 250],
  ] as const)('%s', (_, [seconds, metres, speed], expected) => {
    expect(driven(seconds, metres, speed)).toBe(expected);
  });

  it('to one that was doubted before is what the speeds say', () => {
    expect(driven(10, 900, 36, 0)).toBe(100);
    expect(driven(90, 900, 36, 0)).toBe(0);
  });

  it('to one that was doubted before is what the doubted fixes make credible, without speeds', () => {
    expect(driven(10, 900, null, 250)).toBe(250);
    expect(driven(10, 900, null, 2_000)).toBe(900);
  });
});

describe('a way that is only known by points on it', () => {
  const [north, east] = [
    { course: 0, metres: 200, ms: 20_000 },
    { course: Math.PI / 2, metres: 200, ms: 20_000 },
  ];

  it('is longer than its chords where it turns, and no longer where it is straight', () => {
    expect(bendBetween(north, north)).toBe(0);
    expect(bendBetween(north, east)).toBeCloseTo(79, 0);
    expect(bendBetween({ ...north, course: -3 }, { ...north, course: 2.8 })).toBeCloseTo(7, 0);
    expect(bendBetween(north, { ...north, course: 0.2 })).toBe(0);
  });

  it('takes its corner on the shorter of two chords, and hardly any at high speed', () => {
    const [lane, motorway] = [
      { ...north, metres: 50 },
      { ...east, metres: 800, ms: 30_000 },
    ];
    expect(bendBetween(lane, east)).toBeCloseTo(39, 0);
    expect(bendBetween(north, { ...motorway, ms: 60_000 })).toBeCloseTo(237, 0);
    expect(bendBetween(north, motorway)).toBeCloseTo(59, 0);
  });

  it('has a course from north over east', () => {
    const origin = { lat: 0, lng: 0 };
    expect(courseTo(origin, { lat: 1, lng: 0 })).toBe(0);
    expect(courseTo(origin, { lat: 0, lng: 1 })).toBeCloseTo(Math.PI / 2);
  });
});

describe('the time from or to a stop', () => {
  it('is by the speed at the other end, that of a corner at least', () => {
    expect(travelTime(36, 100)).toBe(15_000);
    expect(travelTime(null, 70)).toBe(15_000);
    expect(travelTime(0, 70)).toBe(15_000);
  });
});
