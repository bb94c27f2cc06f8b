import {
  doubtOutliers,
  dropDuplicates,
  followJourneys,
  judgeSanity,
  keepForGap,
  keepHeading,
  keepLastState,
  keepOrder,
  lookUpPlace,
  newDraft,
  readClock,
  readDriver,
  readEngineHours,
  readMotion,
  readOdometer,
  rebuild,
  rememberTold,
  takeSteps,
  type AssetState,
  type Draft,
  type DraftSource,
  type Rebuilt,
  type Step,
  type StreetMap,
} from '@yipii/domain';

/** All steps of a record, in order. A new rule is a new line. */
const pipeline: readonly Step[] = [
  judgeSanity,
  readClock,
  dropDuplicates,
  keepOrder,
  keepForGap,
  doubtOutliers,
  readMotion,
  readOdometer,
  readEngineHours,
  keepHeading,
  readDriver,
  lookUpPlace,
  followJourneys,
  rememberTold,
  keepLastState,
];

/** The steps that re-evaluate a record once records that were missing before it have arrived. */
const evaluation: readonly Step[] = [
  judgeSanity,
  keepOrder,
  doubtOutliers,
  readMotion,
  readOdometer,
  readEngineHours,
  keepHeading,
  readDriver,
  followJourneys,
  keepLastState,
];

/** Context shared by all records of a frame. */
export interface FrameContext extends DraftSource {
  readonly map: StreetMap;
}

/**
 * Returns a record with the state after it, or null if it was seen before. The result depends only on the
 * arguments, so a replay yields the same.
 */
export function enrich(state: AssetState, record: Draft['record'], context: FrameContext): Draft | null {
  return takeSteps(pipeline, newDraft(state, record, context), context.map);
}

/** Rebuilds the gap after a frame with late records in it; null if there were none. */
export function fillGap(state: AssetState, map: StreetMap): Rebuilt | null {
  return state.gap?.stale ? rebuild(state, state.gap, evaluation, map) : null;
}

/**
 * Returns a draft with the status that the rebuilt gap gives it. A late record does not tell by itself whether the
 * asset moved if it has no speed.
 */
export function withStatusThen(draft: Draft, { statuses }: Rebuilt, map: StreetMap): Draft {
  const status = draft.unstreamed === 'late' ? statuses.at(draft.record.fixTime) : null;
  if (status === null || status === draft.status) return draft;
  return takeSteps([keepHeading, lookUpPlace], { ...draft, status, speedLimit: null }, map) ?? draft;
}
