/** As set by default. */
export const LIMITS = {
  maxEventBytes: 10 * 1024,
  maxEventNameLength: 200,
  maxChannelNameLength: 200,
  maxChannelsPerEvent: 100,
  maxBatchEvents: 10,
  maxUserInfoBytes: 1024,
  maxChannelsPerSocket: 100,
} as const;
