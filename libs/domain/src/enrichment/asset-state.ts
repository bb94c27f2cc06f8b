import type { Gap } from './gap';
import type { JourneyState } from '../journey/journey-state';
import { NEW_METER, type Meter } from '../motion/meter';
import { NEW_ODOMETER, type Odometer } from '../motion/odometer';
import { UNKNOWN_MOTION, type MotionState } from '../motion/motion';
import type { Status } from '../position/location-update';
import type { Fix, Suspect } from '../position/outlier';

/** What enrichment knows of an asset. Small and plain JSON: it is checkpointed every few seconds. */
export interface AssetState {
  /** Counts the streamed positions. */
  readonly seq: number;
  /** Fix time of the last streamed position, epoch ms; 0 before the first. */
  readonly fixTime: number;
  /** When the asset was last heard of, by our clock, epoch ms. */
  readonly heardAt: number;
  /** Beginnings of the ids of the latest records, to recognise those that are sent again. */
  readonly recent: readonly number[];
  /** ms between the two newest records: the rhythm of the device. */
  readonly interval: number;
  /** The last streamed position. */
  readonly fix: Fix | null;
  /** What was doubted since. */
  readonly suspect: Suspect | null;
  readonly motion: MotionState;
  /** As clients were last told. */
  readonly status: Status;
  readonly heading: number | null;
  /** Metres. */
  readonly odometer: Odometer;
  /** Hours. */
  readonly engine: Meter;
  /** Identifier of the driver of the moment. */
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
