import { motionStatus } from '../../motion/motion';
import type { Step } from '../draft';

/** Updates the lasting state. Every record, whatever its content, shows that the device is alive. */
export const keepLastState: Step = (draft) => {
  const { state, heading, record, fix } = draft;
  const heardAt = Math.max(state.heardAt, draft.receivedAt);
  const status = motionStatus(state.motion);
  if (!fix) return { state: { heardAt, status } };
  return { state: { heardAt, status, seq: state.seq + 1, fixTime: record.fixTime, fix, heading } };
};
