import {
  NO_NOTICES,
  type Digest,
  type EscalationStep,
  type NotificationPolicy,
  type PersonNotices,
  type ToldAlert,
} from '@yipii/domain';
import type { Sql } from '@yipii/platform';

/** A policy that is on. */
export interface StoredPolicy extends NotificationPolicy {
  readonly timezone: string;
  /** Alerts that were raised before it are not told, epoch ms. */
  readonly enabledAt: number;
}

/** What the alerts of an account are told by. */
export interface NoticeRules {
  readonly accountKey: string;
  readonly policies: readonly StoredPolicy[];
  readonly isMuted: (alert: ToldAlert) => boolean;
}

/** @param now epoch ms */
export async function readNoticeRules(sql: Sql, accountId: number, now: number): Promise<NoticeRules> {
  const { rows } = await sql.query<PolicyRow>(POLICIES, [accountId]);
  const mutes = await sql.query<{ asset_id: string | null; rule_id: string | null }>(
    'SELECT asset_id, rule_id FROM mute WHERE account_id = $1 AND until > $2',
    [accountId, new Date(now)],
  );
  const assets = new Set(mutes.rows.map(({ asset_id: id }) => Number(id ?? 0)));
  const rules = new Set(mutes.rows.map(({ rule_id: id }) => Number(id ?? 0)));
  const account = await sql.query<{ key: string }>('SELECT key FROM account WHERE id = $1', [accountId]);
  return {
    accountKey: account.rows[0]?.key ?? '',
    policies: rows.map(toPolicy),
    isMuted: ({ assetId, ruleId }) => assets.has(assetId) || rules.has(ruleId),
  };
}

/** Returns what people were told, by address, locked until the end of the transaction. */
export async function lockPeople(
  sql: Sql,
  accountId: number,
  emails: readonly string[],
): Promise<Map<string, PersonNotices>> {
  await sql.query(
    `INSERT INTO notification_person (account_id, email, state)
     SELECT $1, email, $3 FROM unnest($2::text[]) AS email ORDER BY email ON CONFLICT DO NOTHING`,
    [accountId, [...emails], JSON.stringify(NO_NOTICES)],
  );
  const { rows } = await sql.query<{ email: string; state: PersonNotices }>(
    `SELECT email, state FROM notification_person WHERE account_id = $1 AND email = ANY ($2)
     ORDER BY email FOR UPDATE`,
    [accountId, [...emails]],
  );
  return new Map(rows.map(({ email, state }) => [email, state]));
}

/** @param dueAt epoch ms */
export async function storePerson(
  sql: Sql,
  { accountId, email }: { readonly accountId: number; readonly email: string },
  state: PersonNotices,
  dueAt: number | null,
): Promise<void> {
  await sql.query(
    'UPDATE notification_person SET state = $3, next_due_at = $4 WHERE account_id = $1 AND email = $2',
    [accountId, email, JSON.stringify(state), dueAt === null ? null : new Date(dueAt)],
  );
}

const POLICIES = `
  SELECT id, emails, locale, min_severity, group_ids, also_told, quiet_hours, digest, escalation, storm, enabled_at
  FROM notification_policy WHERE account_id = $1 AND is_enabled ORDER BY id`;

interface PolicyRow {
  readonly id: string;
  readonly emails: readonly string[];
  readonly locale: NotificationPolicy['locale'];
  readonly min_severity: NotificationPolicy['minSeverity'];
  readonly group_ids: readonly string[] | null;
  readonly also_told: NotificationPolicy['alsoTold'];
  readonly quiet_hours: NotificationPolicy['quietHours'];
  readonly digest: {
    readonly minutes: number | null;
    readonly daily_at: string | null;
    readonly timezone: string;
  } | null;
  readonly escalation: readonly {
    readonly after_minutes: number;
    readonly emails: readonly string[] | null;
  }[];
  readonly storm: NotificationPolicy['storm'];
  readonly enabled_at: Date;
}

function toPolicy(row: PolicyRow): StoredPolicy {
  const { emails, locale, storm } = row;
  return {
    ...{ id: Number(row.id), emails, locale, storm, minSeverity: row.min_severity },
    groupIds: row.group_ids?.map(Number) ?? null,
    alsoTold: row.also_told,
    quietHours: row.quiet_hours,
    digest: digestOf(row.digest),
    escalation: row.escalation.map(stepOf),
    timezone: row.digest?.timezone ?? row.quiet_hours?.timezone ?? 'UTC',
    enabledAt: row.enabled_at.getTime(),
  };
}

function digestOf(digest: PolicyRow['digest']): Digest | null {
  if (!digest) return null;
  const { minutes, daily_at: at, timezone } = digest;
  return at === null ? { kind: 'minutes', minutes: minutes ?? 60 } : { kind: 'daily', at, timezone };
}

function stepOf({ after_minutes: afterMinutes, emails }: PolicyRow['escalation'][number]): EscalationStep {
  return { afterMinutes, emails };
}
