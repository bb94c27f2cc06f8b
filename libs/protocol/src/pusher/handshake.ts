import { closeReasons, type CloseReason } from './close-codes';

/** What a client asks for in the URL of its connection. */
export interface Handshake {
  readonly appKey: string;
  /** Protocol version, 4–7. Below 6 an error frame must come before the close. */
  readonly protocol: number;
  /** Under `/plain` event names have no leading dot, as in Laravel Echo. */
  readonly plain: boolean;
}

const OLDEST_PROTOCOL = 4;
const NEWEST_PROTOCOL = 7;

/**
 * Reads `{/plain}/app/{key}?protocol=N&client=NAME&version=X`; returns the reason to refuse it if it is
 * invalid.
 */
export function readHandshake(path: string, query: string): Handshake | CloseReason {
  const match = /^(\/plain)?\/app\/([^/]+)\/?$/.exec(path);
  if (!match) return closeReasons.badPath;
  const [, prefix, appKey = ''] = match;
  const params = new URLSearchParams(query);
  const protocol = readProtocol(params.get('protocol'), params.get('version'));
  return typeof protocol === 'number' ? { appKey, protocol, plain: prefix !== undefined } : protocol;
}

export function isRefused(result: Handshake | CloseReason): result is CloseReason {
  return 'code' in result;
}

function readProtocol(protocol: string | null, version: string | null): number | CloseReason {
  if (!protocol) return closeReasons.noProtocol;
  if (!/^\d{1,3}$/.test(protocol)) return closeReasons.badVersion;
  if (version !== null && !/^[\w.+-]{0,64}$/.test(version)) return closeReasons.badVersion;
  const number = Number(protocol);
  const supported = number >= OLDEST_PROTOCOL && number <= NEWEST_PROTOCOL;
  return supported ? number : closeReasons.unsupportedProtocol;
}
