import type { TrackerRecord } from '@yipii/domain';
import { legOf, type Driver, type DriveState } from './drive';
import { placeOn } from './leg';
import { between, type Random } from './random';

const AVL_ID_IGNITION = 239;

export interface Reading {
  /** Epoch ms. */
  readonly fixTime: number;
  readonly state: DriveState;
  /** Ignition of the previous record: a change is reported as an event. */
  readonly ignitionBefore: boolean;
}

/** Returns the record that a vehicle's tracker makes of its state. */
export function record(
  { fixTime, state, ignitionBefore }: Reading,
  { tour }: Driver,
  random: Random,
): TrackerRecord {
  const { point, heading } = placeOn(legOf(tour, state.leg), state.travelled);
  const [lng, lat] = point;
  const ignition = isIgnitionOn(state);
  const changed = ignition !== ignitionBefore;
  return {
    fixTime,
    valid: true,
    lat,
    lng,
    altitude: altitudeAt(lng, lat),
    speed: Math.round(state.speed * 3.6),
    heading: Math.round(heading) % 360,
    attributes: {
      satellites: Math.round(between([9, 17], random)),
      hdop: rounded(between([0.6, 1.2], random), 10),
      ignition,
      motion: state.speed > 0,
      externalVoltage: rounded(between(ignition ? [13.8, 14.4] : [12.4, 12.7], random), 100),
      batteryVoltage: rounded(between([4.0, 4.12], random), 100),
      rssi: Math.round(between([3, 5], random)),
      odometer: Math.round(state.odometer),
      event: changed ? AVL_ID_IGNITION : 0,
      priority: changed ? 1 : 0,
    },
  };
}

export function isIgnitionOn({ activity }: DriveState): boolean {
  return activity !== 'parked';
}

/** Invents gentle hills, since the network has no elevations. */
function altitudeAt(lng: number, lat: number): number {
  return Math.round(25 + 15 * Math.sin(lng * 260) * Math.cos(lat * 340));
}

/** Rounds to the resolution of the device: a tenth, a hundredth. */
function rounded(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit;
}
