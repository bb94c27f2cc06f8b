import { patient } from '@yipii/platform';
import type { ClientBase, Pool } from 'pg';

/**
 * Makes the partition of `position` for each day from the one to the other, both included, where it is
 * missing. Days are UTC. The role must be `yipii_worker`; replicas may call it at the same time.
 */
export async function ensurePositionPartitions(
  client: ClientBase | Pool,
  fromDay: Date,
  toDay: Date,
): Promise<void> {
  const days = [isoDay(fromDay), isoDay(toDay)];
  await client.query(patient('SELECT ensure_position_partitions($1::date, $2::date)', days));
}

/**
 * Drops the partitions of `position` of all days before the given one and returns how many there were.
 * The role must be `yipii_worker`.
 */
export async function dropPositionPartitions(client: ClientBase | Pool, beforeDay: Date): Promise<number> {
  const { rows } = await client.query<{ dropped: number }>(
    patient('SELECT drop_position_partitions($1::date) AS dropped', [isoDay(beforeDay)]),
  );
  return rows[0]?.dropped ?? 0;
}

function isoDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}
