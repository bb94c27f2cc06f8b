import { hash } from 'node:crypto';
import type { Envelope } from './envelope';
import { isId, isNumber, isObject, isString, type Fields } from './guards';
import { uuidV8 } from './record-id';

const MAX_DATE = 8.64e15;

/**
 * A message of 0.1.0, which had no envelope, in one; anything else unchanged. The upgrade drains the topics
 * first: this is for what is in them all the same. Goes with 0.3.0, when no topic keeps such messages any more.
 */
export function inEnvelopeOfToday(value: unknown, key: string): unknown {
  if (!isObject(value) || 'event' in value || 'occurredAt' in value) return value;
  const { accountId, accountKey } = value;
  return {
    id: idOf(value, key),
    occurredAt: timeOf(value).toISOString(),
    account: isId(accountId) && isString(accountKey) ? { id: accountId, key: accountKey } : null,
    subject: key,
    traceparent: null,
    event: value,
  } satisfies Envelope<unknown>;
}

/** Where there is a `kind`, the id is that of what the event is about. */
function idOf(value: Fields, key: string): string {
  const isOwn = isString(value.id) && value.kind === undefined;
  return isOwn ? (value.id as string) : uuidV8(hash('sha256', key + JSON.stringify(value)));
}

function timeOf({ at, location, receivedAt }: Fields): Date {
  const text = at ?? (isObject(location) ? location.timestamp : undefined);
  const time = isString(text) ? Date.parse(text) : receivedAt;
  return new Date(isNumber(time) && Math.abs(time) <= MAX_DATE ? time : 0);
}
