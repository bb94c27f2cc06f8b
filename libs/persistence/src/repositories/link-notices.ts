import type { Sql } from '@yipii/platform';

/** What a viewer wants to be told of a link by mail. */
export interface WantedNotice {
  /** When the vehicle is so near; null: not at all. */
  readonly arrivingMinutes: number | null;
  /** When the link ends. */
  readonly ended: boolean;
}

/** Whose notice it is. */
export interface NoticeOwner {
  readonly accountId: number;
  readonly linkUuid: string;
  readonly generation: number;
  /** In lower case. */
  readonly email: string;
}

/** A notice of a link that has not ended. */
export interface OpenNotice extends WantedNotice {
  readonly id: string;
  readonly email: string;
  readonly isArrivingSent: boolean;
}

/** What was sent stays sent, also where the wish changes. */
const PUT = `
  INSERT INTO link_notice AS n (account_id, link_uuid, generation, email, arriving_minutes, ended)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (link_uuid, email) DO UPDATE SET
    generation = $3, arriving_minutes = $5, ended = $6, done_at = NULL,
    arriving_sent_at = CASE WHEN n.generation = $3 THEN n.arriving_sent_at END,
    ended_sent_at = CASE WHEN n.generation = $3 THEN n.ended_sent_at END`;

const OPEN = `
  SELECT id, email, arriving_minutes AS "arrivingMinutes", ended, arriving_sent_at IS NOT NULL AS "isArrivingSent"
  FROM link_notice WHERE link_uuid = $1 AND generation = $2 AND done_at IS NULL ORDER BY created_at FOR UPDATE`;

/** Mails that viewers have asked for. Needs the worker's database. */
export class LinkNotices {
  async put(sql: Sql, owner: NoticeOwner, { arrivingMinutes, ended }: WantedNotice): Promise<void> {
    const { accountId, linkUuid, generation, email } = owner;
    await sql.query(PUT, [accountId, linkUuid, generation, email, arrivingMinutes, ended]);
  }

  async remove(sql: Sql, linkUuid: string, email: string): Promise<void> {
    await sql.query('DELETE FROM link_notice WHERE link_uuid = $1 AND email = $2', [linkUuid, email]);
  }

  async removeById(sql: Sql, id: string): Promise<void> {
    await sql.query('DELETE FROM link_notice WHERE id = $1', [id]);
  }

  /** Returns those of a generation of a link, locked. */
  async openOf(sql: Sql, linkUuid: string, generation: number): Promise<OpenNotice[]> {
    return (await sql.query<OpenNotice>(OPEN, [linkUuid, generation])).rows;
  }

  async sent(sql: Sql, id: string, kind: 'arriving' | 'ended'): Promise<void> {
    await sql.query(`UPDATE link_notice SET ${kind}_sent_at = now() WHERE id = $1`, [id]);
  }

  /** No more of them are sent for this end of the link. */
  async done(sql: Sql, linkUuid: string): Promise<void> {
    await sql.query('UPDATE link_notice SET done_at = now() WHERE link_uuid = $1 AND done_at IS NULL', [
      linkUuid,
    ]);
  }
}
