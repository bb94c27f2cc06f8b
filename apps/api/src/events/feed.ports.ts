import type { AccountScope } from '@yipii/domain';
import type { FeedEvent, FeedQuery } from '@yipii/persistence';

export interface FeedPage {
  readonly events: readonly FeedEvent[];
  /** Behind which to go on. */
  readonly last: number;
}

/** What happened, in an order that never changes and that nothing is added to but at its end. */
export abstract class EventFeed {
  abstract after(scope: AccountScope, query: FeedQuery): Promise<FeedPage>;
  /** Returns where the feed ends now. */
  abstract end(scope: AccountScope): Promise<number>;
}
