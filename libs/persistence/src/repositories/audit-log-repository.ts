import { decodeCursor, mapPage, pageOf, type SeriesPage } from '../cursor';
import type { AccountSql, AccountTransaction } from '../unit-of-work/transaction';

/** The actor, identified by credential. */
export interface Actor {
  /** Kind of the credential, e.g. `client`, `api_key` or `user`. */
  readonly kind: string;
  readonly id: string;
}

export interface AuditEntry {
  /** e.g. `created`, `updated`, `deleted`. */
  readonly action: string;
  /** Kind of the changed thing, e.g. `asset`. */
  readonly kind: string;
  /** Null if there is none, e.g. after a refused attempt. */
  readonly id: number | string | null;
  /** The changed fields as REST shows them, never a secret. */
  readonly changes: Changes;
}

export type Changes = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

/** Records an action in the transaction of the change itself. */
export async function recordAudit(
  tx: AccountTransaction,
  actor: Actor,
  ...entries: readonly AuditEntry[]
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `INSERT INTO audit_log (account_id, actor_kind, actor_id, action, kind, subject_id, changes)
     SELECT $1, $2, $3, e.action, e.kind, e.id, e.changes
     FROM jsonb_to_recordset($4::jsonb) AS e(action text, kind text, id text, changes jsonb)`,
    [tx.scope.accountId, actor.kind, actor.id, JSON.stringify(entries)],
  );
}

/** Returns the fields in which two views of a thing differ; null stands for a thing that does not exist. */
export function changesBetween(before: object | null, after: object | null): Changes {
  const [old, now] = [before ?? {}, after ?? {}] as Readonly<Record<string, unknown>>[];
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]);
  const changed = [...names].flatMap((name) => {
    const [from = null, to = null] = [old?.[name], now?.[name]];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [[name, { before: from, after: to }] as const];
  });
  return Object.fromEntries(changed);
}

export interface AuditRecord extends Omit<AuditEntry, 'id'> {
  readonly id: number;
  readonly at: Date;
  readonly actor: Actor;
  readonly subjectId: string | null;
}

/** Selects entries; epoch ms, `from` is inclusive, `to` exclusive. */
export interface AuditPageRequest {
  readonly from?: number;
  readonly to?: number;
  readonly cursor?: string;
  readonly limit: number;
  readonly kind?: string;
  readonly subjectId?: string;
}

interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly action: string;
  readonly kind: string;
  readonly subject_id: string | null;
  readonly changes: Changes;
}

/** Entries of the audit log, newest first. */
export class AuditLogRepository {
  /** @throws InvalidCursor */
  async page(
    sql: AccountSql,
    { from, to, cursor, limit, kind, subjectId }: AuditPageRequest,
  ): Promise<SeriesPage<AuditRecord>> {
    const { accountId } = sql.scope;
    const list = `audit:${accountId}`;
    const [before] = cursor === undefined ? [null] : decodeCursor(cursor, list, isAuditKey);
    const { rows } = await sql.query<AuditRow>(AUDIT_PAGE, [
      ...[accountId, before, limit + 1, kind ?? null, subjectId ?? null],
      ...[from === undefined ? null : new Date(from), to === undefined ? null : new Date(to)],
    ]);
    return mapPage(pageOf(rows, limit, { list, keyOf: ({ id }) => [Number(id)] }), recordOf);
  }
}

const AUDIT_PAGE = `
  SELECT id, at, actor_kind, actor_id, action, kind, subject_id, changes FROM audit_log
  WHERE account_id = $1 AND ($2::bigint IS NULL OR id < $2) AND ($4::text IS NULL OR kind = $4)
    AND ($5::text IS NULL OR subject_id = $5)
    AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
  ORDER BY id DESC LIMIT $3`;

function isAuditKey(key: readonly unknown[]): key is readonly [number] {
  return key.length === 1 && Number.isSafeInteger(key[0]);
}

function recordOf(row: AuditRow): AuditRecord {
  const {
    id,
    at,
    action,
    kind,
    changes,
    actor_kind: actorKind,
    actor_id: actorId,
    subject_id: subjectId,
  } = row;
  return { id: Number(id), at, action, kind, changes, subjectId, actor: { kind: actorKind, id: actorId } };
}
