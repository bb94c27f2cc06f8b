import { linkStateAt, type LinkStanding, type TimeZones, type TrackingLink } from '@yipii/domain';
import type { Clock } from '@yipii/platform';

/** Where links stand now. */
export class LinkTimes {
  constructor(
    private readonly zones: TimeZones,
    private readonly clock: Clock,
  ) {}

  now(): number {
    return this.clock.now();
  }

  standingOf(link: TrackingLink): LinkStanding {
    return linkStateAt(link, this.clock.now(), this.zones);
  }
}
