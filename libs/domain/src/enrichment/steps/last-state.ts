import { motionStatus } from '../../motion/motion';
import type { Step } from '../draft';

/** What the record changes for good. Whatever came, the asset was heard of. */
export const keepLastState: Step = (draft) => {
  const { state, heading, record, fix } = draft;
  const heard = {
    heardAt: Math.max(state.heardAt, draft.receivedAt),
    status: motionStatus(state.motion),
  };
  return { state: fix ? { ...heard, seq: state.seq + 1, fixTime: record.fixTime, fix, heading } : heard };
};
