import type { TrackingLink } from '@yipii/domain';
import { FailureStreak, Logger } from '@yipii/platform';
import type { FollowedLinks } from './followed-links';
import type { PublishPositions } from './publish-positions';

/** Shows viewers who have just come, or whose link follows another vehicle, where it is: a parked one may not report for long. */
export class AnnouncePosition {
  private readonly streak = new FailureStreak(new Logger('links'), {});

  constructor(
    private readonly positions: PublishPositions,
    followed: FollowedLinks,
  ) {
    followed.onNews((link) => this.soon(link));
  }

  /** Nobody waits for it. */
  soon(link: TrackingLink): void {
    this.positions.latest(link).then(
      () => this.streak.succeeded(),
      (error: unknown) => this.streak.failed('the position of a link can not be published', error),
    );
  }
}
