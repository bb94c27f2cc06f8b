import type { JourneyState } from '../journey/journey-state';
import type { Anchor, Beyond } from '../motion/anchor';
import type { Meter } from '../motion/meter';
import { UNKNOWN_MOTION, type MotionState } from '../motion/motion';
import type { Roaming } from '../motion/roaming';
import type { Scatter } from '../motion/scatter';
import { NEW_ODOMETER } from '../motion/odometer';
import { STATUSES, type LocationUpdate } from '../position/location-update';
import type { Fix, Suspect } from '../position/outlier';
import { NEW_ASSET, type AssetState } from './asset-state';
import type { Gap } from './gap';

/**
 * Restores a stored state. Fields that an older version did not have start empty; fields that only a newer version
 * knows are dropped. Returns null if the state is damaged, for example because somebody edited the row.
 */
export function restoreState(stored: unknown): AssetState | null {
  if (!isObject(stored)) return null;
  const known = Object.entries({ ...NEW_ASSET, ...stored }).filter(([name]) =>
    Object.hasOwn(NEW_ASSET, name),
  );
  const state = Object.fromEntries(known) as unknown as AssetState;
  const { recent, suspect, motion, odometer, journey, gap } = state;
  const restored: AssetState = {
    ...state,
    recent: isNumbers(recent) ? recent : [],
    suspect: restoreSuspect(suspect),
    motion: isObject(motion) ? restoreMotion(motion) : motion,
    odometer: isObject(odometer) ? { ...NEW_ODOMETER, ...odometer } : odometer,
    journey: isObject(journey) ? restoreJourney(journey) : journey,
    gap: restoreGap(gap),
  };
  return isAssetState(restored) ? restored : null;
}

function restoreMotion(motion: MotionState): MotionState {
  const { anchor, scatter, roaming, ...known } = { ...UNKNOWN_MOTION, ...motion };
  return {
    ...known,
    anchor: isAnchor(anchor) ? restoreAnchor(anchor) : null,
    scatter: isScatter(scatter) ? scatter : null,
    roaming: isRoaming(roaming) ? roaming : null,
  };
}

function restoreAnchor(anchor: Anchor): Anchor {
  const { beyond, ...known } = { ...{ around: null, path: null, spot: null, wandering: null }, ...anchor };
  return { ...known, beyond: isBeyond(beyond) ? beyond : null };
}

function restoreJourney({ trip, stop, elsewhere, ...journey }: JourneyState): JourneyState {
  return {
    ...journey,
    trip: trip && { ...{ manoeuvred: 0 }, ...trip },
    stop: stop && { ...{ reach: 0 }, ...stop },
    elsewhere: elsewhere ? { ...elsewhere, stop: { ...{ reach: 0 }, ...elsewhere.stop } } : null,
  };
}

function restoreSuspect(suspect: Suspect | null): Suspect | null {
  return suspect && { ...{ since: suspect.at, metres: 0, jammed: false }, ...suspect };
}

/** Without a gap, late records are stored but change nothing. */
function restoreGap(gap: Gap | null): Gap | null {
  const base = gap && restoreState(gap.base);
  return base && isGap(gap) ? { ...gap, base } : null;
}

type LastPosition = Omit<LocationUpdate, 'lat' | 'lng' | 'status'> & {
  /** A newer version may have added a status. */
  readonly status: string;
  readonly lat: number | null;
  readonly lng: number | null;
};

/**
 * Returns a state to continue with if the stored one is unreadable: the stream keeps moving forward from its last
 * position.
 */
export function rebuildState(seq: number, last: LastPosition | null): AssetState {
  const fixTime = last ? Date.parse(last.timestamp) : NaN;
  if (!last || Number.isNaN(fixTime)) return { ...NEW_ASSET, seq };
  const { lat, lng, speed, odometerKm } = last;
  return {
    ...NEW_ASSET,
    seq: Math.max(seq, last.seq),
    fixTime,
    heardAt: Date.parse(last.receivedAt) || fixTime,
    fix: lat === null || lng === null ? null : { at: fixTime, lat, lng, speed },
    motion: { ...UNKNOWN_MOTION, at: fixTime, moving: last.status === 'moving', ignition: last.ignition },
    status: STATUSES.find((known) => known === last.status) ?? NEW_ASSET.status,
    heading: last.heading,
    odometer: { ...NEW_ODOMETER, total: odometerKm === null ? null : odometerKm * 1000 },
  };
}

