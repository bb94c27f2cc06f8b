/** Everything that the Pusher protocol lets a server say by itself. */
const SERVER_EVENTS = new Set([
  'pusher:connection_established',
  'pusher:error',
  'pusher:ping',
  'pusher:pong',
  'pusher:cache_miss',
  'pusher:signin_success',
  'pusher:subscription_error',
  'pusher_internal:subscription_succeeded',
  'pusher_internal:subscription_count',
  'pusher_internal:member_added',
  'pusher_internal:member_removed',
  'pusher_internal:watchlist_events',
]);
const FIELDS = new Set(['event', 'channel', 'data', 'user_id']);

/** Codes that a server may close with: those of WebSocket, and those of Pusher. 1011 would be a fault of its own. */
const CLOSE_CODES = new Set([
  1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 4000, 4001, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4100,
  4200, 4201,
]);

/** What is wrong with a frame of the server; null: nothing. */
export function problemOfAnswer(text: string): string | null {
  const frame = parse(text);
  if (frame === null) return `no JSON object: ${text.slice(0, 200)}`;
  const { event, channel } = frame;
  if (typeof event !== 'string') return `no event: ${text.slice(0, 200)}`;
  const unknown = Object.keys(frame).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) return `unknown field ${unknown}: ${text.slice(0, 200)}`;
  if (/^pusher(_internal)?:/.test(event)) return SERVER_EVENTS.has(event) ? null : `unknown event ${event}`;
  return typeof channel === 'string' && 'data' in frame ? null : `no channel or data: ${text.slice(0, 200)}`;
}

export function isKnownClose(code: number): boolean {
  return CLOSE_CODES.has(code);
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
