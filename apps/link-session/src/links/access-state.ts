import type { LinkStanding, TrackingLink } from '@yipii/domain';
import type { LinkState } from '@yipii/live';

/** Returns a link as far as access to its channel depends on it. @param readAt epoch ms, not later than it was read */
export function accessStateOf(
  { assetId, expiresAt, maxViewers }: TrackingLink,
  { status, nextChangeAt }: LinkStanding,
  readAt: number,
): LinkState {
  // Of a vehicle that is gone, nobody is shown the last position.
  const seen = assetId === null && status === 'active' ? 'not_yet_visible' : status;
  return { status: seen, expiresAt, nextChangeAt, maxViewers, readAt };
}
