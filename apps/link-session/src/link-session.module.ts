import { Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { TimeZones } from '@yipii/domain';
import { LastPositions, LinkAccessStore, LinkPositions } from '@yipii/live';
import { TidyTables, WorkerUnitOfWork } from '@yipii/persistence';
import {
  Clock,
  EventPublisher,
  Lifecycle,
  ListeningPorts,
  LiveConfig,
  Metrics,
  Outbox,
  provide,
  PublicAddresses,
  provideAs,
  RequestLimits,
  TemporalTimeZones,
  WorkerDatabase,
} from '@yipii/platform';
import { BrandLogoController } from './brands/brand-logo.controller';
import { ReadBrand } from './brands/read-brand';
import { codeProviders } from './codes/code.providers';
import { endProviders } from './ends/end.providers';
import { linkLimitRules } from './link-limits';
import { PrivatePlaces } from './ends/private-places';
import { LinkSessionConfig } from './link-session.config';
import { DescribeLink } from './links/describe-link';
import { LinkDirectory } from './links/link-directory';
import { TellByMail } from './links/link-notices.ports';
import { FollowProgress } from './links/link-progress.ports';
import { LinkTimes } from './links/link-times';
import { LinkTimerParts, RunLinkTimers } from './links/run-link-timers';
import { SettleLink } from './links/settle-link';
import { EmailVerification } from './links/verify-email.ports';
import { ForgetLinks } from './links/forget-links';
import { MailBudget } from './mail/mail-budget.postgres';
import { KeepNotice } from './notices/keep-notice';
import { NoticeController } from './notices/notice.controller';
import { NoticeMetrics } from './notices/notice.metrics';
import { SendNotices } from './notices/send-notices';
import { UnsubscribeController } from './notices/unsubscribe.controller';
import { LinkPositionConsumer } from './position.consumer';
import { AnnouncePosition } from './positions/announce-position';
import { LinkRevocationConsumer } from './revocation.consumer';
import { FollowedLinks } from './positions/followed-links';
import { LinkRules, PublishPositions } from './positions/publish-positions';
import { keptFor } from './sessions/kept-for';
import { OpenSession } from './sessions/open-session';
import { ReadLocation } from './sessions/read-location';
import { VerifyAccess, VerifyViewer } from './sessions/verify-viewer';
import { ViewerSessions, ViewerStores } from './sessions/viewer-sessions';
import { WarmAccess } from './sessions/warm-access';
import { TrackingController } from './tracking.controller';
import { VerifyController } from './verify.controller';

/** What the OpenAPI document describes. */
export const LINK_SESSION_CONTROLLERS = [
  TrackingController,
  VerifyController,
  BrandLogoController,
  NoticeController,
  UnsubscribeController,
];

/** position.enriched -> link.location; viewers of tracking links and their sessions; ends of links. */
@Module({
  controllers: [...LINK_SESSION_CONTROLLERS, LinkPositionConsumer, LinkRevocationConsumer],
  providers: [
    provideAs(TimeZones, TemporalTimeZones),
    provide(LinkTimes, TimeZones, Clock),
    ...codeProviders,
    ...endProviders,

    provide(NoticeMetrics, Metrics),
    provideAs(TellByMail, SendNotices, MailBudget, Clock, LiveConfig, NoticeMetrics),
    provide(KeepNotice, WorkerUnitOfWork),
    provide(SettleLink, LinkAccessStore, LinkTimes, LinkPositions, TellByMail),
    provide(ForgetLinks, WorkerDatabase, LinkAccessStore, LinkPositions),
    provide(LinkTimerParts, WorkerDatabase, Outbox, Clock),
    provide(RunLinkTimers, SettleLink, EmailVerification, LinkTimerParts, Lifecycle),

    provide(FollowedLinks, WorkerDatabase, Clock, Lifecycle, PrivatePlaces),
    provide(LinkRules, FollowProgress, LinkTimes),
    provide(PublishPositions, FollowedLinks, LinkRules, EventPublisher, LastPositions),
    provide(AnnouncePosition, PublishPositions, FollowedLinks),

    provide(ReadBrand, WorkerDatabase),
    provide(DescribeLink, LinkTimes, ReadBrand, PublicAddresses, LinkSessionConfig),
    provide(LinkDirectory, WorkerDatabase),
    provide(ViewerStores, LinkAccessStore, LinkDirectory, WorkerUnitOfWork),
    provide(ViewerSessions, ViewerStores, LinkTimes),
    provide(VerifyAccess, LinkDirectory, EmailVerification, LinkTimes),
    provide(OpenSession, WorkerUnitOfWork, LinkAccessStore, LinkTimes),
    provide(VerifyViewer, VerifyAccess, OpenSession, AnnouncePosition),
    provide(ReadLocation, LinkPositions, PublishPositions),
    provide(PublicAddresses, LiveConfig, ListeningPorts),
    provide(WarmAccess, WorkerDatabase, LinkAccessStore, LinkTimes),
    {
      provide: TidyTables,
      inject: [WorkerDatabase, LinkSessionConfig, Lifecycle],
      useFactory: (database: WorkerDatabase, { sessionDays }: LinkSessionConfig, lifecycle: Lifecycle) =>
        new TidyTables(database, keptFor(sessionDays), lifecycle),
    },
  ],
})
export class LinkSessionModule implements OnModuleInit {
  constructor(
    private readonly modules: ModuleRef,
    private readonly config: LinkSessionConfig,
  ) {}

  /** The limits are those of the process. */
  onModuleInit(): void {
    this.modules.get(RequestLimits, { strict: false }).extend(linkLimitRules(this.config));
  }
}
