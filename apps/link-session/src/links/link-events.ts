import type { TrackingLink } from '@yipii/domain';
import { recordLinkEvent } from '@yipii/persistence';
import type { Sql } from '@yipii/platform';

const VIEW = `
  INSERT INTO link_state (account_id, link_uuid, generation, vehicle_id, views_total, first_opened_at, last_opened_at)
  VALUES ($1, $2, $3, $5, 1, $4, $4)
  ON CONFLICT (link_uuid) DO UPDATE SET views_total = link_state.views_total + 1,
    vehicle_id = coalesce(link_state.vehicle_id, $5),
    first_opened_at = coalesce(link_state.first_opened_at, $4), last_opened_at = $4
  RETURNING views_total = 1 AS "isFirst"`;

/** Counts a session, in one statement, and keeps which vehicle it was shown; the first one is told. */
export async function recordView(sql: Sql, link: TrackingLink, now: number): Promise<void> {
  const at = new Date(now);
  const { rows } = await sql.query<{ isFirst: boolean }>(VIEW, [
    link.accountId,
    link.uuid,
    link.generation,
    at,
    link.assetId,
  ]);
  if (rows[0]?.isFirst) await recordLinkEvent(sql, link, { type: 'link.opened', at: at.toISOString() });
}
