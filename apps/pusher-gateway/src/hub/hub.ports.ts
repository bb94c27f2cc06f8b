import type { LastPositions, LinkAccess, LinkPositions } from '@yipii/live';

/** Where the hub finds what was before a subscriber came. */
export class HubSources {
  constructor(
    readonly positions: LastPositions,
    readonly linkPositions: LinkPositions,
    readonly linkAccess: LinkAccess,
  ) {}
}
