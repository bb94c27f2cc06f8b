import type { AccountTransaction } from '@yipii/persistence';
import type { LinkEnd } from '@yipii/domain';
import { tellLinkEnded } from '../tracking-links/tell-link';

/** Makes the links of a route follow its asset, and link-session look at them. */
export async function followRoute(
  tx: AccountTransaction,
  routeId: number,
  assetId: number | null,
): Promise<void> {
  await tx.query(
    `UPDATE tracking_link SET asset_id = $2, vehicle_changes = vehicle_changes + 1
     WHERE route_id = $1 AND asset_id IS DISTINCT FROM $2`,
    [routeId, assetId],
  );
  await tx.query(
    `INSERT INTO link_task (account_id, link_uuid, kind)
     SELECT account_id, uuid, 'changed' FROM tracking_link WHERE route_id = $1`,
    [routeId],
  );
}

/** Disables the links whose route or stop is about to go: they must not follow anything else. */
export async function disableLinks(
  tx: AccountTransaction,
  of: 'route_id' | 'stop_id',
  ids: readonly number[],
) {
  const { rows } = await tx.query<{ uuid: string }>(
    `UPDATE tracking_link SET is_disabled = true WHERE ${of} = ANY ($1) AND NOT is_disabled RETURNING uuid`,
    [[...ids]],
  );
  await endAll(tx, rows, 'disabled');
}

/**
 * Ends the access of those who follow a stop that is completed, or the whole route; not of those whose link was opened
 * again after that. @param stopId null: the route is
 */
export async function endLinks(
  tx: AccountTransaction,
  routeId: number,
  { stopId, at }: { readonly stopId: number | null; readonly at: Date },
): Promise<void> {
  const { rows } = await tx.query<{ uuid: string }>(
    `SELECT uuid FROM tracking_link WHERE route_id = $1 AND ($2::bigint IS NULL OR stop_id = $2) AND NOT is_disabled
       AND (opened_at IS NULL OR opened_at < $3)`,
    [routeId, stopId, at],
  );
  await endAll(tx, rows, 'route_completed');
}

async function endAll(
  tx: AccountTransaction,
  links: readonly { uuid: string }[],
  reason: LinkEnd,
): Promise<void> {
  for (const { uuid } of links) await tellLinkEnded(tx, uuid, reason);
}
