import { ChoiceSetting, IntegerSetting, PortSetting, TextSetting } from '@yipii/platform';

export type GatewayRole = 'fanin' | 'sockets' | 'both';
export type SocketLibrary = 'uws' | 'ws';

export class GatewayConfig {
  @PortSetting({
    env: 'GATEWAY_PORT',
    description: 'Port for WebSockets and the Pusher HTTP API.',
    default: 6001,
  })
  readonly port!: number;

  @ChoiceSetting({
    env: 'GATEWAY_ROLE',
    description:
      '`fanin` reads topics and publishes to channels, `sockets` serves clients, `both` does both. Anything but `both` needs Redis.',
    default: 'both',
    choices: ['fanin', 'sockets', 'both'],
  })
  readonly role!: GatewayRole;

  @ChoiceSetting({
    env: 'GATEWAY_SOCKETS',
    description:
      '`uws` is uWebSockets.js. `ws` also runs where that has no binary (other Node versions, musl, Windows), but needs several times the CPU. Standalone falls back to `ws` by itself, with a warning.',
    default: 'uws',
    choices: ['uws', 'ws'],
  })
  readonly sockets!: SocketLibrary;

  @IntegerSetting({
    env: 'GATEWAY_DRAIN_MS',
    description:
      'Time over which clients are closed at shutdown, in random order, so that they do not all reconnect at once. A few clients take less.',
    default: 10_000,
  })
  readonly drainMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_ACTIVITY_TIMEOUT_MS',
    description: 'Silence after which client or server pings the connection.',
    default: 120_000,
    min: 1_000,
  })
  readonly activityTimeoutMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_PONG_TIMEOUT_MS',
    description: 'Time to wait for the answer to a ping before closing the connection with 4201.',
    default: 30_000,
    min: 1_000,
  })
  readonly pongTimeoutMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_AUTHORISE_WITHIN_MS',
    description:
      'Close connections to the live streams with 4009 if they have not authorised a channel within this time. 0: never.',
    default: 60_000,
  })
  readonly authoriseWithinMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CHANNELS_PER_SOCKET',
    description: 'Maximum number of channels per connection; more are refused with 429.',
    default: 1_000,
    min: 1,
  })
  readonly maxChannelsPerSocket!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_PRESENCE_MEMBERS',
    description: 'Maximum number of users on a presence channel of a Pusher app; more are refused.',
    default: 100,
    min: 1,
  })
  readonly maxPresenceMembers!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_USER_INFO_BYTES',
    description: 'Maximum size of the `user_info` of a member or user of a Pusher app.',
    default: 1024,
    min: 1,
  })
  readonly maxUserInfoBytes!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_EVENT_BYTES',
    description:
      'Maximum size of the data of an event of a Pusher app, by clients and by the HTTP API. Frames and bodies may be as large as that needs.',
    default: 10 * 1024,
    min: 1,
  })
  readonly maxEventBytes!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_EVENT_NAME_LENGTH',
    description: 'Maximum length of the name of an event of a Pusher app.',
    default: 200,
    min: 1,
  })
  readonly maxEventNameLength!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CHANNEL_NAME_LENGTH',
    description:
      'Maximum length of the name of a channel of a Pusher app. The server SDKs refuse more than 200.',
    default: 200,
    min: 1,
    max: 1_000,
  })
  readonly maxChannelNameLength!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CHANNELS_PER_EVENT',
    description: 'Maximum number of channels that one call of the HTTP API publishes an event to.',
    default: 100,
    min: 1,
  })
  readonly maxChannelsPerEvent!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_BATCH_EVENTS',
    description: 'Maximum number of events in one call of `batch_events`.',
    default: 10,
    min: 1,
  })
  readonly maxBatchEvents!: number;

  @TextSetting({
    env: 'GATEWAY_PATH_PREFIX',
    description:
      'Path before `/app/…` and `/apps/…`, e.g. `/ws`, behind a proxy that does not strip it. Paths without it work as well.',
    default: '',
    form: { pattern: /^(\/[A-Za-z0-9._~-]+)+$/, words: 'a path such as /ws, without a slash at its end' },
  })
  readonly pathPrefix?: string;

  @IntegerSetting({
    env: 'GATEWAY_LEAVE_DELAY_MS',
    description:
      'Grace period before `member_removed` and `channel_vacated` are sent, so that a page reload does not look like leaving and rejoining.',
    default: 3_000,
  })
  readonly leaveDelayMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_BODY_BYTES',
    description:
      'Maximum size of a request body of the Pusher HTTP API, at least what a batch of the largest events takes; a larger one is answered with 413.',
    default: 256 * 1024,
    min: 16 * 1024,
  })
  readonly maxBodyBytes!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_FRAME_BYTES',
    description:
      'Maximum size of a client’s frame, at least what an event of `GATEWAY_MAX_EVENT_BYTES` takes; a larger one is dropped with an error, and one four times as large closes the connection.',
    default: 16 * 1024,
    min: 1_024,
  })
  readonly maxFrameBytes!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_BUFFERED_BYTES',
    description: 'Close a connection whose client reads so slowly that more than this is buffered.',
    default: 1024 * 1024,
    min: 1024 * 1024,
  })
  readonly maxBufferedBytes!: number;
}
