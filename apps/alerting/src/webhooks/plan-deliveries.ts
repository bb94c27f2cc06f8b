import { RETRIED_FOR_MS } from '@yipii/domain';
import type { Transaction } from '@yipii/persistence';
import type { Clock, Repetition } from '@yipii/platform';
import type { FeedReader, FeedSection } from '../feed/feed-reader.postgres';

/** The accounts that a reader of this feed is for. */
export const ACCOUNTS_WITH_WEBHOOKS = 'SELECT DISTINCT account_id FROM webhook WHERE is_enabled';

/** Makes a delivery of each event of the feed for each webhook that wants it. */
export class PlanDeliveries {
  constructor(
    private readonly feed: FeedReader,
    private readonly clock: Clock,
  ) {}

  /** Calls back whenever there is anything to plan. `run` must not reject. */
  watch(run: () => Promise<void>): Repetition {
    return this.feed.watch(run);
  }

  /** Returns whether there was anything new. */
  run(): Promise<boolean> {
    return this.feed.run((tx, section) => this.plan(tx, section));
  }

  private async plan(tx: Transaction, { accountId, after, upTo }: FeedSection): Promise<void> {
    const now = this.clock.now();
    await tx.query(PLAN, [accountId, after, upTo, new Date(now), new Date(now + RETRIED_FOR_MS)]);
  }
}

const PLAN = `
  INSERT INTO webhook_delivery (account_id, webhook_id, event_id, type, asset_id, next_due_at, expires_at)
  SELECT e.account_id, w.id, e.event_id, e.type, e.asset_id, $4, $5
  FROM event e
  JOIN webhook w ON w.account_id = e.account_id AND w.is_enabled AND e.type = ANY (w.events)
    AND e.emitted_at >= w.enabled_at
  LEFT JOIN webhook_health h ON h.webhook_id = w.id
  WHERE e.account_id = $1 AND e.place > $2 AND e.place <= $3
    AND (h.disabled_at IS NULL OR h.disabled_at <= w.enabled_at)
    AND (e.type NOT LIKE 'alert.%'
      OR array_position(ARRAY['info', 'warning', 'critical'], e.data->>'severity')
        >= array_position(ARRAY['info', 'warning', 'critical'], w.min_severity))
    AND (w.group_ids IS NULL OR EXISTS (
      SELECT FROM asset_group_member m WHERE m.asset_id = e.asset_id AND m.group_id = ANY (w.group_ids)))
  ORDER BY e.place
  ON CONFLICT (webhook_id, event_id) WHERE replay_of IS NULL DO NOTHING`;
