import type { FeedEventType } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import type { AccountSql, Transaction } from '../unit-of-work/transaction';

/** An event for the event feed. */
export interface NewFeedEvent {
  /** UUID; the same whenever it is recorded again. */
  readonly id: string;
  readonly type: FeedEventType;
  readonly accountId: number;
  readonly assetId: number | null;
  readonly deviceId: number | null;
  /** ISO 8601. */
  readonly occurredAt: string;
  readonly data: object;
}

export interface FeedEvent extends Omit<NewFeedEvent, 'accountId' | 'type'> {
  /** Newer versions may add types. */
  readonly type: string;
  readonly emittedAt: string;
  /** Increases in feed order; never reused. */
  readonly place: number;
}

export interface FeedQuery {
  /** Only events after it. */
  readonly after: number;
  readonly types: readonly string[];
  readonly limit: number;
}

/**
 * Adds events to the feed in the transaction of the change that they describe. Events with a known id are left
 * unchanged; those of deleted accounts are skipped.
 */
export async function recordEvents(sql: Sql, events: readonly NewFeedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await sql.query(INSERT, [JSON.stringify(events)]);
}

const INSERT = `
  INSERT INTO event (account_id, event_id, type, asset_id, device_id, occurred_at, emitted_at, data)
  SELECT account.id, told.id, told.type, told."assetId", told."deviceId", told."occurredAt", clock_timestamp(), told.data
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (id uuid, type text, "accountId" bigint, "assetId" bigint,
    "deviceId" bigint, "occurredAt" timestamptz, data jsonb)) WITH ORDINALITY
    AS told (id, type, "accountId", "assetId", "deviceId", "occurredAt", data, position)
  JOIN account ON account.id = told."accountId"
  ORDER BY told.position
  ON CONFLICT (event_id) DO NOTHING`;

/** The feed of the account and assets of a scope. */
export class EventRepository {
  /**
   * Assigns places to committed events of an account that have none yet. Returns whether others are left. Only one
   * transaction at a time does so for an account, so whoever sees a place sees all lower ones.
   */
  async place(tx: Transaction, accountId: number): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('event of ' || $1::bigint, 0))`, [
      accountId,
    ]);
    const { rowCount } = await tx.query(PLACE, [accountId]);
    return rowCount === BATCH_ROWS;
  }

  /** Returns whether an event of the account waits for its place. */
  async hasUnplaced(sql: Sql, accountId: number): Promise<boolean> {
    const { rows } = await sql.query('SELECT FROM event WHERE account_id = $1 AND place IS NULL LIMIT 1', [
      accountId,
    ]);
    return rows.length > 0;
  }

  /** Returns the place of the last event; 0 if there is none. */
  async lastPlace(sql: AccountSql): Promise<number> {
    const { rows } = await sql.query<{ place: string | null }>(
      'SELECT max(place) AS place FROM event WHERE account_id = $1',
      [sql.scope.accountId],
    );
    return Number(rows[0]?.place ?? 0);
  }

  /** Returns events in the order of their places. */
  async after(sql: AccountSql, { after, types, limit }: FeedQuery): Promise<FeedEvent[]> {
    const { accountId, assets } = sql.scope;
    const { rows } = await sql.query<Row>(AFTER, [accountId, after, types, assets, limit]);
    return rows.map(toEvent);
  }
}

const BATCH_ROWS = 5_000;

const PLACE = `
  UPDATE event SET place = placed.place
  FROM (
    SELECT id, nextval('event_place') AS place
    FROM (SELECT id FROM event WHERE account_id = $1 AND place IS NULL ORDER BY id LIMIT ${BATCH_ROWS}) AS waiting
  ) AS placed
  WHERE event.id = placed.id`;

const AFTER = `
  SELECT event_id, place, type, asset_id, device_id, occurred_at, emitted_at, data FROM event
  WHERE account_id = $1 AND place > $2 AND type = ANY ($3) AND ($4::bigint[] IS NULL OR asset_id = ANY ($4))
  ORDER BY place LIMIT $5`;

interface Row {
  readonly event_id: string;
  readonly place: string;
  readonly type: string;
  readonly asset_id: string | null;
  readonly device_id: string | null;
  readonly occurred_at: Date;
  readonly emitted_at: Date;
  readonly data: object;
}

function toEvent(row: Row): FeedEvent {
  return {
    id: row.event_id,
    place: Number(row.place),
    type: row.type,
    assetId: row.asset_id === null ? null : Number(row.asset_id),
    deviceId: row.device_id === null ? null : Number(row.device_id),
    occurredAt: row.occurred_at.toISOString(),
    emittedAt: row.emitted_at.toISOString(),
    data: row.data,
  };
}
