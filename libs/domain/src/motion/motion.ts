import type { TrackerRecord } from '../position/tracker-record';

/** A standing asset moves from this speed on, km/h: GPS drift stays below. */
const START_KMH = 5;
/** A moving asset stands below this speed, km/h: slow traffic stays above. */
const STOP_KMH = 2;

/** What is known of an asset's movement; serialisable. */
export interface MotionState {
  /** Fix time of the newest record that was looked at, epoch ms. */
  readonly at: number;
  readonly moving: boolean;
  /** Null: never reported. */
  readonly ignition: boolean | null;
}

export const UNKNOWN_MOTION: MotionState = { at: 0, moving: false, ignition: null };

/** The state after a record; one older than the last leaves it as it is. */
export function followMotion(state: MotionState, record: TrackerRecord): MotionState {
  if (record.fixTime < state.at) return state;
  const { ignition } = record.attributes;
  const known = typeof ignition === 'boolean' ? ignition : state.ignition;
  return { at: record.fixTime, moving: isMoving(state.moving, record), ignition: known };
}

export function motionStatus({ moving, ignition }: MotionState): 'moving' | 'idling' | 'stopped' {
  if (moving) return 'moving';
  return ignition === true ? 'idling' : 'stopped';
}

/** By the speed of a valid fix with hysteresis; without one, by the accelerometer unless the ignition is off. */
function isMoving(wasMoving: boolean, { valid, speed, attributes }: TrackerRecord): boolean {
  const { ignition, motion } = attributes;
  if (valid && speed !== null) return speed >= START_KMH || (speed >= STOP_KMH && wasMoving);
  if (ignition === false) return false;
  return typeof motion === 'boolean' ? motion : wasMoving;
}
