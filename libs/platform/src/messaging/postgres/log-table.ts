import type { Pool } from 'pg';
import type { RawMessage } from '../decode-batch';

const BATCH_EVENTS = 1_000;
const BATCH_BYTES = 1_000_000;

/** A partition in the tables of the log. */
export interface PartitionKey {
  /** `log.topic.id`. */
  readonly topic: number;
  readonly partition: number;
}

interface EventRow {
  readonly off: string;
  readonly key: string;
  readonly payload: string;
}

const READ = `
  SELECT off, key, payload FROM (
    SELECT off, key, payload,
      sum(octet_length(payload)) OVER (ORDER BY off ROWS UNBOUNDED PRECEDING) - octet_length(payload) AS before
    FROM (
      SELECT off, key, payload FROM log.event
      WHERE topic = $1 AND part = $2 AND off >= $3 AND off < $4 ORDER BY off LIMIT ${BATCH_EVENTS}
    ) AS next
  ) AS sized WHERE before < ${BATCH_BYTES} ORDER BY off`;

/** Reads events that are no longer in memory. */
export class LogTable {
  constructor(private readonly pool: Pool) {}

  /** Returns a limited number of the oldest events of `[from, head)`. */
  async read({ topic, partition }: PartitionKey, from: number, head: number): Promise<RawMessage[]> {
    const { rows } = await this.pool.query<EventRow>({
      name: 'log-read',
      text: READ,
      values: [topic, partition, from, head],
    });
    return rows.map(({ off, key, payload }) => ({ key, value: payload, offset: Number(off) }));
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
