import { UNKNOWN_MOTION, type MotionState } from '../motion/motion';
import { STATUSES, type LocationUpdate, type Status } from '../position/location-update';

/** What enrichment knows of an asset. Small and plain JSON: it is checkpointed every few seconds. */
export interface AssetState {
  /** Counts the streamed positions. */
  readonly seq: number;
  /** Fix time of the last streamed position, epoch ms; 0 before the first. */
  readonly fixTime: number;
  /** When the asset was last heard of, by our clock, epoch ms. */
  readonly heardAt: number;
  /** Beginnings of the ids of the latest records, to recognise those that are sent again. */
  readonly recent: readonly string[];
  readonly motion: MotionState;
  /** As clients were last told. */
  readonly status: Status;
  readonly heading: number | null;
  readonly odometerKm: number | null;
}

export const NEW_ASSET: AssetState = {
  seq: 0,
  fixTime: 0,
  heardAt: 0,
  recent: [],
  motion: UNKNOWN_MOTION,
  status: 'stopped',
  heading: null,
  odometerKm: null,
};

/** Whether a stored value still is a state, e.g. after somebody edited the row. */
export function isAssetState(value: unknown): value is AssetState {
  if (!isObject(value)) return false;
  const { recent, status, heading, odometerKm } = value;
  return (
    [value.seq, value.fixTime, value.heardAt].every(Number.isFinite) &&
    [heading, odometerKm].every((reading) => reading === null || Number.isFinite(reading)) &&
    Array.isArray(recent) &&
    recent.every((id) => typeof id === 'string') &&
    STATUSES.includes(status as Status) &&
    isMotionState(value.motion)
  );
}

type LastPosition = Omit<LocationUpdate, 'lat' | 'lng'>;

/** A state to go on with where the stored one can't be read: the stream keeps moving forward from its last position. */
export function rebuildState(seq: number, last: LastPosition | null): AssetState {
  const fixTime = last ? Date.parse(last.timestamp) : NaN;
  if (!last || Number.isNaN(fixTime)) return { ...NEW_ASSET, seq };
  return {
    ...NEW_ASSET,
    seq: Math.max(seq, last.seq),
    fixTime,
    heardAt: Date.parse(last.receivedAt) || fixTime,
    motion: { at: fixTime, moving: last.status === 'moving', ignition: last.ignition },
    status: last.status,
    heading: last.heading,
    odometerKm: last.odometerKm,
  };
}

function isMotionState(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { at, moving, ignition } = value;
  return (
    Number.isFinite(at) && typeof moving === 'boolean' && (ignition === null || typeof ignition === 'boolean')
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
