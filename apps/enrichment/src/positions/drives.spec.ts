import { seededRandom } from '@yipii/simulator';
import { drive, lengthOf, recordsOf, type Manner, type Second } from './drives';
import { kmOf, play, type Fields } from './played';

/** By which kilometres may differ, also where several corners lie between two fixes, and in metres. */
const SHARE = 0.03;
const SHARE_WITH_CORNERS = 0.05;
const METRES = 100;
/** Records that may be doubted until a wrong witness is found out. */
const DOUBTED = 4;

const OFTEN = [1, 5, 10, 30] as const;
const SELDOM = [...OFTEN, 60, 120] as const;

const JOURNEYS: readonly (readonly [string, Manner, readonly number[]])[] = [
  ['a lorry', { speed: 12, acceleration: 2, corners: 800, lights: [130, 25], seconds: 900 }, OFTEN],
  ['a bicycle', { speed: 5, acceleration: 1, corners: 500, seconds: 900 }, OFTEN],
  ['somebody on foot', { speed: 1.4, acceleration: 0.7, corners: 300, seconds: 900 }, OFTEN],
  ['a car on a motorway', { speed: 36, acceleration: 1.5, seconds: 900 }, SELDOM],
  ['a train at 200 km/h', { speed: 55.6, acceleration: 0.5, seconds: 1200 }, SELDOM],
  ['a ferry', { speed: 8, acceleration: 0.1, seconds: 1200 }, SELDOM],
];

const kmh = ({ speed }: Second) => Math.round(speed * 3.6);
const always =
  (attributes: Fields['attributes'] = {}) =>
  () => ({ attributes });

const STUCK = 'a speed of 50';
const DEVICES: Readonly<Record<string, (second: Second) => Fields>> = {
  'nothing else': always(),
  'its accuracy': always({ accuracy: 10 }),
  'its speed': (second) => ({ speed: kmh(second) }),
  'a speed of 0': () => ({ speed: 0 }),
  [STUCK]: () => ({ speed: 50 }),
  'an ignition that is off': always({ ignition: false }),
  'an accelerometer at rest': always({ motion: false }),
  'its ignition': ({ speed }) => ({ attributes: { ignition: speed > 0 } }),
  'its speed and an odometer of 0': (second) => ({ speed: kmh(second), attributes: { odometer: 0 } }),
  'its odometer': ({ metres }) => ({ attributes: { odometer: Math.round(metres) } }),
};

describe.each(JOURNEYS)('%s, with a device', (_, manner, cadences) => {
  it.each(Object.entries(DEVICES))('that tells %s makes one trip of its length', async (device, tells) => {
    const driven = drive(manner, seededRandom(11));
    for (const step of cadences) {
      const { km, straightKm } = lengthOf(driven, step);
      const played = await play(recordsOf(driven, step, seededRandom(step), tells));
      const share = manner.corners && step > 10 ? SHARE_WITH_CORNERS : SHARE;
      const [least, most] = [Math.min(km, straightKm) * (1 - share), km * (1 + share)];
      const trips = played.trips.map(({ over, distanceKm }) => ({
        over,
        differs: off(distanceKm, least, most),
      }));
      expect({ step, trips }).toEqual({ step, trips: [{ over: true, differs: 0 }] });
      // At first it is believed while the asset stands.
      if (device !== STUCK)
        expect({ step, differs: off(kmOf(played), least, most) }).toEqual({ step, differs: 0 });
      const doubted = played.positions.filter(({ unstreamed }) => unstreamed !== null);
      expect(doubted.length).toBeLessThanOrEqual(DOUBTED);
      expect(played.positions.at(-1)?.location.status).toBe('stopped');
    }
  });
});

/** By how much a distance is shorter or longer than it may be, km. */
function off(km: number | null | undefined, least: number, most: number): number {
  const over = (km ?? 0) - most - METRES / 1000;
  const short = least - (km ?? 0) - METRES / 1000;
  return Math.max(0, over, short);
}
