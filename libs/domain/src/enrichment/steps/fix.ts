import { doubtTime, trueTime } from '../../position/device-clock';
import { believedSpeed, thresholdsFrom } from '../../motion/motion';
import { judgeFix, withPace } from '../../position/outlier';
import { UNCHANGED, type Step } from '../draft';

/** More than the records of the frames that a device has under way when its connection breaks. */
const RECENT_IDS = 32;
/** Metres that a fix was away from where the asset stood, and was believed. */
const FARTHER_THAN_DRIFT = 200;

/** A record without coordinates of this world is stored, not streamed. */
export const judgeSanity: Step = (draft) => {
  const { valid, lat, lng } = draft.record;
  if (lat === null || lng === null) return { unstreamed: 'no_fix' };
  if (!(Math.abs(lat) <= 90 && Math.abs(lng) <= 180)) return { unstreamed: 'insane' };
  return valid ? UNCHANGED : { unstreamed: 'no_fix' };
};

/** The time of the fix out of the device's clock; a fix at an impossible time is not streamed. */
export const readClock: Step = (draft) => {
  const { record, receivedAt, settings, unstreamed } = draft;
  const fixTime = trueTime(record.fixTime, settings, receivedAt);
  const doubt = fixTime < draft.keptFrom ? 'insane' : doubtTime(fixTime, receivedAt);
  if (fixTime === record.fixTime && doubt === null) return UNCHANGED;
  return { record: { ...record, fixTime }, unstreamed: doubt ?? unstreamed };
};

/**
 * A record that was sent again ends here. One sent again much later passes, as late; history knows it by
 * its id.
 */
export const dropDuplicates: Step = (draft) => {
  const id = beginningOf(draft.record.id);
  if (Number.isNaN(id)) return UNCHANGED;
  const { recent } = draft.state;
  if (recent.includes(id)) return null;
  const kept = recent.slice(1 - RECENT_IDS);
  kept.push(id);
  return { state: { recent: kept } };
};

/** 48 bits of a UUID, as a number: they tell the few records in the window apart, and are cheap to compare. */
function beginningOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The stream only moves forward; of several records with one fix time the first is streamed. */
export const keepOrder: Step = (draft) => {
  const { record, state, unstreamed } = draft;
  if (unstreamed !== null || record.fixTime > state.fixTime) return UNCHANGED;
  return { unstreamed: record.fixTime === state.fixTime ? 'same_time' : 'late' };
};

/** A fix where the asset can't be is kept with its reason, not streamed, until it turns out to be right. */
export const doubtOutliers: Step = (draft) => {
  const { record, state, unstreamed } = draft;
  const { lat, lng, fixTime, attributes } = record;
  if (unstreamed !== null || lat === null || lng === null) return UNCHANGED;
  const { moving, refutedSpeed, refutedInputs, anchor } = state.motion;
  const thresholds = thresholdsFrom(draft.settings.movingFromKmh);
  const speed = believedSpeed(record.speed, refutedSpeed, thresholds);
  const fix = { at: fixTime, lat, lng, speed };
  const inputsLie = refutedInputs === 'standing' || (anchor?.beyond?.metres ?? 0) > FARTHER_THAN_DRIFT;
  const { startKmh } = thresholds;
  const believed = { fix: state.fix, suspect: state.suspect, moving, startKmh, inputsLie };
  const { outlier, suspect, credible } = judgeFix(fix, attributes, believed);
  if (outlier !== null) return { unstreamed: outlier, fix: null, credible, state: { suspect } };
  return { fix: credible === Infinity ? withPace(state.fix, fix) : fix, credible, state: { suspect } };
};
