import { followMotion, motionStatus, UNKNOWN_MOTION } from '../motion/motion';
import { doubtFix } from '../position/fix-doubt';
import type { AssetState } from './asset-state';
import { isCurrent, type Step } from './draft';

/** More than the records of the frames that a device has under way when its connection breaks. */
const RECENT_IDS = 32;
/** 60 bits of an id tell the few records in the window apart. */
const ID_LENGTH = 18;

/** A record without a believable fix is stored with its reason, not streamed. */
export const judgeSanity: Step = (draft) => {
  const unstreamed = doubtFix(draft.record, draft.receivedAt);
  return unstreamed === null ? draft : { ...draft, unstreamed };
};

/**
 * A record that was sent again ends here. One sent again much later passes, as late; history knows it by
 * its id.
 */
export const dropDuplicates: Step = (draft) => {
  const id = draft.record.id.slice(0, ID_LENGTH);
  const { recent } = draft.state;
  if (recent.includes(id)) return null;
  const kept = recent.length < RECENT_IDS ? recent : recent.slice(1);
  return { ...draft, state: { ...draft.state, recent: [...kept, id] } };
};

/** The stream only moves forward; of several records with one fix time the first is streamed. */
export const keepOrder: Step = (draft) => {
  const { record, state, unstreamed } = draft;
  if (unstreamed !== null || record.fixTime > state.fixTime) return draft;
  return { ...draft, unstreamed: record.fixTime === state.fixTime ? 'same_time' : 'late' };
};

/** Status and ignition; those of a record that does not tell of now are read from it alone. */
export const readMotion: Step = (draft) => {
  const current = isCurrent(draft);
  const motion = followMotion(current ? draft.state.motion : UNKNOWN_MOTION, draft.record);
  const read = { ...draft, status: motionStatus(motion), ignition: motion.ignition };
  return current ? { ...read, state: { ...draft.state, motion } } : read;
};

/** The device's own odometer; between its reports the last one. */
export const readOdometer: Step = (draft) => {
  const { odometer } = draft.record.attributes;
  if (typeof odometer !== 'number') return draft;
  return { ...draft, odometerKm: Math.round(odometer / 100) / 10 };
};

/** A heading means something while the asset moves; standing, it keeps the last one. */
export const keepHeading: Step = (draft) => {
  const { heading } = draft.record;
  const known = heading !== null && (draft.status === 'moving' || draft.heading === null);
  return known ? { ...draft, heading } : draft;
};

/** What the record changes for good. Whatever came, the asset was heard of. */
export const keepLastState: Step = (draft) => {
  const { state, heading, record } = draft;
  const known: AssetState = {
    ...state,
    heardAt: Math.max(state.heardAt, draft.receivedAt),
    status: motionStatus(state.motion),
    odometerKm: isCurrent(draft) ? draft.odometerKm : state.odometerKm,
  };
  const streamed = draft.unstreamed === null;
  const next = streamed ? { ...known, seq: state.seq + 1, fixTime: record.fixTime, heading } : known;
  return { ...draft, state: next };
};
