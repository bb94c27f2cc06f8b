import type { LastPositions, LinkAccess, LinkPositions } from '@yipii/live';

/** The sources of snapshots. */
export class HubSources {
  constructor(
    readonly positions: LastPositions,
    readonly linkPositions: LinkPositions,
    readonly linkAccess: LinkAccess,
  ) {}
}
