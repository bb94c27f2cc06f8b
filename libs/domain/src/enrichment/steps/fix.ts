import { doubtTime, trueTime } from '../../position/device-clock';
import { believedSpeed, thresholdsFrom, type MotionThresholds } from '../../motion/motion';
import { metresBetween } from '../../position/place';
import { judgeFix, withPace } from '../../position/outlier';
import type { AssetState } from '../asset-state';
import type { Draft, Step } from '../draft';

/** More than the records in flight when a device's connection breaks. */
const RECENT_IDS = 32;
/** An asset whose accepted fixes lie farther than this many metres from where it stood is not drifting. */
const FARTHER_THAN_DRIFT = 200;

/** Up to this many ms a standstill is a halt, as at a traffic light, rather than a stop. */
const HALT = 180_000;

/** Stores a record without valid coordinates but does not stream it. */
export const judgeSanity: Step = (draft) => {
  const { valid, lat, lng } = draft.record;
  if (lat === null || lng === null) draft.unstreamed = 'no_fix';
  else if (!(Math.abs(lat) <= 90 && Math.abs(lng) <= 180)) draft.unstreamed = 'insane';
  else if (!valid) draft.unstreamed = 'no_fix';
};

/** Derives the fix time from the device's clock. A fix with an impossible time is not streamed. */
export const readClock: Step = (draft) => {
  const { record, receivedAt, settings } = draft;
  const fixTime = trueTime(record.fixTime, settings, receivedAt);
  const doubt = fixTime < draft.keptFrom ? 'insane' : doubtTime(fixTime, receivedAt);
  if (fixTime !== record.fixTime) draft.record = { ...record, fixTime };
  if (doubt !== null) draft.unstreamed = doubt;
};

/**
 * Drops records that were sent again. One that is sent again much later passes as late; history recognises it by
 * its id.
 */
export const dropDuplicates: Step = (draft) => {
  const id = beginningOf(draft.record.id);
  if (Number.isNaN(id)) return;
  const { state } = draft;
  if (state.recent.includes(id)) draft.seenBefore = true;
  else state.recent = withNewest(state.recent, id);
};

function withNewest(recent: readonly number[], id: number): readonly number[] {
  const kept = recent.slice(1 - RECENT_IDS);
  kept.push(id);
  return kept;
}

/** 48 bits of a UUID as a number: enough to tell the few records in the window apart, and cheap to compare. */
function beginningOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Keeps the stream moving forward. Of several records with the same fix time, the first is streamed. */
export const keepOrder: Step = (draft) => {
  const { record, state, unstreamed } = draft;
  if (unstreamed !== null || record.fixTime > state.fixTime) return;
  draft.unstreamed = record.fixTime === state.fixTime ? 'same_time' : 'late';
};

/** Stores a fix that is not credible, with the reason, instead of streaming it, until later fixes confirm it. */
export const doubtOutliers: Step = (draft) => {
  const { record, state, unstreamed } = draft;
  const { lat, lng, fixTime, attributes } = record;
  if (unstreamed !== null || lat === null || lng === null) return;
  const { moving, refutedInputs } = state.motion;
  const thresholds = thresholdsFrom(draft.settings.movingFromKmh);
  const isGone = hasGone(state);
  const speed = speedOf(draft, thresholds, isGone);
  const fix = { at: fixTime, lat, lng, speed };
  const inputsLie = refutedInputs === 'standing' || isGone;
  const { startKmh } = thresholds;
  const halts = hasJustHalted(state, fixTime);
  const believed = { fix: state.fix, suspect: state.suspect, moving, startKmh, inputsLie, halts };
  const { outlier, suspect, credible } = judgeFix(fix, attributes, believed);
  draft.unstreamed = outlier;
  if (outlier === null) draft.fix = credible === Infinity ? withPace(state.fix, fix) : fix;
  draft.credible = credible;
  state.suspect = suspect;
};

/** Returns whether its last fix lies farther away than drift from where it stood. */
function hasGone({ fix, motion: { anchor } }: AssetState): boolean {
  return fix !== null && !!anchor?.beyond && metresBetween(anchor, fix) > FARTHER_THAN_DRIFT;
}

function hasJustHalted({ motion: { anchor, ignition, moving } }: AssetState, at: number): boolean {
  return !moving && ignition === true && !!anchor?.stood && at - anchor.since < HALT;
}

/** Null if it is unknown or not believed. An asset that is gone has not stood, whatever its speed said. */
function speedOf({ record, state }: Draft, thresholds: MotionThresholds, isGone: boolean): number | null {
  const speed = believedSpeed(record.speed, state.motion.refutedSpeed, thresholds);
  return isGone && speed !== null && speed < thresholds.startKmh ? null : speed;
}
