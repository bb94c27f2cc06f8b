import { channelTraits, jsonExcess, type ChannelTraits } from '@yipii/protocol';
import { ApiError } from './api-error';
import { readInfo, type InfoAttribute } from './info-attributes';

const MAX_CHANNELS = 100;
const MAX_BATCH = 10;
const MAX_NAME = 200;
const MAX_DATA_BYTES = 10 * 1024;
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

/** Body of `POST /events`. @throws ApiError 400, 413 */
export function readEvent(body: Buffer): ServerEvent {
  const fields = parseObject(body);
  const { channels, channel } = fields;
  const names: unknown[] = Array.isArray(channels) ? channels : channel === undefined ? [] : [channel];
  if (names.length === 0) throw new ApiError(400, 'channels is required: name at least one');
  if (names.length > MAX_CHANNELS)
    throw new ApiError(400, `An event goes to at most ${MAX_CHANNELS} channels`);
  return readFields(fields, [...new Set(names)]);
}

/** Body of `POST /batch_events`. @throws ApiError 400, 413 */
export function readBatch(body: Buffer): readonly ServerEvent[] {
  const { batch } = parseObject(body);
  if (!Array.isArray(batch)) throw new ApiError(400, 'batch must be an array');
  if (batch.length > MAX_BATCH) throw new ApiError(400, `A batch has at most ${MAX_BATCH} events`);
  return batch.map((event: unknown) => {
    if (!isFields(event)) throw new ApiError(400, 'Each event of the batch must be an object');
    return readFields(event, [event.channel]);
  });
}

type EventFields = Readonly<Record<string, unknown>>;

function readFields(fields: EventFields, channels: readonly unknown[]): ServerEvent {
  const { name, data, socket_id: except, info } = fields;
  if (typeof name !== 'string' || name === '') throw new ApiError(400, 'name must be a non-empty string');
  if (name.length > MAX_NAME) throw new ApiError(400, `name has more than ${MAX_NAME} characters`);
  if (typeof data !== 'string') throw new ApiError(400, 'data must be a string: encode it as JSON first');
  if (Buffer.byteLength(data) > MAX_DATA_BYTES) {
    throw new ApiError(413, `data has more than ${MAX_DATA_BYTES} bytes`);
  }
  const event = { name, data, channels: channels.map(readChannel), info: readInfo(info) };
  return hasValue(except) ? { ...event, except: readSocketId(except) } : event;
}

function readChannel(name: unknown): ServerEvent['channels'][number] {
  const traits = typeof name === 'string' ? channelTraits(name) : null;
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
