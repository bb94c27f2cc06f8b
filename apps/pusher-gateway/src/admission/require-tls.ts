import { HSTS } from '@yipii/platform';
import { closeReasons, type CloseReason } from '@yipii/protocol';
import type { HttpAnswer } from '../sockets/socket-server.ports';
import type { RemoteClient } from '../proxies/client-address';
import { refusalAnswer } from './refusal-answer';

type TransportOfClient = Pick<RemoteClient, 'isSecure'>;

/**
 * Why a WebSocket that was just opened is closed. Pusher clients understand the code only on an open
 * WebSocket (pusher-js then comes back over TLS), so its upgrade is not refused.
 */
export function closeOfPlain({ isSecure }: TransportOfClient, isRequired: boolean): CloseReason | null {
  return isRequired && !isSecure ? closeReasons.tlsOnly : null;
}

/** The answer of a call to the HTTP API that was not TLS. */
export function refusalOfPlain({ isSecure }: TransportOfClient, isRequired: boolean): HttpAnswer | null {
  if (!isRequired || isSecure) return null;
  return refusalAnswer({ code: 'TLS_REQUIRED', detail: 'This is only answered over HTTPS.' });
}

/** Every answer over TLS carries them where TLS is required. */
export function tlsHeaders(
  { isSecure }: TransportOfClient,
  isRequired: boolean,
): Readonly<Record<string, string>> {
  return isRequired && isSecure ? { 'strict-transport-security': HSTS } : {};
}
