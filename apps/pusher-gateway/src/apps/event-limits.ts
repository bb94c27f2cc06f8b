/** Limits on the size of events and the length of names; the defaults are those of Pusher Channels. */
export interface EventLimits {
  readonly maxEventBytes: number;
  readonly maxEventNameLength: number;
  readonly maxChannelNameLength: number;
}

/** Limits of what servers publish at once. */
export interface PublishLimits extends EventLimits {
  readonly maxChannelsPerEvent: number;
  readonly maxBatchEvents: number;
}

/** Room for a frame's event, channel and their names. */
const BESIDE_DATA = 6 * 1024;
/** Growth of JSON inside JSON, where quotes and backslashes are escaped. */
const ESCAPED = 2.5;

/** Returns the size of a client's frame that can carry the largest event. */
export function frameBytesFor({ maxEventBytes }: EventLimits): number {
  return maxEventBytes + BESIDE_DATA;
}

/** Returns the size of a request's body that can carry the largest batch of events. */
export function bodyBytesFor({ maxEventBytes, maxBatchEvents }: PublishLimits): number {
  return Math.ceil(ESCAPED * maxEventBytes * maxBatchEvents);
}
