import { UrlSetting } from '@yipii/platform';

export class IntakeClientConfig {
  @UrlSetting({
    env: 'INGESTION_URL',
    description:
      'Where ingestion takes positions that came over HTTPS: its INGESTION_HTTP_PORT. Standalone hands them over in the process.',
    schemes: ['http', 'https'],
    default: 'http://localhost:5056',
  })
  readonly url!: string;
}
