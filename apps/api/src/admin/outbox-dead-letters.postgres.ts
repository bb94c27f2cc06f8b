import type { WorkerUnitOfWork } from '@yipii/persistence';
import { CommandFailed, type Row } from './command';

/** How commands name the table `outbox_dead_letter`, beside topics. */
export const OUTBOX = 'outbox';

/** The newest, by a limit. */
export const OUTBOX_DEAD_LETTERS = `
  SELECT id, topic, key, reason, failed_at FROM outbox_dead_letter ORDER BY failed_at DESC, id DESC LIMIT $1`;

/** Puts events that could not be published back into the outbox: one, or all in their order. */
export async function replayOutbox(unitOfWork: WorkerUnitOfWork, id: number | null): Promise<Row> {
  const { rowCount } = await unitOfWork.run((tx) =>
    tx.query(
      `WITH dead AS (DELETE FROM outbox_dead_letter WHERE $1::bigint IS NULL OR id = $1 RETURNING *)
       INSERT INTO outbox (topic, key, event_id, payload)
       SELECT topic, key, event_id, payload FROM dead ORDER BY id`,
      [id],
    ),
  );
  if (id !== null && rowCount === 0) throw new CommandFailed(`the outbox has no dead letter ${id}`);
  return { topic: OUTBOX, replayed: rowCount ?? 0, unreadable: 0 };
}
