import { closeReasons, type CloseReason } from '@yipii/protocol';

/** Why a connection that was just opened is closed: this process has as many as it may. @param max 0: any number */
export function closeOfFullNode(connections: number, max: number): CloseReason | null {
  return max > 0 && connections >= max ? closeReasons.overCapacity : null;
}
