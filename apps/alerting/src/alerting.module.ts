import { Module } from '@nestjs/common';
import { TimeZones } from '@yipii/domain';
import { TidyTables } from '@yipii/persistence';
import {
  Clock,
  Health,
  HeardSpans,
  Lifecycle,
  Listening,
  Outbox,
  PostgresHeardSpans,
  provide,
  provideAs,
  TemporalTimeZones,
  WorkerDatabase,
} from '@yipii/platform';
import { AlertingConfig } from './alerting.config';
import { AcknowledgeAlerts } from './alerts/acknowledge-alerts';
import { AlertPartitions } from './alerts/alert-partitions';
import { AlertStates } from './alerts/alert-states.ports';
import { PostgresAlertStates } from './alerts/alert-states.postgres';
import { EvaluatePositions } from './alerts/evaluate-positions';
import { AlertingRounds, FollowTime } from './alerts/follow-time';
import { Hearing } from './alerts/hearing';
import { NOTICE_PROVIDERS } from './notices/notice.providers';
import { AlertPositionConsumer } from './position.consumer';
import { RuleBook } from './rules/rule-book';
import { RuleStore } from './rules/rule-store.ports';
import { PostgresRuleStore } from './rules/rule-store.postgres';
import { WEBHOOK_PROVIDERS } from './webhooks/webhook.providers';

/** position.enriched -> alerts -> alert.triggered; the event feed -> webhooks, mails. */
@Module({
  controllers: [AlertPositionConsumer],
  providers: [
    provideAs(TimeZones, TemporalTimeZones),
    provideAs(RuleStore, PostgresRuleStore, WorkerDatabase),
    provide(RuleBook, RuleStore),
    provideAs(AlertStates, PostgresAlertStates, WorkerDatabase, Outbox, Clock),
    provide(AlertPartitions, AlertStates, Clock),
    provide(Listening, Health, Clock),
    provideAs(HeardSpans, PostgresHeardSpans, WorkerDatabase),
    provide(Hearing, Listening, HeardSpans, Clock),
    provide(EvaluatePositions, AlertPartitions, RuleBook, Hearing, TimeZones),
    provide(FollowTime, AlertPartitions, RuleBook, Hearing, TimeZones, Clock),
    provide(AlertingRounds, FollowTime, AlertPartitions, Lifecycle),
    ...WEBHOOK_PROVIDERS,
    ...NOTICE_PROVIDERS,
    provide(AcknowledgeAlerts, WorkerDatabase, Outbox, Clock, Lifecycle),
    {
      provide: TidyTables,
      inject: [WorkerDatabase, AlertingConfig, Lifecycle],
      useFactory: (database: WorkerDatabase, { alertDays }: AlertingConfig, lifecycle: Lifecycle) =>
        new TidyTables(
          database,
          [
            { table: 'alert', since: 'updated_at', kept: `${alertDays} days` },
            { table: 'webhook_delivery', since: 'created_at', kept: '7 days' },
            { table: 'webhook_request', since: 'created_at', kept: '7 days' },
            { table: 'notification', since: 'created_at', kept: '30 days' },
            { table: 'mail_refusal', since: 'created_at', kept: '30 days' },
            { table: 'mute', since: 'until', kept: '30 days' },
          ],
          lifecycle,
        ),
    },
  ],
})
export class AlertingModule {}
