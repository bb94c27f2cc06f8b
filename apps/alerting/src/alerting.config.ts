import { IntegerSetting } from '@yipii/platform';

export class AlertingConfig {
  @IntegerSetting({
    env: 'ALERTING_ALERT_DAYS',
    description: 'How many days alerts are kept after they were raised, cleared or acknowledged last.',
    default: 365,
    min: 1,
  })
  readonly alertDays!: number;

  @IntegerSetting({
    env: 'ALERTING_MAILS_PER_DAY',
    description:
      'Maximum number of mails about alerts that an account causes a day; further ones are not sent.',
    default: 1_000,
    min: 1,
  })
  readonly mailsPerDay!: number;
}
