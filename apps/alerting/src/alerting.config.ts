import { IntegerSetting } from '@yipii/platform';

export class AlertingConfig {
  @IntegerSetting({
    env: 'ALERTING_ALERT_DAYS',
    description: 'How many days alerts are kept after they were raised, cleared or acknowledged last.',
    default: 365,
    min: 1,
  })
  readonly alertDays!: number;
}
