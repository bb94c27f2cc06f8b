import {
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  ErrorReply,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
} from 'redis';

const AWAY = [
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
];
/**
 * Replies of a Redis server that is starting, changing its role, full or unable to write: the same command may
 * succeed later.
 */
const NOT_NOW = /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM|READONLY|TRYAGAIN|UNBLOCKED) /;

/** Returns whether a command failed because Redis is unavailable, not because of the command. */
export function isRedisAway(error: unknown): boolean {
  if (error instanceof ErrorReply) return NOT_NOW.test(error.message);
  return AWAY.some((type) => error instanceof type);
}
