import type * as Redis from 'redis';

/** By their names, since a process without Redis does not load its client. */
type ErrorClass = Extract<keyof typeof Redis, string>;

const REPLIES: readonly ErrorClass[] = ['ErrorReply', 'SimpleError', 'BlobError', 'MultiErrorReply'];
const AWAY: readonly ErrorClass[] = [
  'ClientClosedError',
  'ClientOfflineError',
  'ConnectionTimeoutError',
  'DisconnectsClientError',
  'SocketClosedUnexpectedlyError',
  'SocketTimeoutError',
];
/**
 * Replies of a Redis server that is starting, changing its role, full or unable to write: the same command may
 * succeed later.
 */
const NOT_NOW = /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM|READONLY|TRYAGAIN|UNBLOCKED) /;

/** Returns whether a command failed because Redis is unavailable, not because of the command. */
export function isRedisAway(error: Error): boolean {
  const isOneOf = (classes: readonly string[]): boolean => classes.includes(error.constructor.name);
  return isOneOf(AWAY) || (isOneOf(REPLIES) && NOT_NOW.test(error.message));
}
