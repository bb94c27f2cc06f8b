import { add, follow, isFollowing, totalAt, type DeviceReading, type Meter } from '../../motion/meter';
import { movedThen } from '../../journey/moved-then';
import { dropAnchor } from '../../motion/anchor';
import { settle, type Settled } from '../../motion/settle';
import { noiseOf } from '../../motion/noise';
import { kmhOf } from '../../motion/evidence';
import {
  countedTime,
  judgeMotion,
  motionStatus,
  START_KMH,
  thresholdsFrom,
  UNKNOWN_MOTION,
  type MotionJudgement,
  type MotionState,
} from '../../motion/motion';
import type { Fix } from '../../position/outlier';
import type { AttributeValue } from '../../position/tracker-record';
import { countWay, missReading, readCounter, type Odometer } from '../../motion/odometer';
import { drivenMetres } from '../../position/travel';
import { isCurrent, type Draft, type Step } from '../draft';

/** Readings beyond this many metres or hours are faults. */
const FARTHEST = 1e10;
const LONGEST = 1e6;
/** Metres by a counter that are certain, however coarse it is. */
const LEAST_COUNTED = 100;
/** Maximum hours per ms; devices report in steps of up to six minutes. */
const MOST_HOURS = 1.5 / 3_600_000;

/**
 * Determines status and ignition. For a record that does not describe the present, they are derived from that
 * record and, if it says nothing about movement, from what is known of that time.
 */
export const readMotion: Step = (draft) => {
  const { record, state, fix, seenAt, settings } = draft;
  const { fixTime, attributes } = record;
  const current = isCurrent(draft);
  const known = current ? anchored(state) : motionThen(draft);
  const thresholds = thresholdsFrom(settings.movingFromKmh);
  const speed = speedOf(draft);
  const counterKmh = fix ? 0 : kmhByCounter(draft);
  const read = judgeMotion(known, {
    attributes,
    fix,
    last: state.fix,
    seenAt,
    speed,
    counterKmh,
    thresholds,
  });
  // If newer telemetry was already seen, only the distance of this fix counts.
  const judged = fixTime < known.at ? { ...read, ...asBefore(known) } : read;
  const { moving, ignition, refutedSpeed, refutedInputs, scatter, roaming } = judged;
  draft.status = motionStatus(judged);
  draft.ignition = ignition;
  if (!current) return;
  const way = fix && settleAt(fix, draft, judged);
  draft.way = way;
  const at = Math.max(fixTime, known.at);
  const anchor = way?.anchor ?? known.anchor;
  state.motion = { at, moving, ignition, refutedSpeed, refutedInputs, anchor, scatter, roaming };
};

/** Without a fix, e.g. in a tunnel, a counter that advances shows movement. */
function kmhByCounter(draft: Draft): number {
  const { record, state } = draft;
  const reading = readingOf(draft, record.attributes.odometer, FARTHEST);
  const { device } = state.odometer;
  if (!reading || device?.deviceId !== reading.deviceId) return 0;
  const metres = reading.value - device.value;
  return metres >= LEAST_COUNTED ? kmhOf(metres, reading.at - device.at) : 0;
}

function asBefore({ moving, ignition, refutedSpeed, refutedInputs, scatter, roaming }: MotionState) {
  return { moving, ignition, refutedSpeed, refutedInputs, scatter, roaming, byFixes: false };
}

function motionThen({ record, state, settings }: Draft): MotionState {
  const { refutedSpeed } = state.motion;
  const moving = state.journey !== null && movedThen(state.journey, record, settings.movingFromKmh);
  return { ...UNKNOWN_MOTION, moving, refutedSpeed };
}

/** States written by an older version have no anchor. */
function anchored({ motion, fix }: Draft['state']): MotionState {
  return motion.anchor || !fix ? motion : { ...motion, anchor: dropAnchor(fix, noiseOf({}), !motion.moving) };
}

