import { IntegerSetting, SwitchSetting, TextSetting, UrlSetting } from '@yipii/platform';

/** What the gateway lets clients do, and how many processes it is. */
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

  @SwitchSetting({
    env: 'GATEWAY_REQUIRE_TLS',
    description:
      'Close connections that did not come over TLS with 4000, and refuse plain HTTP (a trusted proxy’s X-Forwarded-Proto counts). Off only on loopback and private addresses.',
    default: false,
  })
  readonly requireTls!: boolean;

  @TextSetting({
    env: 'GATEWAY_TLS_CERT_FILE',
    description: 'PEM file with the certificate chain, where the gateway itself serves TLS.',
    default: '',
  })
  readonly tlsCertFile?: string;

  @TextSetting({
    env: 'GATEWAY_TLS_KEY_FILE',
    description: 'PEM file with the private key of that certificate.',
    default: '',
  })
  readonly tlsKeyFile?: string;

  @UrlSetting({
    env: 'GATEWAY_JWKS_URL',
    description:
      'Where the API publishes its keys (`/.well-known/jwks.json`; over HTTPS where API_REQUIRE_TLS is on). With it a bearer token of an upgrade is checked and a bad one refused; without it, it is ignored there and checked at channel authorisation.',
    schemes: ['http', 'https'],
    default: '',
  })
  readonly jwksUrl?: string;

  @IntegerSetting({
    env: 'GATEWAY_PROCESSES',
    description:
      'Processes that share the port, about one per core; METRICS_PORT tells of all, each has one of its own, counted up from it. More than 1 needs Redis and uWebSockets.js. Ignored by standalone.',
    default: 1,
    min: 1,
    max: 1_024,
  })
  readonly processes!: number;

  @SwitchSetting({
    env: 'GATEWAY_SHARE_PORT',
    description:
      'Other processes may listen on GATEWAY_PORT too, and share its connections. Set by itself for GATEWAY_PROCESSES.',
    default: false,
  })
  readonly sharePort!: boolean;
}
