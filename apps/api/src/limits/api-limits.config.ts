import { IntegerSetting } from '@yipii/platform';

/** How often the API may be called; counted over all replicas, and per process while Redis is away. */
export class ApiLimitsConfig {
  @IntegerSetting({
    env: 'API_REQUESTS_PER_MINUTE',
    description: 'Maximum number of REST requests per credential and minute. 0: no limit.',
    default: 600,
  })
  readonly requestsPerMinute!: number;

  @IntegerSetting({
    env: 'API_CHANNEL_AUTHS_PER_MINUTE',
    description:
      'Maximum number of requests to /broadcasting/auth per credential and minute; a batch is one. 0: no limit.',
    default: 3_000,
  })
  readonly channelAuthsPerMinute!: number;

  @IntegerSetting({
    env: 'API_TOKENS_PER_MINUTE',
    description:
      'Maximum number of requests to /oauth/token per client, address (IPv6: per /64) and minute. 0: no limit.',
    default: 20,
  })
  readonly tokensPerMinute!: number;

  @IntegerSetting({
    env: 'API_FAILED_AUTHENTICATIONS_PER_MINUTE',
    description:
      'Maximum number of failed authentications of any kind per address (IPv6: per /64) and minute, together with those at the gateways. More are answered with 429; valid credentials are still accepted. 0: no limit.',
    default: 60,
  })
  readonly failedAuthenticationsPerMinute!: number;

  @IntegerSetting({
    env: 'API_PUBLIC_REQUESTS_PER_MINUTE',
    description:
      'Maximum number of requests without a credential (JWKS, metadata) per address (IPv6: per /64) and minute. 0: no limit.',
    default: 600,
  })
  readonly publicRequestsPerMinute!: number;

  @IntegerSetting({
    env: 'API_TILES_PER_MINUTE',
    description:
      'Maximum number of map tiles per address (IPv6: per /64) and minute. A phone loads some 20 at once, and more wherever its map is moved. 0: no limit.',
    default: 3_000,
  })
  readonly tilesPerMinute!: number;
}
