import { HSTS } from '@yipii/platform';
import { closeReasons, type CloseReason } from '@yipii/protocol';
import type { HttpAnswer } from '../sockets/socket-server.ports';
import type { RequestClient } from '../proxies/client-address';
import { refusalAnswer } from './refusal-answer';

/** Whose connections must be TLS. */
export interface PlainRules {
  /** All of them. */
  readonly requireTls: boolean;
  /** At least those of clients at public addresses. */
  readonly refusesPublicPlain: boolean;
}

type TransportOfClient = Pick<RequestClient, 'isSecure' | 'isPublic'>;

/**
 * Returns why a WebSocket that was just opened is closed. Pusher clients understand the code only on an
 * open WebSocket (pusher-js then reconnects over TLS), so the upgrade is not refused.
 */
export function closeOfPlain(client: TransportOfClient, rules: PlainRules): CloseReason | null {
  return isRefused(client, rules) ? closeReasons.tlsOnly : null;
}

/** Returns the answer to a call of the HTTP API without TLS. */
export function refusalOfPlain(client: TransportOfClient, rules: PlainRules): HttpAnswer | null {
  if (!isRefused(client, rules)) return null;
  return refusalAnswer({ code: 'TLS_REQUIRED', detail: 'Use HTTPS.' });
}

/** Returns the headers of every answer over TLS where TLS is required. */
export function tlsHeaders(
  { isSecure }: TransportOfClient,
  { requireTls }: PlainRules,
): Readonly<Record<string, string>> {
  return requireTls && isSecure ? { 'strict-transport-security': HSTS } : {};
}

function isRefused({ isSecure, isPublic }: TransportOfClient, rules: PlainRules): boolean {
  return !isSecure && (rules.requireTls || (rules.refusesPublicPlain && isPublic));
}
