import type { Pool } from 'pg';
import type { RawMessage } from '../decode-batch';
import { messagesOf, type StoredBatch } from './record-batch';

const BATCH_EVENTS = 1_000;
const BATCH_BYTES = 1_000_000;

/** A partition in the tables of the log. */
export interface PartitionKey {
  /** `log.topic.id`. */
  readonly topic: number;
  readonly partition: number;
}

/** From the row on that holds the first offset. */
const READ = `
  SELECT off, batch, key, payload FROM (
    SELECT off, batch, key, payload,
      sum(bytes) OVER preceding - bytes AS bytes_before,
      sum(events) OVER preceding - events AS events_before
    FROM (
      SELECT off, batch, key, payload, coalesce(events, 1) AS events,
        coalesce(bytes, octet_length(payload)) AS bytes
      FROM log.event
      WHERE topic = $1 AND part = $2 AND off + coalesce(events, 1) > $3 AND off < $4 AND off >= coalesce(
        (SELECT off FROM log.event WHERE topic = $1 AND part = $2 AND off <= $3 ORDER BY off DESC LIMIT 1), 0)
      ORDER BY off LIMIT ${BATCH_EVENTS}
    ) AS next
    WINDOW preceding AS (ORDER BY off ROWS UNBOUNDED PRECEDING)
  ) AS sized WHERE bytes_before < ${BATCH_BYTES} AND events_before < ${BATCH_EVENTS} ORDER BY off`;

/** Reads events that are no longer in memory. */
export class LogTable {
  constructor(private readonly pool: Pool) {}

  /** Returns a limited number of the oldest events of `[from, head)`. */
  async read({ topic, partition }: PartitionKey, from: number, head: number): Promise<RawMessage[]> {
    const { rows } = await this.pool.query<StoredBatch>({
      name: 'log-read',
      text: READ,
      values: [topic, partition, from, head],
    });
    return rows.flatMap((row) => messagesOf(row, from));
  }

  /** Returns the offset of the first event not older than `at` (epoch ms); null if there is none. */
  async firstSince({ topic, partition }: PartitionKey, at: number): Promise<number | null> {
    const { rows } = await this.pool.query<{ off: string | null }>(
      'SELECT min(off) AS off FROM log.event WHERE topic = $1 AND part = $2 AND at >= $3',
      [topic, partition, new Date(at)],
    );
    const off = rows[0]?.off ?? null;
    return off === null ? null : Number(off);
  }
}
