/**
 * What pusher-js 8.6 does after a close: `gives up` for good, `waits` 1 s and reconnects, reconnects
 * `at once`, or does so `over TLS`. It neither backs off nor adds jitter, so a healthy client is never closed with a code that
 * makes it give up (4000–4099, 4300 and above), unless its access has ended.
 */
export type AfterClose = 'over TLS' | 'gives up' | 'waits' | 'at once';

export interface CloseReason {
  readonly code: number;
  readonly message: string;
  readonly client: AfterClose;
}

/** Why a connection is closed; numbers as in the Pusher Channels protocol. */
export const closeReasons = {
  frameTooLarge: { code: 1009, message: 'The frame is far too large', client: 'waits' },
  tlsOnly: { code: 4000, message: 'Connect over TLS', client: 'over TLS' },
  unknownApp: { code: 4001, message: 'App key not found', client: 'gives up' },
  overQuota: { code: 4004, message: 'The app has reached its limit of connections', client: 'gives up' },
  badPath: { code: 4005, message: 'Path not found: connect to /app/{key}', client: 'gives up' },
  badVersion: { code: 4006, message: 'Invalid version string', client: 'gives up' },
  unsupportedProtocol: {
    code: 4007,
    message: 'Unsupported protocol version: use 4 to 7',
    client: 'gives up',
  },
  noProtocol: { code: 4008, message: 'No protocol version given', client: 'gives up' },
  unauthorised: { code: 4009, message: 'Not authorised', client: 'gives up' },
  overCapacity: { code: 4100, message: 'Over capacity: reconnect', client: 'waits' },
  reconnect: { code: 4200, message: 'Reconnect now', client: 'at once' },
  pongMissing: { code: 4201, message: 'Pong not received in time', client: 'at once' },
} as const satisfies Record<string, CloseReason>;
