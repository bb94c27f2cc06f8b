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
/** Answers of a Redis that starts, changes its role, is full or can't write: the same command may succeed later. */
const NOT_NOW = /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM|READONLY|TRYAGAIN|UNBLOCKED) /;

/** Whether a command failed because Redis can't be reached or does not serve now, not because of the command. */
export function isRedisAway(error: unknown): boolean {
  if (error instanceof ErrorReply) return NOT_NOW.test(error.message);
  return AWAY.some((type) => error instanceof type);
}
