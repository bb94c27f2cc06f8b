import { secondsToNextRecord, type Cadence } from '../../../simulator/src/cadence';
import { step, type Driver, type DriveState } from '../../../simulator/src/drive';
import { headingOn, placeOn, type Leg } from '../../../simulator/src/leg';
import { between, type Random } from '../../../simulator/src/random';
import { isIgnitionOn } from '../../../simulator/src/telemetry';
import type { TripPosition } from './link-trip';

/** Metres by which fixes are off. */
const NOISE = 6;
export const METRE = 1 / 111_195;

export interface DriveAlong {
  /** What the tracker reports, by the intervals of real ones; times are ms since the departure. */
  readonly fixes: readonly TripPosition[];
  /** When it comes to stand at the end, where it then stays. */
  readonly arrivedAt: number;
}

/** How long it stands at the end, at least. */
const STAY_MS = 900_000;

/** A drive from the beginning of a leg to its end, with red lights; it stands there for longer than at any of them. */
export function driveAlong(leg: Leg, cadence: Cadence, random: Random): DriveAlong {
  const fixes: TripPosition[] = [];
  let state = departure();
  let [nextFixAt, arrivedAt] = [0, Infinity];
  for (let at = 0; at <= arrivedAt + STAY_MS; at += 1_000) {
    if (state.activity === 'unloading') arrivedAt = Math.min(arrivedAt, at);
    if (at >= nextFixAt) {
      fixes.push(fixOf(state, leg, { at, random }));
      nextFixAt = at + between(secondsToNextRecord(cadence, state), random) * 1_000;
    }
    state = step(state, 1, driverOf(leg), random);
  }
  return { fixes, arrivedAt };
}

function driverOf(leg: Leg): Driver {
  const unloading = [200, 500] as const;
  return {
    tour: [leg],
    standing: (phase, _leg, random) => (phase === 'unloading' ? between(unloading, random) : STAY_MS / 1_000),
  };
}

function departure(): DriveState {
  return { activity: 'driving', remaining: 0, leg: 0, travelled: 0, speed: 0, odometer: 0, pace: 0.95 };
}

function fixOf(state: DriveState, leg: Leg, { at, random }: { at: number; random: Random }): TripPosition {
  const [lng, lat] = placeOn(leg, state.travelled).point;
  const noise = () => NOISE * (random() + random() - 1) * METRE;
  const standing = isIgnitionOn(state) ? 'idling' : 'stopped';
  return {
    ...{ at, lat: lat + noise(), lng: lng + noise() * 2, accuracy: null },
    ...{ speed: state.speed * 3.6, heading: headingOn(leg, state.travelled) },
    status: state.speed > 0 ? 'moving' : standing,
  };
}
