import type { LinkStanding, LocationUpdate, TrackingLink } from '@yipii/domain';
import type { LastPositions } from '@yipii/live';
import type { FollowedLink } from '@yipii/persistence';
import type { EventPublisher, OutgoingEvent } from '@yipii/platform';
import { topics, type Envelope, type LinkLocation, type PositionEnriched } from '@yipii/protocol';
import type { FollowProgress, LinkProgress } from '../links/link-progress.ports';
import type { LinkTimes } from '../links/link-times';
import type { FollowedLinks } from './followed-links';
import { PublicForm } from './public-form';

/** What positions of links are made with. */
export class LinkRules {
  constructor(
    readonly progress: FollowProgress,
    readonly times: LinkTimes,
  ) {}
}

/** What viewers who ask get of a link. */
export interface SeenLink {
  readonly standing: LinkStanding;
  /** Null: there is nothing for them to see. */
  readonly form: PublicForm | null;
}

/** Publishes the public form of positions, of links that somebody watches and may see now. */
export class PublishPositions {
  constructor(
    private readonly followed: FollowedLinks,
    private readonly rules: LinkRules,
    private readonly publisher: EventPublisher,
    private readonly last: LastPositions,
  ) {}

  /** Resolves when they are durable; rejects if the log is away, and is safe to retry. */
  async run(events: readonly Envelope<PositionEnriched>[]): Promise<void> {
    const published: OutgoingEvent<LinkLocation>[] = [];
    for (const { event } of events) {
      if (!isStreamed(event)) continue;
      for (const followed of this.followed.of(event.location.assetId))
        published.push(...(await this.observe(followed, event.location)));
    }
    if (published.length > 0) await this.publisher.publish(topics.linkLocation, published);
  }

  /** Publishes where the vehicle of a link is, for viewers who have just come. Nothing, where nobody knows. */
  async latest(link: TrackingLink): Promise<void> {
    const location = await this.lastOf(link);
    const published = location ? await this.observe({ link, isWatched: true }, location) : [];
    if (published.length > 0) await this.publisher.publish(topics.linkLocation, published);
  }

  /** Returns what viewers may have of a link's vehicle now. Whoever only looks changes nothing. */
  async seenOf(link: TrackingLink): Promise<SeenLink> {
    const location = await this.lastOf(link);
    const progress = location && (await this.rules.progress.look(link, location));
    const standing = this.rules.times.standingOf(withProgress(link, progress));
    const isShown = location !== null && standing.status === 'active';
    return { standing, form: isShown ? this.formed(link, location, progress) : null };
  }

  private async observe(
    { link, isWatched }: Pick<FollowedLink, 'link' | 'isWatched'>,
    location: LocationUpdate,
  ) {
    const progress = await this.rules.progress.observe(link, location);
    if (!isWatched || !this.isShown(withProgress(link, progress))) return [];
    return [eventOf(link, this.formed(link, location, progress))];
  }

  private async lastOf({ accountId, assetId }: TrackingLink): Promise<LocationUpdate | null> {
    const [position] = assetId === null ? [] : await this.last.ofAssets(accountId, [assetId]);
    return position ? (JSON.parse(position.json) as LocationUpdate) : null;
  }

  private formed(link: TrackingLink, location: LocationUpdate, progress: LinkProgress | null): PublicForm {
    return PublicForm.of(link, location, { progress, now: this.rules.times.now() });
  }

  private isShown(link: TrackingLink): boolean {
    return this.rules.times.standingOf(link).status === 'active';
  }
}

/** The link as it is by what a position has shown. */
function withProgress(link: TrackingLink, progress: LinkProgress | null): TrackingLink {
  return progress ? { ...link, isHidden: progress.isHidden, isPrivate: progress.isPrivate } : link;
}

/** Only the public form can be published. */
function eventOf({ uuid }: TrackingLink, { seq, position }: PublicForm): OutgoingEvent<LinkLocation> {
  return { key: uuid, event: { linkUuid: uuid, seq, position } };
}

function isStreamed(
  event: PositionEnriched,
): event is PositionEnriched & { readonly location: LocationUpdate } {
  const { unstreamed, location } = event;
  return unstreamed === null && location.lat !== null && location.lng !== null;
}
