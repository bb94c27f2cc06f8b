import { UrlSetting } from '@yipii/platform';

export class BearersConfig {
  @UrlSetting({
    env: 'GATEWAY_JWKS_URL',
    description:
      'URL of the API’s public keys (`/.well-known/jwks.json`; over HTTPS if API_REQUIRE_TLS is on). If set, bearer tokens of upgrades are checked and invalid ones refused. Otherwise tokens are checked at channel authorisation only.',
    schemes: ['http', 'https'],
    default: '',
  })
  readonly jwksUrl?: string;
}
