import { add, follow, isFollowing, totalAt, type DeviceReading, type Meter } from '../../motion/meter';
import { countedTime, followMotion, motionStatus, START_KMH, UNKNOWN_MOTION } from '../../motion/motion';
import type { AttributeValue } from '../../position/tracker-record';
import { drivenMetres, speedBetween } from '../../position/travel';
import { isCurrent, UNCHANGED, type Draft, type Step } from '../draft';

/** Metres per ms: what an odometer can count at most, 360 km/h. */
const MOST_METRES = 0.1;
/** Metres and hours beyond which a reading is a fault. */
const FARTHEST = 1e10;
const LONGEST = 1e6;
/** Hours per ms; devices report in steps of up to six minutes. */
const MOST_HOURS = 1.5 / 3_600_000;

/** Status and ignition; those of a record that does not tell of now are read from it alone. */
export const readMotion: Step = (draft) => {
  const current = isCurrent(draft);
  const { fixTime, attributes } = draft.record;
  const motion = followMotion(current ? draft.state.motion : UNKNOWN_MOTION, {
    fixTime,
    attributes,
    speed: speedOf(draft),
  });
  const read = { status: motionStatus(motion), ignition: motion.ignition };
  return current ? { ...read, state: { motion } } : read;
};

/** Kilometres: the device's own odometer where it has one, else by the fixes; with the offset of the asset. */
export const readOdometer: Step = (draft) => {
  const { record, state, settings } = draft;
  const reported = readingOf(draft, record.attributes.odometer, FARTHEST);
  const odometer = isCurrent(draft) ? countMetres(draft, reported) : state.odometer;
  const metres = shown(draft, odometer, reported);
  const driven = (odometer.total ?? 0) - (state.odometer.total ?? odometer.total ?? 0);
  const odometerKm = metres === null ? null : round(metres / 1000 + settings.odometerOffsetKm, 10);
  return { odometerKm, driven, state: { odometer } };
};

/** Hours: the device's own counter where it has one, else the time with the ignition on. */
export const readEngineHours: Step = (draft) => {
  const { record, state } = draft;
  const reported = readingOf(draft, record.attributes.engineHours, LONGEST);
  const engine = isCurrent(draft) ? countHours(draft, reported) : state.engine;
  const hours = shown(draft, engine, reported);
  return { engineHours: hours === null ? null : round(hours, 100), state: { engine } };
};

function countMetres(
  { record, state, before, fix, recovered }: Draft,
  reported: DeviceReading | null,
): Meter {
  const { odometer, motion } = state;
  if (reported) return follow(odometer, reported, MOST_METRES);
  if (!fix || isFollowing(odometer, record.fixTime)) return odometer;
  // Who drove at the last fix may have arrived here since.
  const wasDriving = before.moving || (state.fix?.speed ?? 0) >= START_KMH;
  const drives = motion.moving || wasDriving;
  return add(odometer, drives && state.fix ? drivenMetres(state.fix, fix, recovered) : 0);
}

function countHours({ record, state, before }: Draft, reported: DeviceReading | null): Meter {
  const { engine, motion } = state;
  if (reported) return follow(engine, reported, MOST_HOURS);
  if (motion.ignition === null || isFollowing(engine, record.fixTime)) return engine;
  const since = countedTime(before.at, record.fixTime);
  return add(engine, before.ignition === true ? since / 3_600_000 : 0);
}

/** Of a late record, what the device showed then. */
function shown(draft: Draft, meter: Meter, reported: DeviceReading | null): number | null {
  return isCurrent(draft) ? meter.total : reported && totalAt(meter, reported);
}

/** A heading means something while the asset moves; standing, it keeps the last one. */
export const keepHeading: Step = (draft) => {
  const { heading } = draft.record;
  const known = heading !== null && (draft.status === 'moving' || draft.heading === null);
  return known ? { heading } : UNCHANGED;
};

/** Who was identified drives until somebody else is, or the ignition was off. */
export const readDriver: Step = (draft) => {
  const { record, state, before } = draft;
  const { driverId } = record.attributes;
  const identified = typeof driverId === 'string' && driverId !== '' ? driverId : null;
  if (!isCurrent(draft)) return { driverId: identified };
  const started = before.ignition === false && draft.ignition === true;
  const driver = identified ?? (started ? null : state.driverId);
  return { driverId: driver, state: { driverId: driver } };
};

/** km/h, by the device or, where it does not say, by the way since the last fix; null: the fix tells nothing. */
function speedOf({ record, fix, state, unstreamed }: Draft): number | null {
  const { valid, speed } = record;
  if (fix) return speed ?? (state.fix && speedBetween(state.fix, fix));
  const believable = unstreamed === 'late' || unstreamed === 'same_time';
  return valid && believable ? speed : null;
}

function readingOf(
  { record, deviceId }: Draft,
  value: AttributeValue | undefined,
  most: number,
): DeviceReading | null {
  const believable = typeof value === 'number' && value >= 0 && value <= most;
  return believable ? { deviceId, at: record.fixTime, value } : null;
}

function round(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit;
}
