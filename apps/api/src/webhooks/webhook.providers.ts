import { UnitOfWork } from '@yipii/persistence';
import { Clock, EncryptionConfig, provide, SealedTexts } from '@yipii/platform';
import { ManageDeliveries } from './manage-deliveries';
import { WebhookSecrets } from './webhook-secrets';

export const WEBHOOK_PROVIDERS = [
  {
    provide: SealedTexts,
    inject: [EncryptionConfig],
    useFactory: ({ keys }: EncryptionConfig) => new SealedTexts(keys),
  },
  provide(WebhookSecrets, UnitOfWork, SealedTexts, Clock),
  provide(ManageDeliveries, UnitOfWork),
];
