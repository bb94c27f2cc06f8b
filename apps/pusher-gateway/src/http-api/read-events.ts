import { channelTraits, jsonExcess, type ChannelTraits } from '@yipii/protocol';
import type { PublishLimits } from '../apps/event-limits';
import { ApiError } from './api-error';
import { readInfo, type InfoAttribute } from './info-attributes';

/** Characters of an invalid name that the answer repeats. */
const MAX_SHOWN = 200;

/** An event that an app's server sends. */
export interface ServerEvent {
  readonly name: string;
  /** Each with the traits that its name tells. */
  readonly channels: readonly { readonly name: string; readonly traits: ChannelTraits }[];
  readonly data: string;
  /** Socket id of a connection that does not receive it. */
  readonly except?: string;
  readonly info: readonly InfoAttribute[];
}

/**
 * `POST /events`: its body; what that leaves out may be a parameter of the query.
 * @throws ApiError 400, 413
 */
export function readEvent(body: Buffer, parameters: URLSearchParams, limits: PublishLimits): ServerEvent {
  const fields = { ...eventParameters(parameters), ...parseObject(body) };
  const { channels, channel } = fields;
  const names: unknown[] = Array.isArray(channels) ? channels : channel === undefined ? [] : [channel];
  if (names.length === 0) throw new ApiError(400, 'channels is required: name at least one');
  if (names.length > limits.maxChannelsPerEvent)
    throw new ApiError(400, `An event goes to at most ${limits.maxChannelsPerEvent} channels`);
  return readFields(fields, [...new Set(names)], limits);
}

/**
 * `POST /channels/{name}/events`, the deprecated way: `name` and `socket_id` are parameters, the body is the data.
 * @throws ApiError 400, 413
 */
export function readChannelEvent(
  channel: string,
  body: Buffer,
  parameters: URLSearchParams,
  limits: PublishLimits,
): ServerEvent {
  return readFields({ ...eventParameters(parameters), data: body.toString() }, [channel], limits);
}

const EVENT_PARAMETERS = ['name', 'channel', 'data', 'socket_id', 'info'];

function eventParameters(parameters: URLSearchParams): EventFields {
  return Object.fromEntries([...parameters].filter(([name]) => EVENT_PARAMETERS.includes(name)));
}

/** Body of `POST /batch_events`. @throws ApiError 400, 413 */
export function readBatch(body: Buffer, limits: PublishLimits): readonly ServerEvent[] {
  const { batch } = parseObject(body);
  if (!Array.isArray(batch)) throw new ApiError(400, 'batch must be an array');
  if (batch.length > limits.maxBatchEvents)
    throw new ApiError(400, `A batch has at most ${limits.maxBatchEvents} events`);
  return batch.map((event: unknown) => {
    if (!isFields(event)) throw new ApiError(400, 'Each event of the batch must be an object');
    return readFields(event, [event.channel], limits);
  });
}

type EventFields = Readonly<Record<string, unknown>>;

function readFields(fields: EventFields, channels: readonly unknown[], limits: PublishLimits): ServerEvent {
  const { name, data, socket_id: except, info } = fields;
  if (typeof name !== 'string' || name === '') throw new ApiError(400, 'name must be a non-empty string');
  const { maxEventNameLength, maxEventBytes, maxChannelNameLength } = limits;
  if (name.length > maxEventNameLength)
    throw new ApiError(400, `name has more than ${maxEventNameLength} characters`);
  if (typeof data !== 'string') throw new ApiError(400, 'data must be a string: encode it as JSON first');
  if (Buffer.byteLength(data) > maxEventBytes) {
    throw new ApiError(413, `data has more than ${maxEventBytes} bytes`);
  }
  const read = channels.map((channel) => readChannel(channel, maxChannelNameLength));
  const event = { name, data, channels: read, info: readInfo(info) };
  return hasValue(except) ? { ...event, except: readSocketId(except) } : event;
}

function readChannel(name: unknown, maxLength: number): ServerEvent['channels'][number] {
  const traits = typeof name === 'string' && name.length <= maxLength ? channelTraits(name) : null;
  if (typeof name !== 'string' || !traits) {
    const shown = typeof name === 'string' ? JSON.stringify(name.slice(0, MAX_SHOWN)) : typeof name;
    throw new ApiError(400, `${shown} is not a channel name`);
  }
  return { name, traits };
}

function readSocketId(value: unknown): string {
  if (typeof value === 'string' && /^\d+\.\d+$/.test(value)) return value;
  throw new ApiError(400, 'socket_id must be the id of a connection');
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function parseObject(body: Buffer): EventFields {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (isFields(value) && !jsonExcess(value)) return value;
  } catch {
    // Answered below, like any other unusable body.
  }
  throw new ApiError(400, 'The body must be a JSON object, not nested too deeply');
}

function isFields(value: unknown): value is EventFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
