import { isObject, isString, type Fields } from '../events/guards';
import type { CloseReason } from './close-codes';

/** A well-formed frame of a client. */
export type ClientFrame =
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' }
  | SubscribeFrame
  | { readonly kind: 'unsubscribe'; readonly channel: string }
  /** Client events, sign-in and names that nobody knows: what to make of them depends on the app. */
  | { readonly kind: 'other'; readonly event: string };

export interface SubscribeFrame {
  readonly kind: 'subscribe';
  readonly channel: string;
  /** `KEY:SIGNATURE…`; empty for public channels. */
  readonly auth: string;
  readonly channelData?: string;
}

/** A frame that can't be understood; the text tells its sender why. */
export interface MalformedFrame {
  readonly kind: 'malformed';
  readonly reason: string;
}

/** Understands the text of one frame; throws for no input. */
export function readClientFrame(text: string): ClientFrame | MalformedFrame {
  const frame = parse(text);
  if (!isObject(frame)) return malformed('A frame is a JSON object');
  if (!isString(frame.event) || frame.event === '') return malformed('A frame has an event, which is a text');
  const data = isObject(frame.data) ? frame.data : {};
  switch (frame.event) {
    case 'pusher:ping':
      return { kind: 'ping' };
    case 'pusher:pong':
      return { kind: 'pong' };
    case 'pusher:subscribe':
      return readSubscribe(data);
    case 'pusher:unsubscribe':
      return isString(data.channel) ? { kind: 'unsubscribe', channel: data.channel } : NO_CHANNEL;
    default:
      return { kind: 'other', event: frame.event };
  }
}

/** Texts of the frames that a server sends. `data` of all but errors is a JSON text inside the JSON. */
export const serverFrames = {
  connectionEstablished: (socketId: string, activityTimeoutS: number): string =>
    frame('pusher:connection_established', { socket_id: socketId, activity_timeout: activityTimeoutS }),
  ping: '{"event":"pusher:ping","data":"{}"}',
  pong: '{"event":"pusher:pong","data":"{}"}',
  error: (code: number | null, message: string): string =>
    JSON.stringify({ event: 'pusher:error', data: { code, message } }),
  closing: ({ code, message }: CloseReason): string => serverFrames.error(code, message),
  subscriptionSucceeded: (channel: string): string =>
    channelFrame('pusher_internal:subscription_succeeded', channel, '{}'),
  subscriptionError: (channel: string, refusal: SubscriptionRefusal): string =>
    JSON.stringify({
      event: 'pusher:subscription_error',
      channel,
      data: { type: refusal.type, error: refusal.error, status: refusal.status, code: refusal.code },
    }),
} as const;

/** Why a channel can't be had, as pusher-js and Echo show it on that channel. */
export interface SubscriptionRefusal {
  readonly type: 'AuthError' | 'LimitReached' | 'TrackingSessionError';
  readonly error: string;
  /** As an HTTP API would answer. */
  readonly status: number;
  /** Of tracking sessions: the number in their catalogue. */
  readonly code?: number;
}

/** The frame of a channel event; built once, sent to all. `data` is a JSON text. */
export function channelFrame(event: string, channel: string, data: string): string {
  return `{"event":${JSON.stringify(event)},"channel":${JSON.stringify(channel)},"data":${JSON.stringify(data)}}`;
}

const NO_CHANNEL = malformed('data.channel is missing or not a text');

function malformed(reason: string): MalformedFrame {
  return { kind: 'malformed', reason };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readSubscribe(data: Fields): SubscribeFrame | MalformedFrame {
  const { channel, auth, channel_data: channelData } = data;
  if (!isString(channel)) return NO_CHANNEL;
  if (auth !== undefined && auth !== null && !isString(auth)) return malformed('data.auth is not a text');
  const subscribe = { kind: 'subscribe', channel, auth: auth ?? '' } as const;
  if (channelData === undefined || channelData === null) return subscribe;
  return isString(channelData) ? { ...subscribe, channelData } : malformed('data.channel_data is not a text');
}

function frame(event: string, data: object): string {
  return JSON.stringify({ event, data: JSON.stringify(data) });
}
