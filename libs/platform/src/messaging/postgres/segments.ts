import type { LogSession } from './log-session';
import type { TopicLog } from './topic-log';

const HOUR_MS = 3_600_000;
/** A topic is kept in about this many segments, so that at most a 24th more than its retention is kept. */
const SEGMENTS_PER_RETENTION = 24;
const DROP_LOCK_TIMEOUT_MS = 100;
const LOCK_NOT_AVAILABLE = '55P03';

interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * The time slices of the topics' tables: created when their first event arrives, dropped when their last one is too
 * old.
 */
export class Segments {
  private readonly newest = new Map<number, Span>();
  private readonly retentions = new Map<number, number>();

  /** After a (re)connection. Answers the start of the newest segment, before which no event may be dated. */
  async refresh(session: LogSession): Promise<number> {
    const { rows } = await session.query<{ topic: number; starts_at: Date; ends_at: Date }>(
      'SELECT DISTINCT ON (topic) topic, starts_at, ends_at FROM log.segment ORDER BY topic, starts_at DESC',
    );
    this.newest.clear();
    for (const { topic, starts_at, ends_at } of rows) {
      this.newest.set(topic, { startsAt: starts_at.getTime(), endsAt: ends_at.getTime() });
    }
    return Math.max(0, ...[...this.newest.values()].map(({ startsAt }) => startsAt));
  }

  /** Starts to drop the topic's old segments. */
  keep({ id }: TopicLog, retentionMs: number): void {
    this.retentions.set(id, retentionMs);
  }

  /** Returns whether an event of the time `at` (epoch ms, never going back) has its place. */
  covers({ id }: TopicLog, at: number): boolean {
    const newest = this.newest.get(id);
    return newest !== undefined && at < newest.endsAt;
  }

  /** Creates the segment of the time `at` for a topic with retention. */
  async add(session: LogSession, { id }: TopicLog, at: number): Promise<void> {
    const aimMs = (this.retentions.get(id) ?? 0) / SEGMENTS_PER_RETENTION;
    const lengthMs = Math.max(1, Math.ceil(aimMs / HOUR_MS)) * HOUR_MS;
    const start = Math.floor(at / lengthMs) * lengthMs;
    const span = { startsAt: Math.max(start, this.newest.get(id)?.endsAt ?? 0), endsAt: start + lengthMs };
    await session.query(createSegment(id, span));
    this.newest.set(id, span);
  }

  /** Drops the segments whose events are all older than their topic's retention. */
  async dropOld(session: LogSession, now: number): Promise<void> {
    for (const [topic, retentionMs] of this.retentions) {
      const { rows } = await session.query<{ starts_at: Date; ends_at: Date }>(
        'SELECT starts_at, ends_at FROM log.segment WHERE topic = $1 AND ends_at < $2 ORDER BY starts_at',
        [topic, new Date(now - retentionMs)],
      );
      for (const { starts_at, ends_at } of rows) {
        const span = { startsAt: starts_at.getTime(), endsAt: ends_at.getTime() };
        if (span.endsAt === this.newest.get(topic)?.endsAt) this.newest.delete(topic);
        if (!(await tryDrop(session, topic, span))) return;
      }
    }
  }
}

function tableOf(topic: number): string {
  return `log.event_${topic}`;
}

function segmentOf(topic: number, { startsAt }: Span): string {
  return `${tableOf(topic)}_${startsAt / 1_000}`;
}

/**
 * Attaching takes no lock that a reader or a backup would hold up. A batch of up to 8 KB stays in its row instead of
 * being moved out of it; it is compressed already. Nothing is ever deleted from a segment: vacuum would only read it
 * again.
 */
function createSegment(topic: number, span: Span): string {
  const [table, segment] = [tableOf(topic), segmentOf(topic, span)];
  const [startsAt, endsAt] = [span.startsAt, span.endsAt].map((ms) => `'${new Date(ms).toISOString()}'`);
  return `
    BEGIN;
    CREATE TABLE IF NOT EXISTS ${table} PARTITION OF log.event FOR VALUES IN (${topic}) PARTITION BY RANGE (at);
    CREATE TABLE ${segment} (LIKE ${table}) WITH (toast_tuple_target = 8160, autovacuum_enabled = off);
    ALTER TABLE ${segment} ALTER COLUMN batch SET STORAGE EXTERNAL;
    CREATE UNIQUE INDEX ON ${segment} (part, off);
    ALTER TABLE ${table} ATTACH PARTITION ${segment} FOR VALUES FROM (${startsAt}) TO (${endsAt});
    INSERT INTO log.segment (topic, starts_at, ends_at) VALUES (${topic}, ${startsAt}, ${endsAt});
    COMMIT`;
}

/** Returns false if the table is locked; it is retried later. */
async function tryDrop(session: LogSession, topic: number, span: Span): Promise<boolean> {
  const segment = segmentOf(topic, span);
  try {
    await session.query(`
      BEGIN;
      SET LOCAL lock_timeout = ${DROP_LOCK_TIMEOUT_MS};
      INSERT INTO log.head (topic, part, next_off)
        SELECT ${topic}, part, max(off + coalesce(events, 1)) FROM ${segment} GROUP BY part
        ON CONFLICT (topic, part) DO UPDATE SET next_off = greatest(head.next_off, excluded.next_off);
      DROP TABLE ${segment};
      DELETE FROM log.segment WHERE topic = ${topic} AND starts_at = '${new Date(span.startsAt).toISOString()}';
      COMMIT`);
    return true;
  } catch (error) {
    await session.query('ROLLBACK');
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}
