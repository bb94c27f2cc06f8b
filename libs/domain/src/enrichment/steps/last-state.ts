import { motionStatus } from '../../motion/motion';
import type { Step } from '../draft';

/** Updates the lasting state. Every record, whatever its content, shows that the device is alive. */
export const keepLastState: Step = (draft) => {
  const { state, heading, record, fix } = draft;
  state.heardAt = Math.max(state.heardAt, draft.receivedAt);
  state.status = motionStatus(state.motion);
  if (!fix) return;
  state.seq += 1;
  state.fixTime = record.fixTime;
  state.fix = fix;
  state.heading = heading;
};
