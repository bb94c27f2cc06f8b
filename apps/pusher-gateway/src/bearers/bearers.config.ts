import { UrlSetting } from '@yipii/platform';

export class BearersConfig {
  @UrlSetting({
    env: 'GATEWAY_JWKS_URL',
    description:
      'Where the API publishes its keys (`/.well-known/jwks.json`; over HTTPS where API_REQUIRE_TLS is on). With it a bearer token of an upgrade is checked and a bad one refused; without it, it is ignored there and checked at channel authorisation.',
    schemes: ['http', 'https'],
    default: '',
  })
  readonly jwksUrl?: string;
}
