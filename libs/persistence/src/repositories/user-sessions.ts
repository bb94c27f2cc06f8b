import { randomUUID } from 'node:crypto';
import type { Role } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import type { AccountTransaction, Transaction } from '../unit-of-work/transaction';

export interface NewSession {
  readonly accountId: number;
  readonly userId: number;
  readonly tokenHash: Buffer;
  /** The browser's user agent. */
  readonly userAgent: string | null;
  readonly now: Date;
  readonly expiresAt: Date;
  /** When it ends if it is not used. */
  readonly idleAt: Date;
}

/** The session's user and their current rights. */
export interface SessionRecord {
  readonly id: string;
  readonly handle: string;
  readonly userId: number;
  readonly accountId: number;
  readonly accountKey: string;
  readonly accountName: string;
  readonly role: Role;
  /** The assets of the user's groups; null: all. */
  readonly assetIds: readonly number[] | null;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** A session as its user sees it. */
export interface ListedSession {
  readonly id: string;
  readonly handle: string;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** Defines which sessions are alive: those that expire after `now` and were used after `seenAfter`. */
export interface Living {
  readonly now: Date;
  readonly seenAfter: Date;
}

interface SessionRow {
  id: string;
  handle: string;
  user_id: string;
  account_id: string;
  account_key: string;
  account_name: string;
  role: Role;
  asset_ids: string[] | null;
  last_seen_at: Date;
  expires_at: Date;
}

/** In one snapshot, so that what is granted upon it never goes with an older or newer handle. */
const FIND = `
  SELECT s.id, s.handle, s.user_id, s.account_id, a.key AS account_key, a.name AS account_name, u.role,
    s.last_seen_at, s.expires_at,
    CASE WHEN u.is_limited THEN ARRAY(
      SELECT DISTINCT m.asset_id FROM account_user_group g JOIN asset_group_member m USING (group_id)
      WHERE g.user_id = u.id ORDER BY 1) END AS asset_ids
  FROM user_session s JOIN account_user u ON u.id = s.user_id JOIN account a ON a.id = s.account_id
  WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3`;

/** Sessions of users who have signed in. */
export class UserSessions {
  async create(tx: Transaction, session: NewSession): Promise<void> {
    const { accountId, userId, tokenHash, userAgent, now, expiresAt, idleAt } = session;
    await tx.query(
      `INSERT INTO user_session (id, handle, account_id, user_id, token_hash, user_agent, created_at, last_seen_at,
         expires_at, next_due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, least($8, $9::timestamptz))`,
      [randomUUID(), randomUUID(), accountId, userId, tokenHash, userAgent, now, expiresAt, idleAt],
    );
  }

  /** Returns the session of a token if it is alive. Needs the worker's database. */
  async find(sql: Sql, tokenHash: Buffer, { now, seenAfter }: Living): Promise<SessionRecord | null> {
    const { rows } = await sql.query<SessionRow>(FIND, [tokenHash, now, seenAfter]);
    return rows[0] ? toRecord(rows[0]) : null;
  }

  /** Returns the live sessions of a user, newest first. */
  async listOf(sql: Sql, userId: number, { now, seenAfter }: Living): Promise<ListedSession[]> {
    const { rows } = await sql.query<ListedSession>(
      `SELECT id, handle, user_agent AS "userAgent", created_at AS "createdAt", last_seen_at AS "lastSeenAt",
         expires_at AS "expiresAt" FROM user_session
       WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY created_at DESC`,
      [userId, now, seenAfter],
    );
    return rows;
  }

  async seen(sql: Sql, id: string, now: Date): Promise<void> {
    await sql.query('UPDATE user_session SET last_seen_at = $2 WHERE id = $1', [id, now]);
  }

  /**
   * Ends sessions of a user and the sockets opened with them.
   * @param only the one with this id
   * @param except the one with this handle
   * @returns their number
   */
  async end(
    tx: Transaction,
    userId: number,
    { only = null, except = null }: { only?: string | null; except?: string | null } = {},
  ): Promise<number> {
    const { rows } = await tx.query<{ handle: string }>(
      `DELETE FROM user_session WHERE user_id = $1 AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR handle <> $3)
       RETURNING handle`,
      [userId, only, except],
    );
    await revokeHandles(tx, rows, 'session ended');
    return rows.length;
  }

  /** Ends the session of a token, if there is one. */
  async endByToken(tx: Transaction, tokenHash: Buffer): Promise<void> {
    const { rows } = await tx.query<{ handle: string }>(
      'DELETE FROM user_session WHERE token_hash = $1 RETURNING handle',
      [tokenHash],
    );
    await revokeHandles(tx, rows, 'signed out');
  }

  /** Ends what was opened with a user's sessions, which continue with other rights. */
  async rightsChanged(tx: AccountTransaction, userId: number): Promise<void> {
    await renew(tx, [userId], 'rights changed');
  }

  /**
   * Ends what was opened by users who can no longer see one of these assets because it has left one of their
   * groups. Call it after removing the members, in the same transaction.
   */
  async leftGroups(
    tx: AccountTransaction,
    groupIds: readonly number[],
    assetIds: readonly number[],
  ): Promise<void> {
    if (assetIds.length === 0 || groupIds.length === 0) return;
    const { rows } = await tx.query<{ id: string }>(NARROWED, [[...groupIds], [...assetIds]]);
    const users = rows.map(({ id }) => Number(id));
    if (users.length > 0) await renew(tx, users, 'assets left a group');
  }
}

const RENEW = `
  WITH old AS (SELECT id, handle FROM user_session WHERE id = ANY ($1))
  UPDATE user_session s SET handle = gen_random_uuid() FROM old WHERE s.id = old.id RETURNING old.handle`;

const NARROWED = `
  SELECT DISTINCT u.id FROM account_user u JOIN account_user_group of ON of.user_id = u.id
  WHERE u.is_limited AND of.group_id = ANY ($1) AND EXISTS (
    SELECT FROM unnest($2::bigint[]) AS gone(asset_id) WHERE NOT EXISTS (
      SELECT FROM account_user_group g JOIN asset_group_member m USING (group_id)
      WHERE g.user_id = u.id AND m.asset_id = gone.asset_id))`;

/** Gives these users' sessions new handles, which ends everything opened with the old ones. */
async function renew(tx: Transaction, userIds: readonly number[], reason: string): Promise<void> {
  const sessions = await tx.query<{ id: string }>(
    'SELECT id FROM user_session WHERE user_id = ANY ($1) FOR UPDATE',
    [[...userIds]],
  );
  const { rows } = await tx.query<{ handle: string }>(RENEW, [sessions.rows.map(({ id }) => id)]);
  await revokeHandles(tx, rows, reason);
}

async function revokeHandles(
  tx: Transaction,
  rows: readonly { readonly handle: string }[],
  reason: string,
): Promise<void> {
  const events = rows.map(({ handle }) => ({
    key: handle,
    event: { kind: 'user_session', id: handle, reason } as const,
  }));
  await tx.emit(topics.accessRevoked, ...events);
}

function toRecord(row: SessionRow): SessionRecord {
  return {
    ...{ id: row.id, handle: row.handle, userId: Number(row.user_id), role: row.role },
    ...{ accountId: Number(row.account_id), accountKey: row.account_key, accountName: row.account_name },
    assetIds: row.asset_ids?.map(Number) ?? null,
    ...{ lastSeenAt: row.last_seen_at, expiresAt: row.expires_at },
  };
}
