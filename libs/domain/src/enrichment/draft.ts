import type { Status } from '../position/location-update';
import type { TrackerRecord } from '../position/tracker-record';
import type { FixDoubt } from '../position/fix-doubt';
import type { AssetState } from './asset-state';

/** A record on its way through the pipeline, with the state of its asset. */
export interface Draft {
  readonly record: TrackerRecord & { readonly id: string };
  /** Epoch ms by our clock: the only time that a step knows. */
  readonly receivedAt: number;
  /** After this record, as far as the steps have come. */
  readonly state: AssetState;
  /** Why the record is only stored; null: it is streamed. `late`: older than the stream; `same_time`: as old as its head. */
  readonly unstreamed: FixDoubt | 'same_time' | 'late' | null;
  /** At the moment of this record, which for a late one is not now. */
  readonly status: Status;
  readonly ignition: boolean | null;
  readonly heading: number | null;
  readonly odometerKm: number | null;
}

/** One rule of the pipeline: a pure function; null ends the record's way, it was seen before. */
export type Step = (draft: Draft) => Draft | null;

/** A draft before its first step. */
export function newDraft(state: AssetState, record: Draft['record'], receivedAt: number): Draft {
  return {
    record,
    receivedAt,
    state,
    unstreamed: null,
    status: state.status,
    ignition: state.motion.ignition,
    heading: state.heading,
    odometerKm: state.odometerKm,
  };
}

/** Whether the record tells of now: it is streamed, or its time can be believed and nothing newer was seen. */
export function isCurrent({ record, state, unstreamed }: Draft): boolean {
  if (unstreamed === null) return true;
  const believable = unstreamed === 'no_fix' || unstreamed === 'same_time';
  return believable && record.fixTime >= state.motion.at;
}
