/** How large events may be, and how long names; the defaults are those of Pusher Channels. */
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

/** Beside its data a frame has an event, a channel and their names. */
const BESIDE_DATA = 6 * 1024;
/** JSON inside JSON: quotes and backslashes are escaped. */
const ESCAPED = 2.5;

/** Returns the size of a client's frame that can carry the largest event. */
export function frameBytesFor({ maxEventBytes }: EventLimits): number {
  return maxEventBytes + BESIDE_DATA;
}

/** Returns the size of a request's body that can carry the largest batch of events. */
export function bodyBytesFor({ maxEventBytes, maxBatchEvents }: PublishLimits): number {
  return Math.ceil(ESCAPED * maxEventBytes * maxBatchEvents);
}
