import type { AlertData, AlertPosition } from '@yipii/protocol';

/** A row of the table `alert`. */
export interface AlertRow {
  readonly id: string;
  readonly account_id: string;
  readonly asset_id: string;
  readonly asset_name: string;
  readonly device_id: string | null;
  readonly rule_id: string;
  readonly rule_name: string;
  readonly category: string;
  readonly type: string;
  readonly lifetime: string;
  readonly severity: string;
  readonly state: string;
  readonly triggered_at: Date;
  readonly cleared_at: Date | null;
  readonly acknowledged_at: Date | null;
  readonly acknowledged_by: string | null;
  readonly acknowledgement_note: string | null;
  readonly delayed: boolean;
  readonly position: AlertPosition | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export const ALERT_COLUMNS = `
  id, account_id, asset_id, asset_name, device_id, rule_id, rule_name, category, type, lifetime, severity, state,
  triggered_at, cleared_at, acknowledged_at, acknowledged_by, acknowledgement_note, delayed, position, data`;

/** Returns the alert as clients see it. */
export function toAlertData(row: AlertRow): AlertData {
  return {
    id: row.id,
    assetId: Number(row.asset_id),
    assetName: row.asset_name,
    category: row.category,
    type: row.type,
    lifetime: row.lifetime,
    state: row.state,
    severity: row.severity,
    triggeredAt: row.triggered_at.toISOString(),
    clearedAt: row.cleared_at?.toISOString() ?? null,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    acknowledgedBy: row.acknowledged_by,
    acknowledgementNote: row.acknowledgement_note,
    delayed: row.delayed,
    rule: { id: Number(row.rule_id), name: row.rule_name },
    position: row.position,
    data: row.data,
  };
}
