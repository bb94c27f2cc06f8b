import type { AccountTransaction } from '../unit-of-work/transaction';

/** Who does something, by the credential. */
export interface Actor {
  /** Of the credential, e.g. `client`, `api_key` or `user`. */
  readonly kind: string;
  readonly id: string;
}

export interface AuditEntry {
  /** e.g. `created`, `updated`, `deleted`. */
  readonly action: string;
  /** Of the thing that was changed, e.g. `asset`. */
  readonly kind: string;
  /** Null where there is none, e.g. after a refused attempt. */
  readonly id: number | string | null;
  /** The changed fields as REST shows them, never a secret. */
  readonly changes: Changes;
}

export type Changes = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

/** Writes down who has done what. It is committed with the change itself. */
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