function settleAt(fix: Fix, { record, state, before, credible }: Draft, judged: MotionJudgement): Settled {
  const { moving, byFixes, evidence } = judged;
  const { anchor, moving: wasMoving } = anchored(state);
  if (!anchor || !evidence) {
    return {
      anchor: dropAnchor(fix, noiseOf(record.attributes), !moving),
      metres: 0,
      leftAt: null,
      arrivedAt: null,
    };
  }
  const bySpeed = metresAtSpeed(state.fix, fix, credible);
  const drives = moving || before.moving || (state.fix?.speed ?? 0) >= START_KMH;
  const way = drives ? bySpeed : 0;
  return settle(anchor, { fix, evidence, wasMoving, moving, byFixes, credible, bySpeed: way });
}

/** Null if a speed is unknown. */
function metresAtSpeed(last: Fix | null, fix: Fix, credible: number): number | null {
  if (!last || last.speed === null || fix.speed === null) return null;
  return drivenMetres(last, fix, credible);
}

/** Counts kilometres by the device's odometer if it has one, otherwise by the fixes, plus the asset's offset. */
export const readOdometer: Step = (draft) => {
  const { record, state, settings } = draft;
  const reported = readingOf(draft, record.attributes.odometer, FARTHEST);
  const odometer = isCurrent(draft) ? countMetres(draft, reported) : state.odometer;
  const metres = shown(draft, odometer, reported);
  draft.driven = (odometer.total ?? 0) - (state.odometer.total ?? odometer.total ?? 0);
  draft.odometerKm = metres === null ? null : round(metres / 1000 + settings.odometerOffsetKm, 10);
  state.odometer = odometer;
};

/** Counts hours by the device's counter if it has one, otherwise by the time with the ignition on. */
export const readEngineHours: Step = (draft) => {
  const { record, state } = draft;
  const reported = readingOf(draft, record.attributes.engineHours, LONGEST);
  const engine = isCurrent(draft) ? countHours(draft, reported) : state.engine;
  const hours = shown(draft, engine, reported);
  draft.engineHours = hours === null ? null : round(hours, 100);
  state.engine = engine;
};

function countMetres({ record, state, way }: Draft, reported: DeviceReading | null): Odometer {
  const { odometer } = state;
  if (reported) return readCounter(odometer, reported, way && way.metres);
  const metres = way?.metres ?? 0;
  return isFollowing(odometer, record.fixTime) ? missReading(odometer, metres) : countWay(odometer, metres);
}

function countHours({ record, state, before }: Draft, reported: DeviceReading | null): Meter {
  const { engine, motion } = state;
  if (reported) return follow(engine, reported, MOST_HOURS);
  if (motion.ignition === null || isFollowing(engine, record.fixTime)) return engine;
  const since = countedTime(before.at, record.fixTime);
  return add(engine, before.ignition === true ? since / 3_600_000 : 0);
}

/** For a late record, returns the reading of that time. */
function shown(draft: Draft, meter: Meter, reported: DeviceReading | null): number | null {
  return isCurrent(draft) ? meter.total : reported && totalAt(meter, reported);
}

/** A heading is meaningful only while the asset moves; at a standstill it keeps the last one. */
export const keepHeading: Step = (draft) => {
  const { heading } = draft.record;
  if (heading !== null && (draft.status === 'moving' || draft.heading === null)) draft.heading = heading;
};

/** An identified driver stays the driver until another one is identified or the ignition is turned off. */
export const readDriver: Step = (draft) => {
  const { record, state, before } = draft;
  const { driverId } = record.attributes;
  const identified = typeof driverId === 'string' && driverId !== '' ? driverId : null;
  draft.driverId = identified;
  if (!isCurrent(draft)) return;
  const started = before.ignition === false && draft.ignition === true;
  draft.driverId = identified ?? (started ? null : state.driverId);
  state.driverId = draft.driverId;
};

/** Reported speed, km/h; null if there is none, or if it came with an unusable fix. */
function speedOf({ record, fix, unstreamed }: Draft): number | null {
  const { valid, speed } = record;
  const believable = fix !== null || unstreamed === 'late' || unstreamed === 'same_time';
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
