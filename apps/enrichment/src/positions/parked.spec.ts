import { seededRandom } from '@yipii/simulator';
import { HOUR, METRE, at, every, kmOf, play, second, type Result } from './played';

const DRIVEN = 600;
const SPEED = 12;
/** Until then the scatter of the receiver is not known. */
const LEARNT = 900;
/** Two fixes out of three lie within this multiple of the deviation along one axis. */
const TWO_OF_THREE = 1.515;
const EASTWARD = 1.87;
const STEPS = [1, 5, 15, 30] as const;
const SCATTERS = [10, 20, 30, 50] as const;

/**
 * Fixes of a receiver that is off by so many metres in two cases out of three.
 * @param seconds after which its error is another one; 0: with each fix
 */
function scatter(random: () => number, metres: number, seconds: number, step: number) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const kept = seconds > 0 ? Math.exp(-step / seconds) : 0;
  const news = (Math.sqrt(1 - kept * kept) * metres) / TWO_OF_THREE;
  let [east, north] = [0, 0];
  return () => {
    east = kept * east + news * normal();
    north = kept * north + news * normal();
    return [east, north] as const;
  };
}

/** An hour in a garage, after ten minutes of driving in the open or from the very first record on. */
function park({ metres, seconds, step, from }: Parked): Promise<Result> {
  const random = seededRandom(metres + seconds + step);
  const [garage, open] = [scatter(random, metres, seconds, step), scatter(random, 3, 20, step)];
  return play(
    every(step, from, HOUR, (s) => {
      const [east, north] = s < 0 ? open() : garage();
      return at(s, north + Math.min(0, s) * SPEED, { lng: 11.97 + east * METRE * EASTWARD });
    }),
  );
}

interface Parked {
  readonly metres: number;
  readonly seconds: number;
  readonly step: number;
  readonly from: number;
}

function moving({ positions }: Result, since: number): number {
  const fixes = positions.filter(({ location }) => second(Date.parse(location.timestamp)) >= since);
  return fixes.filter(({ location }) => location.status === 'moving').length / fixes.length;
}

function kmSince(played: Result, since: number): number {
  const then = played.positions.find(({ location }) => second(Date.parse(location.timestamp)) >= since);
  return (kmOf(played) ?? 0) - (then?.location.odometerKm ?? 0);
}

const CASES = STEPS.flatMap((step) => SCATTERS.map((metres) => ({ step, metres })));

describe.each([0, 10, 60])('a parked asset without speed and accuracy whose error lasts %d s', (seconds) => {
  it.each(CASES)('stands after a drive, off by $metres m each $step s', async ({ step, metres }) => {
    const played = await park({ metres, seconds, step, from: -DRIVEN });
    expect(played.trips).toMatchObject([{ over: true }]);
    expect(moving(played, LEARNT)).toBeLessThan(0.1);
    expect(kmSince(played, LEARNT)).toBeLessThan(0.4);
    expect(kmSince(played, 0)).toBeLessThan(2);
  });

  it.each(CASES)(
    'has stood from its first record on, off by $metres m each $step s',
    async ({ step, metres }) => {
      const played = await park({ metres, seconds, step, from: 0 });
      expect(played.trips).toEqual([]);
      expect(moving(played, LEARNT)).toBeLessThan(0.1);
      expect(kmSince(played, LEARNT)).toBeLessThan(0.4);
      expect(kmSince(played, 0)).toBeLessThan(1.5);
    },
  );
});
