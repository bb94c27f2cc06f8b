import type { LinkEnd, TrackingLink } from '@yipii/domain';
import type { WorkerUnitOfWork } from '@yipii/persistence';

const END = `
  INSERT INTO link_task (account_id, link_uuid, kind)
  SELECT account_id, link_uuid, 'changed' FROM (
    UPDATE link_state SET ended_at = $3, end_reason = $4
    WHERE link_uuid = $1 AND generation = $2 AND ended_at IS NULL RETURNING account_id, link_uuid
  ) AS ended`;

/** Ends a link by one of its rules; once for each of its generations, whoever finds out how often. */
export class EndLink {
  constructor(private readonly unitOfWork: WorkerUnitOfWork) {}

  /** @param at epoch ms */
  async run({ uuid, generation }: TrackingLink, reason: LinkEnd, at: number): Promise<void> {
    await this.unitOfWork.run((tx) => tx.query(END, [uuid, generation, new Date(at), reason]));
  }
}
