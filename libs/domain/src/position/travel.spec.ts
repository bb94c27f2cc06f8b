import { drivenMetres, speedBetween } from './travel';

/** Degrees of latitude to a metre. */
const METRE = 1 / 111_195;

/** So many metres north after so many seconds. */
const at = (seconds: number, metres: number, speed: number | null) => ({
  ...{ at: seconds * 1000, lat: metres * METRE, lng: 0 },
  speed,
});
const driven = (seconds: number, metres: number, speed: number | null, recovered = false) =>
  Math.round(drivenMetres(at(0, 0, speed), at(seconds, metres, speed), recovered));

describe('the way from one fix to the next', () => {
  it.each([
    ['is the straight line without speeds', [10, 150, null], 150],
    ['is the straight line over a minute', [60, 150, 60], 150],
    ['is longer where the speeds say so', [18, 280, 60], 290],
    ['is never much longer', [36, 200, 60], 230],
    ['is not much more than the speeds say', [10, 900, 36], 250],
  ] as const)('%s', (_, [seconds, metres, speed], expected) => {
    expect(driven(seconds, metres, speed)).toBe(expected);
  });

  it('to one that was doubted before is what the speeds say', () => {
    expect(driven(10, 900, 36, true)).toBe(100);
    expect(driven(90, 900, 36, true)).toBe(0);
  });
});

describe('the speed between two fixes', () => {
  it('is by their distance, if that is more than noise', () => {
    expect(speedBetween(at(0, 0, null), at(10, 100, null))).toBeCloseTo(36, 1);
    expect(speedBetween(at(0, 0, null), at(10, 25, null))).toBe(0);
    expect(speedBetween(at(0, 0, null), at(0, 100, null))).toBeNull();
  });
});
