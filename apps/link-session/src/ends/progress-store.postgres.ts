import type { TrackingLink } from '@yipii/domain';
import type { WorkerDatabase } from '@yipii/platform';
import { ProgressStore, type KeptProgress } from './progress-store.ports';

const KEEP = `
  WITH kept AS (
    UPDATE link_state SET progress = $3, is_hidden = $4, is_private = $5
    WHERE link_uuid = $1 AND generation = $2 AND ended_at IS NULL RETURNING account_id, link_uuid)
  INSERT INTO link_task (account_id, link_uuid, kind) SELECT account_id, link_uuid, 'changed' FROM kept`;

/** In the row of `link_state`. */
export class PostgresProgressStore extends ProgressStore {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async keep({ uuid, generation }: TrackingLink, kept: KeptProgress): Promise<void> {
    const { isHidden, isPrivate, ...progress } = kept;
    const values = [uuid, generation, JSON.stringify(progress), isHidden, isPrivate];
    await this.database.pool.query(KEEP, values);
  }
}
