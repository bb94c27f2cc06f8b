import type { Pool, PoolClient } from 'pg';
import { rollBack } from '../database/deadlines';
import { PartitionLost } from '../messaging/messaging.ports';

/** A partition of a topic, as read by one consumer group. */
export interface PartitionOfGroup {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/** Proof of ownership, valid until another process takes the partition. */
export interface PartitionClaim extends PartitionOfGroup {
  readonly epoch: number;
}

/**
 * Input offsets of partitions in PostgreSQL, stored in one transaction with the state that belongs to them.
 * Each takeover begins a new epoch; a process that was frozen and comes back holds an old one and can
 * store nothing any more. (Kafka can't fence such a member; this does.)
 */
export class PartitionCheckpoints {
  constructor(private readonly pool: Pool) {}

  /**
   * Takes over the partition, after which its former owner can no longer store anything. `offset` is null if none
   * was stored.
   */
  async take(place: PartitionOfGroup): Promise<{ claim: PartitionClaim; offset: number | null }> {
    const { rows } = await this.pool.query<{ epoch: string; off: string | null }>(TAKE, keyOf(place));
    const [row] = rows;
    if (!row) throw new Error('the checkpoint row was not written');
    const offset = row.off === null ? null : Number(row.off);
    return { claim: { ...place, epoch: Number(row.epoch) }, offset };
  }

  /**
   * Stores the offset behind the last input in one transaction with what `write` writes.
   * @throws PartitionLost when the partition has a new owner
   */
  async store(
    claim: PartitionClaim,
    offset: number | null,
    write: (client: PoolClient) => Promise<void>,
  ): Promise<void> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      // First: it locks the row, so that a takeover waits for this transaction or this one fails.
      const { rowCount } = await client.query(STORE, [...keyOf(claim), claim.epoch, offset]);
      if (rowCount !== 1) throw new PartitionLost(`partition ${claim.partition} has a new owner`);
      await write(client);
      await client.query('COMMIT');
    } catch (error) {
      broken = await rollBack(client, error);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

const TAKE = `
  INSERT INTO checkpoint AS mine (grp, topic, part, off, epoch) VALUES ($1, $2, $3, NULL, 1)
  ON CONFLICT (grp, topic, part) DO UPDATE SET epoch = mine.epoch + 1, updated_at = now()
  RETURNING epoch, off`;

const STORE = `
  UPDATE checkpoint SET off = $5, updated_at = now()
  WHERE grp = $1 AND topic = $2 AND part = $3 AND epoch = $4`;

function keyOf({ group, topic, partition }: PartitionOfGroup): [string, string, number] {
  return [group, topic, partition];
}