/** Checks of the fields of a valid state. */
const GUARDS: { readonly [Name in keyof AssetState]: (value: unknown) => boolean } = {
  seq: Number.isFinite,
  fixTime: Number.isFinite,
  heardAt: Number.isFinite,
  recent: isNumbers,
  interval: Number.isFinite,
  fix: (value) => value === null || isFix(value),
  suspect: (value) => value === null || isFix(value),
  motion: isMotionState,
  status: (value) => STATUSES.some((known) => known === value),
  heading: isNumberOrNull,
  odometer: isMeter,
  engine: isMeter,
  driverId: (value) => value === null || typeof value === 'string',
  journey: isJourneyStateOrNull,
  gap: (value) => value === null || isGap(value),
};

function isAssetState(state: AssetState): boolean {
  return Object.entries(GUARDS).every(([name, isSound]) => isSound(state[name as keyof AssetState]));
}

function isMotionState(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { at, moving, ignition } = value;
  return (
    Number.isFinite(at) && typeof moving === 'boolean' && (ignition === null || typeof ignition === 'boolean')
  );
}

function isFix(value: unknown): value is Fix {
  return (
    isObject(value) && [value.at, value.lat, value.lng].every(Number.isFinite) && isNumberOrNull(value.speed)
  );
}

function isMeter(value: unknown): value is Meter {
  if (!isObject(value) || !isNumberOrNull(value.total)) return false;
  const { device } = value;
  return (
    device === null || (isObject(device) && [device.deviceId, device.at, device.value].every(Number.isFinite))
  );
}

function isAnchor(value: unknown): value is Anchor {
  if (!isObject(value)) return false;
  const { lat, lng, since, until, noise, fixes, averagedAt, counted } = value;
  return [lat, lng, since, until, noise, fixes, averagedAt, counted].every(Number.isFinite);
}

function isScatter(value: unknown): value is Scatter {
  if (!isObject(value)) return false;
  const { lat, lng, fixes, squares, pending, pendingSquares, peak } = value;
  return [lat, lng, fixes, squares, pending, pendingSquares, peak].every(Number.isFinite);
}

function isRoaming(value: unknown): value is Roaming {
  if (!isObject(value) || !isObject(value.points) || !isObject(value.beforeLast)) return false;
  const { lat, lng, count, to, from, step, path, detour } = value.points;
  return isObject(to) && isObject(from) && [lat, lng, count, step, path, detour].every(Number.isFinite);
}

function isBeyond(value: unknown): value is Beyond {
  if (!isObject(value) || !isObject(value.to)) return false;
  const { lat, lng, at, metres, count, legs, path, to } = value;
  return [lat, lng, at, metres, count, legs, path, to.lat, to.lng].every(Number.isFinite);
}

function isGap(value: unknown): value is Gap {
  return (
    isObject(value) &&
    isStrings(value.told) &&
    isStrings(value.refused) &&
    [value.inOrder, value.since].every(Number.isFinite) &&
    Array.isArray(value.records) &&
    value.records.every(isKeptRecord)
  );
}

function isKeptRecord(value: unknown): boolean {
  return isObject(value) && Number.isFinite(value.fixTime) && isObject(value.attributes);
}

function isJourneyStateOrNull(value: unknown): value is JourneyState | null {
  if (!isObject(value)) return value === null;
  const { last, underWay, trip, stop } = value;
  return (
    isFix(last) &&
    isObject(last) &&
    Number.isFinite(last.odometer) &&
    (underWay === 'trip' ? isLeg(trip) : underWay === 'stop' && (isLeg(stop) || isLeg(trip))) &&
    [trip, stop].every((leg) => leg === null || isLeg(leg))
  );
}

function isLeg(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.start)) return false;
  const { at, lat, lng } = value.start;
  return [at, lat, lng, value.odometer, value.idlingMs].every(Number.isFinite);
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every(Number.isFinite);
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
