import type { TrackerRecord } from '../position/tracker-record';

/** A standing asset moves from this speed on, km/h: GPS drift stays below. */
export const START_KMH = 5;
/** The same where ignition or accelerometer say that it stands. */
const START_AGAINST_INPUTS_KMH = 10;
/** A moving asset stands below this speed, km/h: slow traffic stays above. */
const STOP_KMH = 2;

const LONGEST_INTERVAL = 900_000;

/** What is known of an asset's movement; serialisable. */
export interface MotionState {
  /** Fix time of the newest record that was looked at, epoch ms. */
  readonly at: number;
  readonly moving: boolean;
  /** Null: never reported. */
  readonly ignition: boolean | null;
}

export const UNKNOWN_MOTION: MotionState = { at: 0, moving: false, ignition: null };

/** ms between two records that count for what was so at the first: nobody knows how long a silence of hours was so. */
export function countedTime(from: number, to: number): number {
  return Math.min(to - from, LONGEST_INTERVAL);
}

/** What a record tells of movement. */
export type MotionInput = Pick<TrackerRecord, 'fixTime' | 'attributes'> & {
  /** km/h, where the fix can be believed; else null. */
  readonly speed: number | null;
};

/** The state after a record; one older than the last leaves it as it is. */
export function followMotion(state: MotionState, input: MotionInput): MotionState {
  if (input.fixTime < state.at) return state;
  const { ignition } = input.attributes;
  const known = typeof ignition === 'boolean' ? ignition : state.ignition;
  return { at: input.fixTime, moving: isMoving(state.moving, known, input), ignition: known };
}

export function motionStatus({ moving, ignition }: MotionState): 'moving' | 'idling' | 'stopped' {
  if (moving) return 'moving';
  return ignition === true ? 'idling' : 'stopped';
}

/** By speed with hysteresis; without one, by the accelerometer unless the ignition is off. */
function isMoving(wasMoving: boolean, ignition: boolean | null, input: MotionInput): boolean {
  const { speed, attributes } = input;
  const { motion } = attributes;
  if (speed === null) return ignition !== false && (typeof motion === 'boolean' ? motion : wasMoving);
  const contradicted = ignition === false || motion === false;
  if (contradicted) return speed >= START_AGAINST_INPUTS_KMH;
  return speed >= START_KMH || (speed >= STOP_KMH && wasMoving);
}
