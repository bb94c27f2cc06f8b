import { motionStatus } from '../../motion/motion';
import type { Step } from '../draft';

/** What the record changes for good. Whatever came, the asset was heard of. */
export const keepLastState: Step = (draft) => {
  const { state, heading, record, fix } = draft;
  const heardAt = Math.max(state.heardAt, draft.receivedAt);
  const status = motionStatus(state.motion);
  if (!fix) return { state: { heardAt, status } };
  return { state: { heardAt, status, seq: state.seq + 1, fixTime: record.fixTime, fix, heading } };
};
