import { EncryptionConfig } from '@yipii/platform';
import { ExternalIssuerConfig } from './access/external-issuer.config';
import { ApiConfig } from './api.config';
import { FirstStartConfig } from './first-start/first-start.config';
import { ApiLimitsConfig } from './limits/api-limits.config';
import { PageMapConfig } from './pages/page-map.config';
import { PeopleConfig } from './people/people.config';

/** The settings that the API has besides those of all services. */
export const API_CONFIGS = [
  ...[ApiConfig, PeopleConfig, ExternalIssuerConfig, ApiLimitsConfig, FirstStartConfig],
  ...[EncryptionConfig, PageMapConfig],
];
