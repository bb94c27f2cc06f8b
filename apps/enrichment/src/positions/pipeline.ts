import {
  dropDuplicates,
  judgeSanity,
  keepHeading,
  keepLastState,
  keepOrder,
  newDraft,
  readMotion,
  readOdometer,
  type AssetState,
  type Draft,
  type Step,
} from '@yipii/domain';

/** Everything that happens to a record, in this order. A new rule is a new line. */
const pipeline: readonly Step[] = [
  judgeSanity,
  dropDuplicates,
  keepOrder,
  readMotion,
  readOdometer,
  keepHeading,
  keepLastState,
];

/**
 * A record with the state after it, or null where it was seen before. It depends on its arguments alone, so
 * that a replay gives the same.
 *
 * @param receivedAt epoch ms
 */
export function enrich(state: AssetState, record: Draft['record'], receivedAt: number): Draft | null {
  let draft: Draft | null = newDraft(state, record, receivedAt);
  for (const step of pipeline) {
    draft = step(draft);
    if (draft === null) return null;
  }
  return draft;
}
