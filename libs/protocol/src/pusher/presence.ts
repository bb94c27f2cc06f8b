import { isObject, isString } from '../events/guards';
import { jsonExcess } from '../json/json-limits';
import { rawMember } from '../json/raw-member';
import { channelFrame, frame } from './frames';

/** A user on a presence channel. */
export interface PresenceMember {
  readonly userId: string;
  /** JSON text of `user_info`; null without any. */
  readonly userInfo: string | null;
}

/** A user who signed in on a connection. */
export interface SignedInUser extends PresenceMember {
  /** Ids of the users whose presence this one is told. */
  readonly watchlist: readonly string[];
}

const MAX_USER_ID = 128;
/** What the path of a request can't carry as it is, so that `/users/{id}/…` could not name the user. */
const UNADDRESSABLE = /[?#%\\\p{Cc}]|(^|\/)\.{0,2}(\/|$)/u;

/**
 * Reads a subscription's `channel_data`; returns its problem if it has one. What is relayed stays as it was sent:
 * a number may have more digits than JavaScript can hold.
 */
export function readMember(channelData: string, maxInfoBytes: number): PresenceMember | string {
  const value = parseObject(channelData);
  if (!value) return 'channel_data must be a JSON object within the limits';
  const { user_id: id } = value;
  if (typeof id !== 'string' && typeof id !== 'number') return 'channel_data must have a user_id';
  const userId = isString(id) ? id : (rawMember(channelData, 'user_id') ?? '');
  return withLimits(userId, infoOf(channelData), maxInfoBytes);
}

/** Reads a sign-in's `user_data`; returns its problem if it has one. */
export function readUser(userData: string, maxInfoBytes: number): SignedInUser | string {
  const value = parseObject(userData);
  if (!value) return 'user_data must be a JSON object within the limits';
  const { id, watchlist = [] } = value;
  if (!isString(id) || id === '') return 'user_data must have an id, a non-empty string';
  if (UNADDRESSABLE.test(id))
    return 'The id must not contain ? # % \\, control characters, or . as a segment of a path';
  if (!Array.isArray(watchlist) || !watchlist.every(isString)) return 'watchlist must be an array of ids';
  const member = withLimits(id, infoOf(userData), maxInfoBytes);
  return isString(member) ? member : { ...member, watchlist: [...new Set<string>(watchlist)] };
}

/** Returns the `data` of `subscription_succeeded` on a presence channel: each user once. */
export function presenceData(members: readonly PresenceMember[]): string {
  const ids = JSON.stringify(members.map(({ userId }) => userId));
  const hash = members.map(({ userId, userInfo }) => `${JSON.stringify(userId)}:${userInfo ?? 'null'}`);
  return `{"presence":{"count":${members.length},"ids":${ids},"hash":{${hash.join(',')}}}}`;
}

export function memberAddedFrame(channel: string, { userId, userInfo }: PresenceMember): string {
  const info = userInfo === null ? '' : `,"user_info":${userInfo}`;
  return channelFrame(
    'pusher_internal:member_added',
    channel,
    `{"user_id":${JSON.stringify(userId)}${info}}`,
  );
}

export function memberRemovedFrame(channel: string, userId: string): string {
  return channelFrame('pusher_internal:member_removed', channel, JSON.stringify({ user_id: userId }));
}

/** Returns the frame of watched users that came online or went offline; an empty list is left out. */
export function watchlistFrame(online: readonly string[], offline: readonly string[]): string {
  const events = [
    { name: 'online', user_ids: online },
    { name: 'offline', user_ids: offline },
  ].filter(({ user_ids: ids }) => ids.length > 0);
  return frame('pusher_internal:watchlist_events', { events });
}

function infoOf(text: string): string | null {
  const info = rawMember(text, 'user_info') ?? 'null';
  return info === 'null' ? null : info;
}

function withLimits(userId: string, userInfo: string | null, maxBytes: number): PresenceMember | string {
  if (userId === '' || userId.length > MAX_USER_ID) return `A user id has 1 to ${MAX_USER_ID} characters`;
  if (userInfo !== null && Buffer.byteLength(userInfo) > maxBytes)
    return `user_info has more than ${maxBytes} bytes`;
  return { userId, userInfo };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !jsonExcess(value) ? value : null;
  } catch {
    return null;
  }
}
