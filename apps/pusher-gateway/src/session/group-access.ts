import type { GroupState } from '@yipii/live';
import type { Grant } from '@yipii/protocol';

/** Returns whether the grant covers all members of the group. */
export function holdsFor({ assetIds, isDeleted }: GroupState, { assets }: Pick<Grant, 'assets'>): boolean {
  if (isDeleted || !assets) return !isDeleted;
  const allowed = new Set(assets);
  return assetIds.every((assetId) => allowed.has(assetId));
}
