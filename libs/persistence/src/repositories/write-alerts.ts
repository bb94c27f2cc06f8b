import type { Sql } from '@yipii/platform';
import type { AlertPosition } from '@yipii/protocol';
import { ALERT_COLUMNS, type AlertRow } from './alert-row';

/** An alert that is raised. Times are epoch ms. */
export interface RaisedAlert {
  readonly id: string;
  readonly accountId: number;
  readonly assetId: number;
  readonly assetName: string;
  readonly deviceId: number | null;
  readonly ruleId: number;
  readonly ruleName: string;
  readonly category: string;
  readonly type: string;
  readonly lifetime: string;
  readonly severity: string;
  readonly triggeredAt: number;
  readonly delayed: boolean;
  readonly position: AlertPosition | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The end of an alert. */
export interface ClearedAlert {
  readonly id: string;
  /** Epoch ms. */
  readonly clearedAt: number;
  /** What is known of it in the end, besides what was known at its raise. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Acknowledgement {
  readonly alertId: string;
  readonly at: Date;
  readonly by: string;
  readonly note: string | null;
}

/** Returns the rows of those alerts that are new. Alerts of accounts that are gone are skipped. */
export async function raiseAlerts(sql: Sql, alerts: readonly RaisedAlert[]): Promise<AlertRow[]> {
  if (alerts.length === 0) return [];
  const { rows } = await sql.query<AlertRow>(RAISE, [
    JSON.stringify(alerts.map((alert) => ({ ...alert, triggeredAt: new Date(alert.triggeredAt) }))),
  ]);
  return rows;
}

/** Returns the rows of those alerts that were raised until now. */
export async function clearAlerts(sql: Sql, alerts: readonly ClearedAlert[]): Promise<AlertRow[]> {
  if (alerts.length === 0) return [];
  const { rows } = await sql.query<AlertRow>(CLEAR, [
    JSON.stringify(alerts.map(({ clearedAt, ...alert }) => ({ ...alert, clearedAt: new Date(clearedAt) }))),
  ]);
  return rows;
}

/** Returns the row of the alert, unless it does not exist or somebody has acknowledged it before. */
export async function acknowledgeAlert(
  sql: Sql,
  { alertId, at, by, note }: Acknowledgement,
): Promise<AlertRow | undefined> {
  const { rows } = await sql.query<AlertRow>(ACKNOWLEDGE, [alertId, at, by, note]);
  return rows[0];
}

const RAISE = `
  INSERT INTO alert (id, account_id, asset_id, asset_name, device_id, rule_id, rule_name, category, type, lifetime,
    severity, state, triggered_at, delayed, position, data)
  SELECT told.id, account.id, "assetId", "assetName", "deviceId", "ruleId", "ruleName", category, told.type, lifetime,
    severity, 'raised', "triggeredAt", delayed, position, data
  FROM jsonb_to_recordset($1::jsonb) AS told (id uuid, "accountId" bigint, "assetId" bigint, "assetName" text,
    "deviceId" bigint, "ruleId" bigint, "ruleName" text, category text, type text, lifetime text, severity text,
    "triggeredAt" timestamptz, delayed boolean, position jsonb, data jsonb)
  JOIN account ON account.id = told."accountId"
  ON CONFLICT (id) DO NOTHING
  RETURNING ${ALERT_COLUMNS}`;

const CLEAR = `
  UPDATE alert SET state = 'cleared', cleared_at = told."clearedAt", data = alert.data || told.data,
    updated_at = now()
  FROM jsonb_to_recordset($1::jsonb) AS told ("id" uuid, "clearedAt" timestamptz, data jsonb)
  WHERE alert.id = told.id AND alert.state = 'raised'
  RETURNING ${ALERT_COLUMNS.replaceAll(/\b(id|data)\b/g, 'alert.$1')}`;

const ACKNOWLEDGE = `
  UPDATE alert SET acknowledged_at = $2, acknowledged_by = $3, acknowledgement_note = $4, updated_at = now()
  WHERE id = $1 AND acknowledged_at IS NULL
  RETURNING ${ALERT_COLUMNS}`;
