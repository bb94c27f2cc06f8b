import { decodeCursor, isTime, pageOf, type SeriesPage } from '../cursor';
import type { AccountSql } from '../unit-of-work/transaction';

/** A message that one person was sent. */
export interface SentNotification {
  /** Of the mail. */
  readonly id: string;
  readonly policyId: number;
  readonly email: string;
  readonly kind: string;
  readonly alertIds: readonly string[];
  /** Of the reply by which a mail server has refused it for good; null: none has. */
  readonly refusedCode: number | null;
  readonly createdAt: Date;
}

/** Selects messages; epoch ms, `from` is inclusive, `to` exclusive. */
export interface NotificationPageRequest {
  readonly from?: number;
  readonly to?: number;
  readonly cursor?: string;
  readonly limit: number;
}

/** Returns what was sent, the newest first. @throws InvalidCursor */
export async function sentNotifications(
  sql: AccountSql,
  { from, to, cursor, limit }: NotificationPageRequest,
): Promise<SeriesPage<SentNotification>> {
  const list = `notification:${sql.scope.accountId}`;
  const [at, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, list, isKey);
  const date = (time: number | null | undefined) =>
    time === null || time === undefined ? null : new Date(time);
  const { rows } = await sql.query<NotificationRow>(PAGE, [
    ...[sql.scope.accountId, date(from), date(to), date(at), id, limit + 1],
  ]);
  const items = rows.map((row) => ({ ...row, policyId: Number(row.policyId) }));
  const keyOf = ({ createdAt, id: rowId }: SentNotification) => [createdAt.getTime(), rowId] as const;
  return pageOf(items, limit, { list, keyOf });
}

/** The driver returns bigint as text. */
type NotificationRow = Omit<SentNotification, 'policyId'> & { readonly policyId: string };

function isKey(key: readonly unknown[]): key is readonly [number, string] {
  return key.length === 2 && isTime(key[0]) && typeof key[1] === 'string' && /^[0-9a-f-]{36}$/.test(key[1]);
}

const PAGE = `
  SELECT n.id, n.policy_id AS "policyId", n.email, n.kind, n.alert_ids AS "alertIds", r.code AS "refusedCode",
    n.created_at AS "createdAt"
  FROM notification n LEFT JOIN mail_refusal r ON r.mail_id = n.id
  WHERE n.account_id = $1 AND ($2::timestamptz IS NULL OR n.created_at >= $2)
    AND ($3::timestamptz IS NULL OR n.created_at < $3)
    AND ($4::timestamptz IS NULL OR (n.created_at, n.id) < ($4, $5::uuid))
  ORDER BY n.created_at DESC, n.id DESC LIMIT $6`;
