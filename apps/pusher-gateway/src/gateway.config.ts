import { IntegerSetting, PortSetting, TextSetting } from '@yipii/platform';

export type GatewayRole = 'fanin' | 'sockets' | 'both';
export type SocketLibrary = 'uws' | 'ws';

export class GatewayConfig {
  @PortSetting({ env: 'GATEWAY_PORT', description: 'Port of the WebSocket.', default: 6001 })
  readonly port!: number;

  @TextSetting({
    env: 'GATEWAY_ROLE',
    description:
      '`fanin` reads the topics and hands them to the sockets, `sockets` serves clients, `both` does both. Other than `both` needs Redis.',
    default: 'both',
    pattern: /^(fanin|sockets|both)$/,
  })
  readonly role!: GatewayRole;

  @TextSetting({
    env: 'GATEWAY_SOCKETS',
    description:
      '`uws` is uWebSockets.js; `ws` runs where that has no binary (another Node version, musl, Windows), at several times the CPU. Standalone takes `ws` by itself there, with a warning.',
    default: 'uws',
    pattern: /^(uws|ws)$/,
  })
  readonly sockets!: SocketLibrary;

  @IntegerSetting({
    env: 'GATEWAY_DRAIN_MS',
    description:
      'Over how long clients are sent away at a stop, in random order, so that they do not come back all at once. Few clients go faster.',
    default: 10_000,
  })
  readonly drainMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_ACTIVITY_TIMEOUT_MS',
    description: 'After so long without a sign of life a connection is pinged, by either side.',
    default: 120_000,
    min: 1_000,
  })
  readonly activityTimeoutMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_PONG_TIMEOUT_MS',
    description: 'How long the answer to a ping may take before the connection is closed with 4201.',
    default: 30_000,
    min: 1_000,
  })
  readonly pongTimeoutMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_AUTHORISE_WITHIN_MS',
    description: 'A connection that has authorised no channel by then is closed with 4009; 0 lets it be.',
    default: 60_000,
  })
  readonly authoriseWithinMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CHANNELS_PER_SOCKET',
    description: 'Channels that one connection may hold; more are refused with 429.',
    default: 1_000,
    min: 1,
  })
  readonly maxChannelsPerSocket!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_PRESENCE_MEMBERS',
    description: 'Users on one presence channel of a Pusher app; more are refused.',
    default: 100,
    min: 1,
  })
  readonly maxPresenceMembers!: number;

  @IntegerSetting({
    env: 'GATEWAY_LEAVE_DELAY_MS',
    description:
      'Who leaves a presence channel, or an empty channel, may be back for so long before others and webhooks are told: a page that is loaded again is no coming and going.',
    default: 3_000,
  })
  readonly leaveDelayMs!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_BODY_BYTES',
    description: 'Largest body of a request to the Pusher HTTP API; a larger one is answered with 413.',
    default: 256 * 1024,
    min: 16 * 1024,
  })
  readonly maxBodyBytes!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_FRAME_BYTES',
    description: 'Largest frame that a client may send; a larger one closes its connection.',
    default: 16 * 1024,
    min: 1_024,
  })
  readonly maxFrameBytes!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_BUFFERED_BYTES',
    description: 'A connection that is read so slowly that this much waits is closed.',
    default: 1024 * 1024,
    min: 1024 * 1024,
  })
  readonly maxBufferedBytes!: number;
}
