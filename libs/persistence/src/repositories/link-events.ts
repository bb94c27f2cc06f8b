import { hash } from 'node:crypto';
import type { FeedEventType, TrackingLink } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import { uuidV8 } from '@yipii/protocol';
import { recordEvents } from './event-repository';

/** Tells the account in its feed what has become of a link; of each type once for each generation of the link. */
export async function recordLinkEvent(
  sql: Sql,
  {
    uuid,
    accountId,
    assetId,
    generation,
  }: Pick<TrackingLink, 'uuid' | 'accountId' | 'assetId' | 'generation'>,
  { type, at, ...data }: { readonly type: FeedEventType; readonly at: string; readonly reason?: string },
): Promise<void> {
  const id = uuidV8(hash('sha256', JSON.stringify([type, uuid, generation])));
  const told = { link_uuid: uuid, ...data };
  await recordEvents(sql, [
    { ...{ id, type, accountId, assetId, deviceId: null }, occurredAt: at, data: told },
  ]);
}
