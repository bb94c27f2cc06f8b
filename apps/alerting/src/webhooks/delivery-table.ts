import { rowsOf, type Clock, type Repetition, type WorkerDatabase } from '@yipii/platform';

const WAITING = `(SELECT next_due_at FROM webhook_delivery WHERE state = 'waiting') AS waiting`;

/** A delivery that this process makes. Times are epoch ms. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly accountId: number;
  readonly accountKey: string;
  readonly webhookId: number;
  readonly url: string;
  /** Encrypted. */
  readonly secret: Buffer;
  /** Null: only one is valid. */
  readonly previousSecret: Buffer | null;
  readonly type: string;
  /** The same for every endpoint, and whenever it is sent. */
  readonly eventId: string;
  /** Null: the feed does not keep it any more. */
  readonly event: ToldEvent | null;
  /** Attempts so far, all of which have failed. */
  readonly failures: number;
  readonly expiresAt: number;
  /** Of the endpoint; null: its last attempt was accepted. */
  readonly failingSince: number | null;
}

export interface ToldEvent {
  readonly assetId: number | null;
  readonly deviceId: number | null;
  /** ISO 8601. */
  readonly occurredAt: string;
  readonly emittedAt: string;
  readonly data: object;
}

/** Whose deliveries are claimed, and how many. */
export interface Claim {
  /** Whether those of endpoints that fail, or of all others. */
  readonly failing: boolean;
  readonly limit: number;
  readonly perWebhook: number;
  /** Webhooks that are not to be claimed for. */
  readonly except: readonly number[];
}

/** The period in which a delivery belongs to a process, epoch ms. */
export interface Lease {
  readonly now: number;
  readonly until: number;
}

/** The deliveries that wait. A claim is a lease, so that nothing is lost when a process dies. */
export class DeliveryTable {
  constructor(private readonly database: WorkerDatabase) {}

  /** Calls back whenever anything is due. `run` must not reject. */
  watch(clock: Clock, run: () => Promise<void>): Repetition {
    return this.database.due.watch({ isDue: rowsOf(WAITING), clock, run });
  }

  async claim(
    { now, until }: Lease,
    { failing, limit, perWebhook, except }: Claim,
  ): Promise<ClaimedDelivery[]> {
    if (limit <= 0) return [];
    const { rows } = await this.database.pool.query<Row>(CLAIM, [
      ...[new Date(now), new Date(until), [...except], perWebhook, limit, failing],
    ]);
    return rows.map(toDelivery);
  }

  /** Gives up what nobody tries any more, e.g. because its webhook is off. */
  async giveUpExpired(now: number): Promise<void> {
    await this.database.pool.query(
      `UPDATE webhook_delivery SET state = 'dead', error = coalesce(error, 'the webhook was off')
       WHERE state = 'waiting' AND expires_at < $1 AND next_due_at < $1 AND (leased_until IS NULL OR leased_until < $1)`,
      [new Date(now)],
    );
  }
}

/** The first ones of each webhook, so that no webhook can take the places of the others. */
const CLAIM = `
  WITH due AS (
    SELECT d.id FROM webhook w
    LEFT JOIN webhook_health h ON h.webhook_id = w.id AND h.last_failure_at > w.enabled_at
    CROSS JOIN LATERAL (
      SELECT id, next_due_at FROM webhook_delivery
      WHERE webhook_id = w.id AND state = 'waiting' AND next_due_at <= $1
        AND (leased_until IS NULL OR leased_until <= $1)
      ORDER BY next_due_at LIMIT $4) d
    WHERE w.is_enabled AND w.id <> ALL ($3::bigint[]) AND (h.failing_since IS NOT NULL) = $6
      AND h.disabled_at IS NULL AND (h.paused_until IS NULL OR h.paused_until <= $1)
    ORDER BY d.next_due_at LIMIT $5),
  claimed AS (
    UPDATE webhook_delivery SET leased_until = $2
    WHERE id IN (SELECT id FROM due) AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= $1)
    RETURNING *)
  SELECT d.id, d.account_id, a.key AS account_key, d.webhook_id, w.url, w.secret,
    CASE WHEN w.previous_secret_expires_at > $1 THEN w.previous_secret END AS previous_secret,
    d.type, d.event_id, d.attempts, d.expires_at, h.failing_since, d.created_at,
    e.id AS feed_id, e.asset_id, e.device_id, e.occurred_at, e.emitted_at, e.data
  FROM claimed d JOIN webhook w ON w.id = d.webhook_id JOIN account a ON a.id = d.account_id
  LEFT JOIN webhook_health h ON h.webhook_id = w.id AND h.last_failure_at > w.enabled_at
  LEFT JOIN event e ON e.event_id = d.event_id`;

interface Row {
  readonly id: string;
  readonly account_id: string;
  readonly account_key: string;
  readonly webhook_id: string;
  readonly url: string;
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
  readonly type: string;
  readonly event_id: string;
  readonly attempts: number;
  readonly expires_at: Date;
  readonly failing_since: Date | null;
  readonly created_at: Date;
  readonly feed_id: string | null;
  readonly asset_id: string | null;
  readonly device_id: string | null;
  readonly occurred_at: Date;
  readonly emitted_at: Date;
  readonly data: object;
}

/** The type of what `POST …/test` sends, which is in no feed. */
export const TEST_TYPE = 'webhook.test';

function toDelivery(row: Row): ClaimedDelivery {
  const { id, url, secret, type } = row;
  return {
    ...{ id, url, secret, type, previousSecret: row.previous_secret, eventId: row.event_id },
    ...{ accountId: Number(row.account_id), accountKey: row.account_key, webhookId: Number(row.webhook_id) },
    event: row.type === TEST_TYPE ? testEvent(row) : row.feed_id === null ? null : toEvent(row),
    failures: row.attempts,
    expiresAt: row.expires_at.getTime(),
    failingSince: row.failing_since?.getTime() ?? null,
  };
}

function toEvent(row: Row): ToldEvent {
  return {
    assetId: row.asset_id === null ? null : Number(row.asset_id),
    deviceId: row.device_id === null ? null : Number(row.device_id),
    occurredAt: row.occurred_at.toISOString(),
    emittedAt: row.emitted_at.toISOString(),
    data: row.data,
  };
}

function testEvent({ created_at: createdAt }: Row): ToldEvent {
  const at = createdAt.toISOString();
  return { assetId: null, deviceId: null, occurredAt: at, emittedAt: at, data: {} };
}
