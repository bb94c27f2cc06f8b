import { FEED_DAYS, FEED_EVENTS, type FeedEventType, type Principal } from '@yipii/domain';
import { decodeCursor, encodeCursor, type FeedEvent } from '@yipii/persistence';
import type { Clock } from '@yipii/platform';
import { Refusal } from '../errors';
import type { EventFeed } from './feed.ports';

const DAY_MS = 86_400_000;

export interface FeedReading {
  readonly after?: string;
  /** Absent: all. */
  readonly types?: readonly string[];
  readonly limit: number;
}

/** Reads the event feed from where a caller has come to. */
export class ReadFeed {
  constructor(
    private readonly feed: EventFeed,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns what happened behind the cursor, in order, and the next cursor; without one nothing, and the present end.
   * @throws InvalidCursor; Refusal CURSOR_EXPIRED if something behind it may be gone
   */
  async run(
    { scope, scopes }: Principal,
    { after, types, limit }: FeedReading,
  ): Promise<{ events: readonly FeedEvent[]; cursor: string }> {
    const now = this.clock.now();
    const list = `event:${scope.accountId}`;
    if (after === undefined)
      return { events: [], cursor: encodeCursor(list, [await this.feed.end(scope), now]) };
    const [place, readAt] = decodeCursor(after, list, isFeedKey, 'after');
    if (now - readAt > FEED_DAYS * DAY_MS)
      throw new Refusal(
        'CURSOR_EXPIRED',
        `The feed keeps ${FEED_DAYS} days: what was told after this cursor may be gone. Begin anew without it.`,
      );
    const allowed = Object.entries(FEED_EVENTS).filter(([, needed]) => scopes.includes(needed));
    const told = allowed
      .map(([type]) => type as FeedEventType)
      .filter((type) => types?.includes(type) ?? true);
    const { events, last } = await this.feed.after(scope, { after: place, types: told, limit });
    // A full page may have more behind it, which was there before now.
    return { events, cursor: encodeCursor(list, [last, events.length === limit ? readAt : now]) };
  }
}

function isFeedKey(key: readonly unknown[]): key is readonly [number, number] {
  return key.length === 2 && key.every((part) => Number.isSafeInteger(part) && (part as number) >= 0);
}
