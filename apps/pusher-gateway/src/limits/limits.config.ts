import { IntegerSetting } from '@yipii/platform';

/** What clients may do. */
export class LimitsConfig {
  @IntegerSetting({
    env: 'GATEWAY_MAX_CONNECTIONS_PER_IP',
    description:
      'Maximum number of connections per address (IPv6: per /64) over all replicas; more are refused with 429. A connection that authorises a fleet channel counts for its account instead. 0: no limit.',
    default: 100,
  })
  readonly maxConnectionsPerIp!: number;

  @IntegerSetting({
    env: 'GATEWAY_FAILED_AUTHENTICATIONS_PER_MINUTE',
    description:
      'Maximum number of failed authentications per address (IPv6: per /64) and minute, over all replicas and together with those at the API: bearer tokens of upgrades, signatures of the Pusher HTTP API, subscriptions and sign-ins. More are answered with 429; valid credentials are still accepted. 0: no limit.',
    default: 60,
  })
  readonly failedAuthenticationsPerMinute!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CONNECTIONS_PER_ACCOUNT',
    description: 'Maximum number of connections per account over all replicas. 0: no limit.',
    default: 10_000,
  })
  readonly maxConnectionsPerAccount!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CONNECTIONS',
    description:
      'Maximum number of connections per process; more are closed with 4100. 0: as many as its limit of open files allows.',
    default: 0,
  })
  readonly maxConnections!: number;

  @IntegerSetting({
    env: 'GATEWAY_ACCEPT_RATE',
    description:
      'Maximum number of new connections per process and second; more are refused with 503, which makes clients back off. 0: no limit.',
    default: 0,
  })
  readonly acceptRate!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_FRAMES_PER_SECOND',
    description:
      'Average number of frames per second that a connection may send. More are answered with 4301, and after 5 s the connection is closed with 4100. 0: no limit.',
    default: 20,
  })
  readonly maxFramesPerSecond!: number;

  @IntegerSetting({
    env: 'GATEWAY_FRAMES_BURST',
    description:
      'Number of frames that a connection may send at once. A client subscribes to all its channels when it connects.',
    default: 1_000,
    min: 1,
  })
  readonly framesBurst!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CLIENT_EVENTS_PER_SECOND',
    description:
      'Maximum number of client events per connection and second; more are answered with 4301. 0: no limit.',
    default: 10,
  })
  readonly maxClientEventsPerSecond!: number;
}
