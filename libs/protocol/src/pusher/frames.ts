import { isObject, isString, type Fields } from '../events/guards';
import { jsonExcess, MAX_JSON_DEPTH, MAX_JSON_KEYS, type JsonExcess } from '../json/json-limits';
import { rawMember } from '../json/raw-member';
import type { CloseReason } from './close-codes';

/** A well-formed frame of a client. */
export type ClientFrame =
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' }
  | SubscribeFrame
  | { readonly kind: 'unsubscribe'; readonly channel: string }
  | SignInFrame
  | ClientEventFrame
  /** An unknown event. */
  | { readonly kind: 'other'; readonly event: string };

export interface SubscribeFrame {
  readonly kind: 'subscribe';
  readonly channel: string;
  /** `KEY:SIGNATURE…`; empty for public channels. */
  readonly auth: string;
  readonly channelData?: string;
}

export interface SignInFrame {
  readonly kind: 'sign-in';
  readonly auth: string;
  /** JSON text of the user. */
  readonly userData: string;
}

/** An event from a client to the other subscribers of the channel. */
export interface ClientEventFrame {
  readonly kind: 'client-event';
  /** Begins with `client-`. */
  readonly event: string;
  readonly channel: string;
  /** JSON text of `data`, as sent. */
  readonly data: string;
}

/** A frame that can't be read; the reason is for its sender. */
export interface MalformedFrame {
  readonly kind: 'malformed';
  readonly reason: string;
}

/** Reads the text of one frame. No input makes it throw, and its cost grows with the length alone. */
export function readClientFrame(text: string): ClientFrame | MalformedFrame {
  const frame = parse(text);
  if (!isObject(frame)) return malformed('A frame must be a JSON object');
  const { event } = frame;
  if (!isString(event) || event === '') return malformed('A frame must have an event, a non-empty string');
  if (event.startsWith('client-')) return readClientEvent(event, frame, text);
  const excess = jsonExcess(frame);
  return excess ? malformed(PROBLEM_OF[excess]) : readCommand(event, readData(frame.data));
}

/** Why a subscription is refused, as pusher-js and Echo report it on the channel. */
export interface SubscriptionRefusal {
  readonly type: 'AuthError' | 'InvalidChannel' | 'InvalidData' | 'LimitReached' | 'TrackingSessionError';
  readonly error: string;
  /** An HTTP status. */
  readonly status: number;
  /** The number of a tracking session's error. */
  readonly code?: number;
}

/**
 * Builds the texts of the frames that a server sends. `data` of all but errors is a JSON text inside the
 * JSON.
 */
export const serverFrames = {
  connectionEstablished: (socketId: string, activityTimeoutS: number): string =>
    frame('pusher:connection_established', { socket_id: socketId, activity_timeout: activityTimeoutS }),
  ping: '{"event":"pusher:ping","data":"{}"}',
  pong: '{"event":"pusher:pong","data":"{}"}',
  error: (code: number | null, message: string): string =>
    JSON.stringify({ event: 'pusher:error', data: { code, message } }),
  closing: ({ code, message }: CloseReason): string => serverFrames.error(code, message),
  subscriptionSucceeded: (channel: string, data = '{}'): string =>
    channelFrame('pusher_internal:subscription_succeeded', channel, data),
  subscriptionError: (channel: string, refusal: SubscriptionRefusal): string =>
    JSON.stringify({
      event: 'pusher:subscription_error',
      channel,
      data: { type: refusal.type, error: refusal.error, status: refusal.status, code: refusal.code },
    }),
  subscriptionCount: (channel: string, count: number): string =>
    channelFrame(
      'pusher_internal:subscription_count',
      channel,
      JSON.stringify({ subscription_count: count }),
    ),
  cacheMiss: (channel: string): string => channelFrame('pusher:cache_miss', channel, '{}'),
  signedIn: (userData: string): string => frame('pusher:signin_success', { user_data: userData }),
} as const;

/** Returns the frame of a channel event. `data` is a text, usually of JSON. */
export function channelFrame(event: string, channel: string, data: string): string {
  return `{"event":${JSON.stringify(event)},"channel":${JSON.stringify(channel)},"data":${JSON.stringify(data)}}`;
}

/**
 * Returns the frame that the other subscribers get of a client event. `userId`, on presence channels, is
 * the authenticated user.
 */
export function clientEventFrame({ event, channel, data }: ClientEventFrame, userId: string | null): string {
  const user = userId === null ? '' : `,"user_id":${JSON.stringify(userId)}`;
  return `{"event":${JSON.stringify(event)},"channel":${JSON.stringify(channel)},"data":${data}${user}}`;
}

/** Returns the frame of a server event, with its data as a JSON text inside the JSON. */
export function frame(event: string, data: object): string {
  return JSON.stringify({ event, data: JSON.stringify(data) });
}

const PROBLEM_OF: Readonly<Record<JsonExcess, string>> = {
  too_deep: `A frame is nested at most ${MAX_JSON_DEPTH} levels deep`,
  too_many_keys: `An object has at most ${MAX_JSON_KEYS} members`,
};
const NO_CHANNEL = malformed('data.channel must be a string');

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

/** Some clients send `data` as a JSON text, as the server does. */
function readData(data: unknown): Fields {
  const fields = isString(data) ? parse(data) : data;
  return isObject(fields) && !jsonExcess(fields) ? fields : {};
}

function readCommand(event: string, data: Fields): ClientFrame | MalformedFrame {
  switch (event) {
    case 'pusher:ping':
      return { kind: 'ping' };
    case 'pusher:pong':
      return { kind: 'pong' };
    case 'pusher:subscribe':
      return readSubscribe(data);
    case 'pusher:unsubscribe':
      return isString(data.channel) ? { kind: 'unsubscribe', channel: data.channel } : NO_CHANNEL;
    case 'pusher:signin':
      return readSignIn(data);
    default:
      return { kind: 'other', event };
  }
}

function readSubscribe(data: Fields): SubscribeFrame | MalformedFrame {
  const { channel, auth, channel_data: channelData } = data;
  if (!isString(channel)) return NO_CHANNEL;
  if (auth !== undefined && auth !== null && !isString(auth)) return malformed('data.auth must be a string');
  const subscribe = { kind: 'subscribe', channel, auth: auth ?? '' } as const;
  if (channelData === undefined || channelData === null) return subscribe;
  return isString(channelData)
    ? { ...subscribe, channelData }
    : malformed('data.channel_data must be a string');
}

function readSignIn({ auth, user_data: userData }: Fields): SignInFrame | MalformedFrame {
  if (!isString(auth)) return malformed('data.auth must be a string');
  if (!isString(userData)) return malformed('data.user_data must be a string');
  return { kind: 'sign-in', auth, userData };
}

/** `data` belongs to the app: only its depth is limited, to protect its readers. */
function readClientEvent(
  event: string,
  { channel, data }: Fields,
  text: string,
): ClientEventFrame | MalformedFrame {
  if (!isString(channel)) return malformed('channel must be a string');
  if (jsonExcess(data, Infinity)) return malformed(PROBLEM_OF.too_deep);
  return { kind: 'client-event', event, channel, data: rawMember(text, 'data') ?? 'null' };
}
