import type { LinkEnd } from '@yipii/domain';
import { recordLinkEvent, type AccountTransaction, type TrackingLinkRow } from '@yipii/persistence';
import { topics } from '@yipii/protocol';

/** Asks link-session to act upon what was changed, within a second. */
export async function tellLinkChanged(tx: AccountTransaction, id: number): Promise<void> {
  await tx.query(
    `INSERT INTO link_task (account_id, link_uuid, kind)
     SELECT account_id, uuid, 'changed' FROM tracking_link WHERE id = $1`,
    [id],
  );
}

/** The same of the links that follow an asset now. */
export async function tellLinksOfAsset(tx: AccountTransaction, assetId: number): Promise<void> {
  await tx.query(
    `INSERT INTO link_task (account_id, link_uuid, kind)
     SELECT account_id, uuid, 'changed' FROM tracking_link WHERE asset_id = $1`,
    [assetId],
  );
}

/** Ends the access of all viewers at once: nobody waits for link-session. */
export async function tellLinkEnded(tx: AccountTransaction, uuid: string, reason: LinkEnd): Promise<void> {
  await tx.query(`INSERT INTO link_task (account_id, link_uuid, kind) VALUES ($1, $2, 'changed')`, [
    tx.scope.accountId,
    uuid,
  ]);
  await tx.emit(topics.accessRevoked, { key: `link:${uuid}`, event: { kind: 'link', id: uuid, reason } });
}

/** The same of one that is deleted, and the feed is told: link-session finds nothing of it any more. @param now epoch ms */
export async function tellLinkDeleted(
  tx: AccountTransaction,
  { uuid, assetId, generation }: TrackingLinkRow,
  now: number,
): Promise<void> {
  await tellLinkEnded(tx, uuid, 'deleted');
  const link = { uuid, accountId: tx.scope.accountId, assetId, generation };
  const at = new Date(now).toISOString();
  await recordLinkEvent(tx, link, { type: 'link.expired', at, reason: 'deleted' });
}
