import { IntegerSetting, PortSetting, SwitchSetting, UrlSetting } from '@yipii/platform';

export class LinkSessionConfig {
  @PortSetting({ env: 'LINK_PORT', description: 'Port of /api/public/tracking in a cluster.', default: 8081 })
  readonly port!: number;

  @SwitchSetting({
    env: 'LINK_REQUIRE_TLS',
    description:
      'Refuse plain HTTP (a trusted proxy’s X-Forwarded-Proto counts). Off only on loopback and private addresses.',
    default: false,
  })
  readonly requireTls!: boolean;

  @IntegerSetting({
    env: 'LINK_VERIFICATIONS_PER_MINUTE',
    description:
      'Maximum number of calls of verify per address (IPv6: per /64) and minute. Raise it where many viewers share one address. 0: no limit.',
    default: 30,
  })
  readonly verificationsPerMinute!: number;

  @IntegerSetting({
    env: 'LINK_LOCATIONS_PER_MINUTE',
    description: 'Maximum number of polls of a location per session and minute. 0: no limit.',
    default: 60,
  })
  readonly locationsPerMinute!: number;

  @IntegerSetting({
    env: 'LINK_REQUESTS_PER_MINUTE',
    description:
      'Maximum number of other requests on tracking links per address (IPv6: per /64) and minute. 0: no limit.',
    default: 120,
  })
  readonly requestsPerMinute!: number;

  @IntegerSetting({
    env: 'LINK_FAILED_AUTHENTICATIONS_PER_MINUTE',
    description:
      'Maximum number of requests with a session token that is not valid, per address (IPv6: per /64) and minute; in standalone API_FAILED_AUTHENTICATIONS_PER_MINUTE counts. 0: no limit.',
    default: 60,
  })
  readonly failedAuthenticationsPerMinute!: number;

  @UrlSetting({
    env: 'VALHALLA_URL',
    description:
      'Valhalla server that knows the ways to destinations where STREETS does not. Positions are sent to it; without it none leaves the installation.',
    schemes: ['http', 'https'],
    default: '',
  })
  readonly valhallaUrl?: string;

  @IntegerSetting({
    env: 'LINK_MAILS_PER_DAY',
    description: 'Maximum number of mails with codes and notices that the links of an account cause a day.',
    default: 1_000,
    min: 1,
  })
  readonly mailsPerDay!: number;

  @IntegerSetting({
    env: 'LINK_SESSION_DAYS',
    description:
      'How long sessions of viewers, and codes, with their addresses, are kept after their end, in days.',
    default: 30,
    min: 1,
  })
  readonly sessionDays!: number;
}
