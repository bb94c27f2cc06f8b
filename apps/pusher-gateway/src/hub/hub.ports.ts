import type { GroupMembers, LastPositions, LinkAccess, LinkPositions } from '@yipii/live';

/** The sources of snapshots, and of who is in a group. */
export class HubSources {
  constructor(
    readonly positions: LastPositions,
    readonly linkPositions: LinkPositions,
    readonly linkAccess: LinkAccess,
    readonly groupMembers: GroupMembers,
  ) {}
}
