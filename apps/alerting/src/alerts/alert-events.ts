import { hash } from 'node:crypto';
import type { NewFeedEvent } from '@yipii/persistence';
import { toAlertData, type AlertRow } from '@yipii/persistence';
import type { OutgoingEvent } from '@yipii/platform';
import { uuidV8, type AlertChange, type AlertTriggered, type EventAccount } from '@yipii/protocol';

/** A change of an alert, as it was stored. */
export interface StoredChange {
  readonly type: AlertChange;
  readonly row: AlertRow;
  readonly account: EventAccount;
  readonly traceparent: string | null;
}

type AlertTold = OutgoingEvent<AlertTriggered> & { readonly id: string; readonly occurredAt: string };

/** Returns the event that tells of a change. Its id is the same whenever the change is found again. */
export function alertTold({ type, row, account, traceparent }: StoredChange, emittedAt: Date): AlertTold {
  const id = uuidV8(hash('sha256', `${type} ${row.id}`));
  const data = toAlertData(row);
  const occurredAt =
    type === 'alert.raised'
      ? data.triggeredAt
      : ((type === 'alert.cleared' ? data.clearedAt : data.acknowledgedAt) ?? data.triggeredAt);
  return {
    ...{ key: String(data.assetId), id, occurredAt, account, traceparent },
    event: {
      ...{ eventId: id, type, occurredAt, emittedAt: emittedAt.toISOString() },
      ...{ accountKey: account.key, assetId: data.assetId },
      deviceId: row.device_id === null ? null : Number(row.device_id),
      data,
    },
  };
}

/** Returns the same event for the event feed. */
export function toFeed({ type, row }: StoredChange, { id, occurredAt, event }: AlertTold): NewFeedEvent {
  const { assetId, deviceId, data } = event;
  return { ...{ id, type, accountId: Number(row.account_id), assetId, deviceId, occurredAt }, data };
}
