import type { LinkStanding, TrackingLink } from '@yipii/domain';
import type { LinkState } from '@yipii/live';

/** Returns a link as far as access to its channel depends on it. */
export function accessStateOf(
  { expiresAt, maxViewers }: TrackingLink,
  { status, nextChangeAt }: LinkStanding,
): LinkState {
  return { status, expiresAt, nextChangeAt, maxViewers };
}
