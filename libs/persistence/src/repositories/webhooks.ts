import { decodeCursor, isTime, mapPage, pageOf, type SeriesPage } from '../cursor';
import type { AccountSql, AccountTransaction } from '../unit-of-work/transaction';

export type DeliveryState = 'waiting' | 'delivered' | 'dead';

/** How an endpoint answers, as its account sees it. */
export interface WebhookHealth {
  readonly state: 'ok' | 'failing' | 'disabled';
  readonly disabledReason: string | null;
  readonly failingSince: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly waiting: number;
}

export interface WebhookDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly assetId: number | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastAttemptAt: Date | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number | null;
  /** Null: no further attempt. */
  readonly nextAttemptAt: Date | null;
  readonly replayOf: string | null;
  readonly createdAt: Date;
}

/** Selects deliveries; epoch ms, `from` is inclusive, `to` exclusive. */
export interface DeliveryPageRequest {
  readonly webhookId: number;
  readonly state?: DeliveryState;
  readonly from?: number;
  readonly to?: number;
  readonly cursor?: string;
  readonly limit: number;
}

/** What alerting is asked to do with a webhook. */
export type WebhookWish =
  | { readonly kind: 'test' }
  | { readonly kind: 'replay'; readonly deliveryId: string }
  | { readonly kind: 'replay_dead'; readonly since: Date };

/** Webhooks, as the API sees what alerting makes of them. */
export class Webhooks {
  async healthOf(sql: AccountSql, ids: readonly number[]): Promise<ReadonlyMap<number, WebhookHealth>> {
    const { rows } = await sql.query<WebhookHealth & { readonly id: string }>(HEALTH, [[...ids]]);
    return new Map(rows.map(({ id, ...health }) => [Number(id), health]));
  }

  /** Returns those of the groups that the account does not have. */
  async unknownGroups(sql: AccountSql, ids: readonly number[]): Promise<number[]> {
    const { rows } = await sql.query<{ id: string }>(
      `SELECT id FROM unnest($1::bigint[]) AS id
       WHERE id NOT IN (SELECT asset_group.id FROM asset_group WHERE account_id = $2)`,
      [[...ids], sql.scope.accountId],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** @param id of the delivery that is made */
  async ask(tx: AccountTransaction, webhookId: number, id: string, wish: WebhookWish): Promise<void> {
    await tx.query(
      `INSERT INTO webhook_request (id, account_id, webhook_id, kind, delivery_id, since)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        ...[id, tx.scope.accountId, webhookId, wish.kind],
        wish.kind === 'replay' ? wish.deliveryId : null,
        wish.kind === 'replay_dead' ? wish.since : null,
      ],
    );
  }

  async hasDelivery(sql: AccountSql, webhookId: number, id: string): Promise<boolean> {
    const { rows } = await sql.query('SELECT FROM webhook_delivery WHERE id = $1 AND webhook_id = $2', [
      ...[id, webhookId],
    ]);
    return rows.length > 0;
  }

  /** Returns deliveries, the newest first. @throws InvalidCursor */
  async deliveries(
    sql: AccountSql,
    { webhookId, state, from, to, cursor, limit }: DeliveryPageRequest,
  ): Promise<SeriesPage<WebhookDelivery>> {
    const list = `delivery:${webhookId}`;
    const [at, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, list, isDeliveryKey);
    const { rows } = await sql.query<DeliveryRow>(DELIVERIES, [
      ...[webhookId, state ?? null, from === undefined ? null : new Date(from)],
      ...[to === undefined ? null : new Date(to), at === null ? null : new Date(at), id, limit + 1],
    ]);
    const keyOf = ({ createdAt, id: rowId }: DeliveryRow) => [createdAt.getTime(), rowId] as const;
    return mapPage(pageOf(rows, limit, { list, keyOf }), toDelivery);
  }
}

type DeliveryRow = Omit<WebhookDelivery, 'assetId'> & { readonly assetId: string | null };

function toDelivery({ assetId, ...row }: DeliveryRow): WebhookDelivery {
  return { ...row, assetId: assetId === null ? null : Number(assetId) };
}

function isDeliveryKey(key: readonly unknown[]): key is readonly [number, string] {
  return key.length === 2 && isTime(key[0]) && typeof key[1] === 'string' && /^[0-9a-f-]{36}$/.test(key[1]);
}

/** What happened before a webhook was enabled does not count any more. */
const HEALTH = `
  SELECT w.id,
    CASE WHEN h.disabled_at > w.enabled_at THEN 'disabled' WHEN h.failing_since > w.enabled_at THEN 'failing' ELSE 'ok' END
      AS state,
    CASE WHEN h.disabled_at > w.enabled_at THEN h.disabled_reason END AS "disabledReason",
    CASE WHEN h.failing_since > w.enabled_at THEN h.failing_since END AS "failingSince",
    h.last_success_at AS "lastSuccessAt", h.last_failure_at AS "lastFailureAt",
    h.last_status AS "lastStatus", h.last_error AS "lastError",
    (SELECT count(*)::int FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'waiting') AS waiting
  FROM webhook w LEFT JOIN webhook_health h ON h.webhook_id = w.id WHERE w.id = ANY ($1::bigint[])`;

const DELIVERIES = `
  SELECT id, event_id AS "eventId", type, asset_id AS "assetId", state, attempts, last_attempt_at AS "lastAttemptAt",
    status, error, duration_ms AS "durationMs", CASE WHEN state = 'waiting' THEN next_due_at END AS "nextAttemptAt",
    replay_of AS "replayOf", created_at AS "createdAt"
  FROM webhook_delivery
  WHERE webhook_id = $1 AND ($2::text IS NULL OR state = $2)
    AND ($3::timestamptz IS NULL OR created_at >= $3) AND ($4::timestamptz IS NULL OR created_at < $4)
    AND ($5::timestamptz IS NULL OR (created_at, id) < ($5, $6::uuid))
  ORDER BY created_at DESC, id DESC LIMIT $7`;
