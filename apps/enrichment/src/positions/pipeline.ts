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

/** Everything that happens to a record, in this order. A new rule is a new line. */
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

/** Those that evaluate a record again, between the records that were missing when it came. */
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

/** What is the same for all records of a frame. */
export interface FrameContext extends DraftSource {
  readonly map: StreetMap;
}

/**
 * A record with the state after it, or null where it was seen before. It depends on its arguments alone, so
 * that a replay gives the same.
 */
export function enrich(state: AssetState, record: Draft['record'], context: FrameContext): Draft | null {
  return takeSteps(pipeline, newDraft(state, record, context), context.map);
}

/** After a frame with late records that lie in a gap; null: there were none. */
export function fillGap(state: AssetState, map: StreetMap): Rebuilt | null {
  return state.gap?.stale ? rebuild(state, state.gap, evaluation, map) : null;
}
