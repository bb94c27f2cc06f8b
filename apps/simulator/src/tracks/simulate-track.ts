import type { TrackerRecord } from '@yipii/domain';
import { Receiver } from '../day/receiver';
import { legOf, slices, startParked, type Driver } from '../drive';
import { moved } from '../geometry';
import { headingOn, placeOn } from '../leg';
import type { Tour } from '../plan-tours';
import { between, seededRandom } from '../random';
import { TruthKeeper } from '../truth/truth-keeper';
import type { VehicleTruth } from '../truth/vehicle-truth';
import { MANNERS, waysOf, type Manner } from './manners';

/** Seconds before it sets off and after it has arrived. */
const AT_REST = 300;

export interface TrackOptions {
  readonly manner: Manner;
  /** On which it travels, where it travels on streets. */
  readonly tour: Tour;
  readonly seed: number;
  /** Epoch ms. */
  readonly start: number;
  readonly seconds: number;
}

export interface Track {
  /** One each second, with the true speed, and nothing but the fix. */
  readonly records: readonly TrackerRecord[];
  readonly truth: VehicleTruth;
}

/** What a good receiver records of a journey. */
export function simulateTrack({ manner, tour, seed, start, seconds }: TrackOptions): Track {
  const { stopFor } = MANNERS[manner];
  const random = seededRandom(seed);
  const driver: Driver = {
    tour: waysOf(MANNERS[manner], tour, random),
    standing: (phase) => (phase === 'unloading' ? between(stopFor, random) : 0),
  };
  const receiver = new Receiver({ jitter: true, drift: false }, seededRandom(seed + 1));
  let state = { ...startParked(driver, AT_REST, random), odometer: 0 };
  const keeper = new TruthKeeper(`${manner} ${seed}`, driver, state, { start });
  const records: TrackerRecord[] = [];
  for (let now = 0; now <= seconds; now += 1) {
    const leg = legOf(driver.tour, state.leg);
    const [lng, lat] = placeOn(leg, state.travelled).point;
    records.push({
      ...{ fixTime: start + now * 1000, valid: true, altitude: null, attributes: {} },
      ...moved({ lat, lng }, receiver.errorAt(now, null)),
      speed: Math.round(state.speed * 36) / 10,
      heading: Math.round(headingOn(leg, state.travelled)),
    });
    for (const slice of slices(state, 1, driver, random)) {
      keeper.observe(slice);
      ({ state } = slice);
    }
  }
  return { records, truth: keeper.truth() };
}
