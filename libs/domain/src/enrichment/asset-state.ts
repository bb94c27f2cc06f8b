import type { Gap } from './gap';
import type { JourneyState } from '../journey/journey-state';
import { NEW_METER, type Meter } from '../motion/meter';
import { NEW_ODOMETER, type Odometer } from '../motion/odometer';
import { UNKNOWN_MOTION, type MotionState } from '../motion/motion';
import type { Status } from '../position/location-update';
import type { Fix, Suspect } from '../position/outlier';

/**
 * The state that enrichment keeps per asset. It is small, plain JSON because it is checkpointed every few seconds.
 */
export interface AssetState {
  /** Number of positions streamed so far. */
  readonly seq: number;
  /** Fix time of the last streamed position, epoch ms; 0 before the first. */
  readonly fixTime: number;
  /** When the asset last sent anything, epoch ms by our clock. */
  readonly heardAt: number;
  /** Prefixes of the ids of recent records, used to detect records that are sent again. */
  readonly recent: readonly number[];
  /** Time between the two newest records, ms: the device's reporting interval. */
  readonly interval: number;
  /** The last streamed position. */
  readonly fix: Fix | null;
  /** The fixes doubted since then. */
  readonly suspect: Suspect | null;
  readonly motion: MotionState;
  /** The status last sent to clients. */
  readonly status: Status;
  readonly heading: number | null;
  /** Metres. */
  readonly odometer: Odometer;
  /** Hours. */
  readonly engine: Meter;
  /** Identifier of the current driver. */
  readonly driverId: string | null;
  readonly journey: JourneyState | null;
  /** Null: no records are missing. */
  readonly gap: Gap | null;
}

export const NEW_ASSET: AssetState = {
  seq: 0,
  fixTime: 0,
  heardAt: 0,
  recent: [],
  interval: 0,
  fix: null,
  suspect: null,
  motion: UNKNOWN_MOTION,
  status: 'stopped',
  heading: null,
  odometer: NEW_ODOMETER,
  engine: NEW_METER,
  driverId: null,
  journey: null,
  gap: null,
};
