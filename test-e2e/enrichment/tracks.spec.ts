import { planTours, seededRandom, simulateTrack, type Manner, type VehicleTruth } from '@yipii/simulator';
import { playTrack, thinned } from './played-track';

const NOON = Date.UTC(2026, 5, 1, 12);
const CADENCES = [1, 5, 15, 30] as const;
const SEEDS = [3, 4, 5, 6] as const;
/** In half a minute a vehicle takes several corners that nobody sees: some tracks have more of them than others. */
const AT_30_S = 0.05;
const tours = planTours(SEEDS.length, seededRandom(29));

/** `startSeconds` from a standstill on it must be seen to move: it has left the noise by then. */
interface Journey {
  readonly manner: Manner;
  readonly seconds: number;
  readonly startSeconds: number;
  /** The setting of its asset, km/h. */
  readonly movingFromKmh?: number;
  /** Of its fixes, may seem to stand, since what they show may as well be noise. */
  readonly share?: number;
  /** By which the kilometres of a single track may differ. */
  readonly one?: number;
}

const JOURNEYS: readonly Journey[] = [
  { manner: 'car', seconds: 4000, startSeconds: 15 },
  { manner: 'bus', seconds: 4000, startSeconds: 15, share: 0.01 },
  { manner: 'bicycle', seconds: 4000, startSeconds: 30 },
  { manner: 'walk', seconds: 5400, startSeconds: 60, movingFromKmh: 2.5, share: 0.03, one: 0.05 },
  { manner: 'train', seconds: 3600, startSeconds: 15 },
  { manner: 'motorway', seconds: 3600, startSeconds: 15 },
];

describe.each(JOURNEYS)('a track by $manner without speeds', (journey) => {
  const { manner, seconds, startSeconds, movingFromKmh, share = 0, one = 0.03 } = journey;
  const tracks = SEEDS.map((seed, i) =>
    simulateTrack({ manner, tour: tours[i] ?? [], seed, start: NOON, seconds }),
  );

  it.each(CADENCES)('has its kilometres and moves where it does, with a fix each %d s', async (step) => {
    let [counted, driven] = [0, 0];
    for (const { records, truth } of tracks) {
      const { km, statuses } = await playTrack(thinned(records, step), movingFromKmh);
      expect(Math.abs(km / truth.km - 1)).toBeLessThan(step === 30 ? AT_30_S : one);
      counted += km;
      driven += truth.km;
      const standing = [...statuses].filter(
        ([at, status]) => status !== 'moving' && isUnderWay(truth, at, startSeconds * 1000),
      );
      const tolerated = Math.floor(statuses.size * share);
      expect(standing.slice(tolerated).map(([at]) => new Date(at).toISOString())).toEqual([]);
    }
    expect(Math.abs(counted / driven - 1)).toBeLessThan(0.03);
  });
});

describe('a walk that winds, without speeds and with 2.5 m of noise', () => {
  const METRE = 1 / 111_195;
  const [SECONDS, SPEED, RADIUS, NOISE, SHARPEST] = [3600, 1.4, 100, 2.5, 1.1];

  it.each(CADENCES)('has its kilometres, with a fix each %d s', async (step) => {
    const { km } = await playTrack(thinned(windingWalk(), step), 2.5);
    expect(Math.abs(km / ((SECONDS * SPEED) / 1000) - 1)).toBeLessThan(0.03);
  });

  /** Along bends to the left and right, at the equator. */
  function windingWalk() {
    const random = seededRandom(7);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let [x, y] = [0, 0];
    return Array.from({ length: SECONDS }, (_, second) => {
      const course = SHARPEST * Math.sin((SPEED * second) / RADIUS);
      x += SPEED * Math.cos(course);
      y += SPEED * Math.sin(course);
      const [lat, lng] = [y, x].map((metres) => (metres + NOISE * normal()) * METRE);
      return { fixTime: NOON + second * 1000, lat: 1 + (lat ?? 0), lng: 12 + (lng ?? 0) };
    });
  }
});

/** Whether it has moved for so many ms, and goes on. */
function isUnderWay({ statuses }: VehicleTruth, at: number, ms: number): boolean {
  const i = statuses.findLastIndex((change) => change.at <= at);
  const [now, next] = [statuses.at(i), statuses[i + 1]];
  return now?.status === 'moving' && at > now.at + ms && (!next || at < next.at - 1000);
}
