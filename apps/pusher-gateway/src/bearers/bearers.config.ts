import { UrlSetting } from '@yipii/platform';

export class BearersConfig {
  @UrlSetting({
    env: 'GATEWAY_API_URL',
    description:
      'URL at which the gateway reaches the API, inside a private network also over plain HTTP. If set, bearer credentials of upgrades are checked there and invalid ones refused, as standalone does without it. Otherwise credentials are checked at channel authorisation only.',
    schemes: ['http', 'https'],
    default: '',
  })
  readonly apiUrl?: string;
}
