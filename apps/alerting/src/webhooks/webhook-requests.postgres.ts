import { RETRIED_FOR_MS } from '@yipii/domain';
import type { Clock, TimerTable } from '@yipii/platform';
import { TEST_TYPE } from './delivery-table';

interface RequestRow {
  readonly account_id: string;
  readonly webhook_id: string;
  readonly kind: 'test' | 'replay' | 'replay_dead';
  readonly delivery_id: string | null;
  readonly since: string | null;
}

/** Tests and replays that people have asked for. */
export function webhookRequests(clock: Clock): TimerTable<RequestRow> {
  return {
    ...{ kind: 'webhook-request', table: 'webhook_request', primaryKey: 'id' },
    columns: ['account_id', 'webhook_id', 'kind', 'delivery_id', 'since'],
    fire: async ({ subject, row }, tx) => {
      const { account_id: account, webhook_id: webhook, kind, delivery_id: delivery, since } = row;
      const now = clock.now();
      const times = [new Date(now), new Date(now + RETRIED_FOR_MS)];
      if (kind === 'test') await tx.query(TEST, [subject, account, webhook, ...times, TEST_TYPE]);
      else if (kind === 'replay') await tx.query(REPLAY, [subject, webhook, delivery, ...times]);
      else await tx.query(REPLAY_DEAD, [webhook, since, ...times]);
      return { nextDueAt: null, events: [] };
    },
  };
}

const TEST = `
  INSERT INTO webhook_delivery (id, account_id, webhook_id, event_id, type, next_due_at, expires_at)
  VALUES ($1, $2, $3, $1, $6, $4, $5) ON CONFLICT DO NOTHING`;

/** The same event, with the same id. */
const REPLAY = `
  INSERT INTO webhook_delivery (id, account_id, webhook_id, event_id, type, asset_id, replay_of, next_due_at, expires_at)
  SELECT $1, account_id, webhook_id, event_id, type, asset_id, id, $4, $5 FROM webhook_delivery
  WHERE id = $3 AND webhook_id = $2 ON CONFLICT DO NOTHING`;

/** An event that was accepted or waits by now is left out. */
const REPLAY_DEAD = `
  INSERT INTO webhook_delivery (account_id, webhook_id, event_id, type, asset_id, replay_of, next_due_at, expires_at)
  SELECT DISTINCT ON (event_id) account_id, webhook_id, event_id, type, asset_id, id, $3::timestamptz, $4::timestamptz
  FROM webhook_delivery d
  WHERE webhook_id = $1 AND state = 'dead' AND created_at >= $2 AND NOT EXISTS (
    SELECT FROM webhook_delivery other
    WHERE other.webhook_id = d.webhook_id AND other.event_id = d.event_id AND other.state <> 'dead')
  ORDER BY event_id, created_at`;
