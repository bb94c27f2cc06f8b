import { motionStatus } from '../../motion/motion';
import type { AssetState } from '../asset-state';
import type { Step } from '../draft';

/** What the record changes for good. Whatever came, the asset was heard of. */
export const keepLastState: Step = (draft) => {
  const { state, heading, record, fix } = draft;
  const known: AssetState = {
    ...state,
    heardAt: Math.max(state.heardAt, draft.receivedAt),
    status: motionStatus(state.motion),
  };
  const next = fix ? { ...known, seq: state.seq + 1, fixTime: record.fixTime, fix, heading } : known;
  return { ...draft, state: next };
};
