import { decodeCursor, isTime, mapPage, pageOf, type SeriesPage } from '../cursor';
import type { AccountSql } from '../unit-of-work/transaction';
import { ALERT_COLUMNS, toAlertData, type AlertRow } from './alert-row';
import type { AlertData } from '@yipii/protocol';

/** Selects alerts; epoch ms, `from` is inclusive, `to` exclusive. Absent: any. */
export interface AlertPageRequest {
  readonly from?: number;
  readonly to?: number;
  readonly cursor?: string;
  readonly limit: number;
  readonly assetId?: number;
  readonly groupId?: number;
  readonly ruleId?: number;
  readonly category?: string;
  readonly type?: string;
  readonly severity?: string;
  readonly state?: string;
  readonly acknowledged?: boolean;
}

/** The alerts of the account and assets of a scope. */
export class AlertRepository {
  /** Newest first. @throws InvalidCursor */
  async page(sql: AccountSql, wanted: AlertPageRequest): Promise<SeriesPage<AlertData>> {
    const { accountId, assets } = sql.scope;
    const list = `alert:${accountId}`;
    const { cursor, limit } = wanted;
    const [before, beforeId] = cursor === undefined ? [null, null] : decodeCursor(cursor, list, isAlertKey);
    const { rows } = await sql.query<AlertRow>(
      PAGE,
      [
        ...[accountId, assets, before === null ? null : new Date(before), beforeId, limit + 1],
        ...[timeOf(wanted.from), timeOf(wanted.to), wanted.assetId, wanted.groupId, wanted.ruleId],
        ...[wanted.category, wanted.type, wanted.severity, wanted.state, wanted.acknowledged],
      ].map((value) => value ?? null),
    );
    const keyOf = (row: AlertRow) => [row.triggered_at.getTime(), row.id];
    return mapPage(pageOf(rows, limit, { list, keyOf }), toAlertData);
  }

  /** Null: it is not within the scope. */
  async find(sql: AccountSql, id: string): Promise<AlertData | null> {
    const { accountId, assets } = sql.scope;
    const { rows } = await sql.query<AlertRow>(ONE, [accountId, assets, id]);
    return rows[0] ? toAlertData(rows[0]) : null;
  }

  /** Asks alerting to acknowledge an alert. */
  async acknowledge(sql: AccountSql, alertId: string, by: string, note: string | null): Promise<Date> {
    const { rows } = await sql.query<{ created_at: Date }>(ACKNOWLEDGE, [
      ...[sql.scope.accountId, alertId, by, note],
    ]);
    return rows[0]?.created_at ?? new Date();
  }
}

const WITHIN = 'account_id = $1 AND ($2::bigint[] IS NULL OR asset_id = ANY ($2))';

const PAGE = `
  SELECT ${ALERT_COLUMNS} FROM alert
  WHERE ${WITHIN} AND ($3::timestamptz IS NULL OR (triggered_at, id) < ($3, $4::uuid))
    AND ($6::timestamptz IS NULL OR triggered_at >= $6) AND ($7::timestamptz IS NULL OR triggered_at < $7)
    AND ($8::bigint IS NULL OR asset_id = $8)
    AND ($9::bigint IS NULL OR asset_id IN (SELECT asset_id FROM asset_group_member WHERE group_id = $9))
    AND ($10::bigint IS NULL OR rule_id = $10)
    AND ($11::text IS NULL OR category = $11) AND ($12::text IS NULL OR type = $12)
    AND ($13::text IS NULL OR severity = $13) AND ($14::text IS NULL OR state = $14)
    AND ($15::boolean IS NULL OR (acknowledged_at IS NOT NULL) = $15)
  ORDER BY triggered_at DESC, id DESC LIMIT $5`;

const ONE = `SELECT ${ALERT_COLUMNS} FROM alert WHERE ${WITHIN} AND id = $3`;

const ACKNOWLEDGE = `
  INSERT INTO alert_acknowledgement (account_id, alert_id, acknowledged_by, note) VALUES ($1, $2, $3, $4)
  RETURNING created_at`;

function isAlertKey(key: readonly unknown[]): key is readonly [number, string] {
  return key.length === 2 && isTime(key[0]) && typeof key[1] === 'string' && UUID.test(key[1]);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function timeOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
