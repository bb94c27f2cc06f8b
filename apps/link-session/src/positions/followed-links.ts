import type { Circle, TrackingLink } from '@yipii/domain';
import { TrackingLinks, type FollowedLink } from '@yipii/persistence';
import {
  FailureStreak,
  Logger,
  repeat,
  type Clock,
  type Lifecycle,
  type WorkerDatabase,
} from '@yipii/platform';
import type { PrivatePlaces } from '../ends/private-places';

/** How long a change of a link, or a first viewer on another replica, may go unnoticed. */
const REFRESH_MS = 500;

/**
 * The links whose vehicle matters now, by asset, in memory, so that positions need no query. While the database is
 * away it stays as it was.
 */
export class FollowedLinks {
  private readonly links = new TrackingLinks();
  private readonly streak = new FailureStreak(new Logger('links'), {});
  private byAsset = new Map<number, FollowedLink[]>();
  private byUuid = new Map<string, PlacedLink>();
  private readonly listeners: ((link: TrackingLink) => void)[] = [];

  constructor(
    private readonly database: WorkerDatabase,
    private readonly clock: Clock,
    private readonly lifecycle: Lifecycle,
    private readonly places: Pick<PrivatePlaces, 'refresh' | 'known'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    const rounds = repeat(REFRESH_MS, () => this.refresh());
    this.lifecycle.onStop('intake', 'followed links', () => rounds.stop());
  }

  of(assetId: number): readonly FollowedLink[] {
    return this.byAsset.get(assetId) ?? [];
  }

  /** Calls it for each link that is watched anew, or follows another vehicle. */
  onNews(listener: (link: TrackingLink) => void): void {
    this.listeners.push(listener);
  }

  /** Never rejects. */
  async refresh(): Promise<void> {
    try {
      const found = await this.read();
      this.streak.succeeded();
      const before = this.byUuid;
      this.replace(found);
      for (const followed of found)
        if (isNews(followed, before.get(followed.link.uuid))) this.tell(followed.link);
    } catch (error) {
      this.streak.failed('links can not be read, retrying', error);
    }
  }

  private async read(): Promise<PlacedLink[]> {
    const found = await this.links.followed(this.database.pool, new Date(this.clock.now()));
    if (found.length > 0) await this.places.refresh();
    return found.map((followed) => ({ ...followed, covers: this.places.known(followed.link) }));
  }

  private replace(found: readonly PlacedLink[]): void {
    this.byUuid = new Map(found.map((followed) => [followed.link.uuid, followed]));
    this.byAsset = new Map();
    for (const followed of found) {
      const { assetId } = followed.link;
      if (assetId === null) continue;
      const others = this.byAsset.get(assetId);
      if (others) others.push(followed);
      else this.byAsset.set(assetId, [followed]);
    }
  }

  private tell(link: TrackingLink): void {
    for (const listener of this.listeners) listener(link);
  }
}

/** With where its vehicle is withheld. */
interface PlacedLink extends FollowedLink {
  readonly covers: readonly Circle[];
}

/** Once gateways know that a window has opened, or that it is withheld no longer, viewers get the position. */
function isNews(now: PlacedLink, before: PlacedLink | undefined): boolean {
  if (!now.isWatched) return false;
  if (!before?.isWatched) return true;
  const isOtherVehicle = before.link.assetId !== now.link.assetId;
  return isOtherVehicle || before.settledStatus !== now.settledStatus || before.covers !== now.covers;
}
