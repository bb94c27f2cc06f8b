import { HSTS } from '@yipii/platform';
import { closeReasons, type CloseReason } from '@yipii/protocol';
import type { HttpAnswer } from '../sockets/socket-server.ports';
import type { RequestClient } from '../proxies/client-address';
import { refusalAnswer } from './refusal-answer';

type TransportOfClient = Pick<RequestClient, 'isSecure'>;

/**
 * Returns why a WebSocket that was just opened is closed. Pusher clients understand the code only on an
 * open WebSocket (pusher-js then reconnects over TLS), so the upgrade is not refused.
 */
export function closeOfPlain({ isSecure }: TransportOfClient, isRequired: boolean): CloseReason | null {
  return isRequired && !isSecure ? closeReasons.tlsOnly : null;
}

/** Returns the answer to a call of the HTTP API without TLS. */
export function refusalOfPlain({ isSecure }: TransportOfClient, isRequired: boolean): HttpAnswer | null {
  if (!isRequired || isSecure) return null;
  return refusalAnswer({ code: 'TLS_REQUIRED', detail: 'Use HTTPS.' });
}

/** Returns the headers of every answer over TLS where TLS is required. */
export function tlsHeaders(
  { isSecure }: TransportOfClient,
  isRequired: boolean,
): Readonly<Record<string, string>> {
  return isRequired && isSecure ? { 'strict-transport-security': HSTS } : {};
}
