import { IntegerSetting } from '@yipii/platform';

/** What clients may do. */
export class LimitsConfig {
  @IntegerSetting({
    env: 'GATEWAY_MAX_CONNECTIONS_PER_IP',
    description:
      'Connections from one address (IPv6: from one /64) over all replicas; more are refused with 429. One that authorises a fleet channel counts for its account instead. 0: any number.',
    default: 100,
  })
  readonly maxConnectionsPerIp!: number;

  @IntegerSetting({
    env: 'GATEWAY_FAILED_AUTHENTICATIONS_PER_MINUTE',
    description:
      'Credentials from one address (IPv6: from one /64) that may fail in a minute over all replicas: bearer tokens of upgrades, signatures of the Pusher HTTP API, subscriptions and sign-ins. More are answered with 429; those that are right are taken all the same. 0: any number.',
    default: 60,
  })
  readonly failedAuthenticationsPerMinute!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CONNECTIONS_PER_ACCOUNT',
    description: 'Connections of one account over all replicas. 0: any number.',
    default: 10_000,
  })
  readonly maxConnectionsPerAccount!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CONNECTIONS',
    description: 'Connections of one process; more are closed with 4100. 0: any number.',
    default: 0,
  })
  readonly maxConnections!: number;

  @IntegerSetting({
    env: 'GATEWAY_ACCEPT_RATE',
    description:
      'New connections that one process takes in a second; more are refused with 503, so that clients lengthen their tries. 0: any number.',
    default: 0,
  })
  readonly acceptRate!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_FRAMES_PER_SECOND',
    description:
      'Frames that one connection may send in a second, on average. More are answered with 4301, after 5 s the connection is closed with 4100. 0: any number.',
    default: 20,
  })
  readonly maxFramesPerSecond!: number;

  @IntegerSetting({
    env: 'GATEWAY_FRAMES_BURST',
    description:
      'Frames that one connection may send at once: a client subscribes to all its channels when it connects.',
    default: 1_000,
    min: 1,
  })
  readonly framesBurst!: number;

  @IntegerSetting({
    env: 'GATEWAY_MAX_CLIENT_EVENTS_PER_SECOND',
    description: 'Client events that one connection may send in a second; more get 4301. 0: any number.',
    default: 10,
  })
  readonly maxClientEventsPerSecond!: number;
}
