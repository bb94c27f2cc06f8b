import type { Provider } from '@nestjs/common';
import { TimeZones } from '@yipii/domain';
import { WorkerUnitOfWork } from '@yipii/persistence';
import { Clock, Lifecycle, Outbox, provide, WorkerDatabase } from '@yipii/platform';
import { AlertingConfig } from '../alerting.config';
import { FeedReader } from '../feed/feed-reader.postgres';
import { ACCOUNTS_WITH_POLICIES, FollowAlerts } from './follow-alerts';
import { NoticeTimerParts, RunNotices } from './run-notices';
import { TellPeople } from './tell-people';

/** What people are told of alerts by mail. */
export const NOTICE_PROVIDERS: Provider[] = [
  {
    provide: TellPeople,
    inject: [TimeZones, AlertingConfig],
    useFactory: (zones: TimeZones, { mailsPerDay }: AlertingConfig) => new TellPeople(zones, mailsPerDay),
  },
  {
    provide: FollowAlerts,
    inject: [WorkerDatabase, WorkerUnitOfWork, TellPeople, Clock],
    useFactory: (database: WorkerDatabase, unitOfWork: WorkerUnitOfWork, tell: TellPeople, clock: Clock) =>
      new FollowAlerts(new FeedReader('notices', ACCOUNTS_WITH_POLICIES, database, unitOfWork), tell, clock),
  },
  provide(NoticeTimerParts, WorkerDatabase, Outbox, Clock),
  provide(RunNotices, FollowAlerts, TellPeople, NoticeTimerParts, Lifecycle),
];
