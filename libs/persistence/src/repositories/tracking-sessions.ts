import type { AccessMode } from '@yipii/domain';
import type { Sql } from '@yipii/platform';

/** A viewer as the link's account sees it. */
export interface ListedViewer {
  readonly id: string;
  readonly email: string | null;
  readonly ip: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** A session that lives, with what it was granted upon. */
export interface LivingSession {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly linkUuid: string;
  readonly generation: number;
  readonly email: string | null;
  readonly isVerifiedByCode: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface NewTrackingSession {
  readonly id: string;
  readonly accountId: number;
  readonly linkUuid: string;
  readonly tokenHash: Buffer;
  readonly accessMode: AccessMode;
  readonly generation: number;
  readonly email: string | null;
  readonly isVerifiedByCode: boolean;
  readonly ip: string | null;
  readonly now: Date;
  readonly expiresAt: Date;
}

const LIVES = 'expires_at > now() AND ended_at IS NULL';
const LIVING = `SELECT id, token_hash AS "tokenHash", link_uuid AS "linkUuid", generation, email,
  is_verified_by_code AS "isVerifiedByCode", created_at AS "createdAt", expires_at AS "expiresAt" FROM tracking_session`;

/** Sessions of viewers of tracking links. All but {@link listOf} and {@link endsOf} needs the worker's database. */
export class TrackingSessions {
  async create(sql: Sql, session: NewTrackingSession): Promise<void> {
    const { id, accountId, linkUuid, tokenHash, accessMode, generation } = session;
    const { email, isVerifiedByCode, ip, now, expiresAt } = session;
    await sql.query(
      `INSERT INTO tracking_session (id, account_id, link_uuid, token_hash, access_mode, generation, email,
         is_verified_by_code, ip, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)`,
      [
        ...[id, accountId, linkUuid, tokenHash, accessMode, generation, email, isVerifiedByCode, ip],
        ...[now, expiresAt],
      ],
    );
  }

  /** Returns those of a link that live, the newest first; at most 1000. */
  async listOf(sql: Sql, linkUuid: string): Promise<ListedViewer[]> {
    const { rows } = await sql.query<ListedViewer>(
      `SELECT id, email, ip, created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
       FROM tracking_session WHERE link_uuid = $1 AND ${LIVES} ORDER BY created_at DESC LIMIT 1000`,
      [linkUuid],
    );
    return rows;
  }

  /** Returns what names those of a link that live, all or those of one address, and when they end. */
  async endsOf(
    sql: Sql,
    linkUuid: string,
    email: string | null = null,
  ): Promise<Pick<ListedViewer, 'id' | 'expiresAt'>[]> {
    const { rows } = await sql.query<Pick<ListedViewer, 'id' | 'expiresAt'>>(
      `SELECT id, expires_at AS "expiresAt" FROM tracking_session
       WHERE link_uuid = $1 AND ($2::text IS NULL OR email = $2) AND ${LIVES}`,
      [linkUuid, email],
    );
    return rows;
  }

  /** Returns those of a link that live, locked. */
  async ofLink(sql: Sql, linkUuid: string): Promise<LivingSession[]> {
    const { rows } = await sql.query<LivingSession>(
      `${LIVING} WHERE link_uuid = $1 AND ${LIVES} FOR UPDATE`,
      [linkUuid],
    );
    return rows;
  }

  /** Returns one that has not been ended, locked; null: there is none. */
  async find(sql: Sql, id: string): Promise<LivingSession | null> {
    const { rows } = await sql.query<LivingSession>(
      `${LIVING} WHERE id = $1 AND ended_at IS NULL FOR UPDATE`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Returns the address that was verified by a code for a session; null: none was. */
  async verifiedAddressOf(sql: Sql, id: string): Promise<string | null> {
    const { rows } = await sql.query<{ email: string | null }>(
      'SELECT email FROM tracking_session WHERE id = $1 AND is_verified_by_code AND ended_at IS NULL',
      [id],
    );
    return rows[0]?.email ?? null;
  }

  /** Returns all that live. */
  async living(sql: Sql): Promise<LivingSession[]> {
    const { rows } = await sql.query<LivingSession>(`${LIVING} WHERE ${LIVES}`);
    return rows;
  }

  async end(sql: Sql, ids: readonly string[], reason: string): Promise<void> {
    await sql.query(
      `UPDATE tracking_session SET ended_at = now(), end_reason = $2, next_due_at = NULL
       WHERE id = ANY ($1) AND ended_at IS NULL`,
      [[...ids], reason],
    );
  }

  /** Ends a session sooner than it was granted for. */
  async shorten(sql: Sql, id: string, expiresAt: Date): Promise<void> {
    await sql.query('UPDATE tracking_session SET expires_at = $2, next_due_at = $2 WHERE id = $1', [
      id,
      expiresAt,
    ]);
  }

  /** @param expiresAt where use prolongs it */
  async seen(sql: Sql, id: string, now: Date, expiresAt: Date | null): Promise<void> {
    await sql.query(
      `UPDATE tracking_session SET last_seen_at = $2, expires_at = coalesce($3, expires_at)
       WHERE id = $1 AND ended_at IS NULL`,
      [id, now, expiresAt],
    );
  }
}
