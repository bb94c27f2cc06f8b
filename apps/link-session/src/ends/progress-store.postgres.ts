import type { TrackingLink } from '@yipii/domain';
import type { WorkerDatabase } from '@yipii/platform';
import { ProgressStore, type KeptProgress } from './progress-store.ports';

const KEEP = `
  WITH kept AS (
    INSERT INTO link_state (account_id, link_uuid, generation, progress, is_hidden, is_private)
    SELECT account_id, uuid, generation, $3, $4, $5 FROM tracking_link WHERE uuid = $1 AND generation = $2
    ON CONFLICT (link_uuid) DO UPDATE SET progress = $3, is_hidden = $4, is_private = $5
    WHERE link_state.generation = $2 AND link_state.ended_at IS NULL RETURNING account_id, link_uuid)
  INSERT INTO link_task (account_id, link_uuid, kind) SELECT account_id, link_uuid, 'changed' FROM kept`;

/** In the row of `link_state`, which a position may need before the link was settled for the first time. */
export class PostgresProgressStore extends ProgressStore {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async keep({ uuid, generation }: TrackingLink, kept: KeptProgress): Promise<boolean> {
    const { isHidden, isPrivate, ...progress } = kept;
    const values = [uuid, generation, JSON.stringify(progress), isHidden, isPrivate];
    const { rowCount } = await this.database.pool.query(KEEP, values);
    return rowCount === 1;
  }
}
