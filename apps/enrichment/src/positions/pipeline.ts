import {
  doubtOutliers,
  dropDuplicates,
  followJourneys,
  judgeSanity,
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
  takeSteps,
  type AssetState,
  type Draft,
  type DraftSource,
  type Step,
  type StreetMap,
} from '@yipii/domain';

/** Everything that happens to a record, in this order. A new rule is a new line. */
const pipeline: readonly Step[] = [
  judgeSanity,
  readClock,
  dropDuplicates,
  keepOrder,
  doubtOutliers,
  readMotion,
  readOdometer,
  readEngineHours,
  keepHeading,
  readDriver,
  lookUpPlace,
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
