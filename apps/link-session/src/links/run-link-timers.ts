import { RunTimers, type Clock, type Lifecycle, type Outbox, type WorkerDatabase } from '@yipii/platform';
import { linkTasks, linkTimers, sessionTimers } from './link-timers.postgres';
import type { SettleLink } from './settle-link';
import type { EmailVerification } from './verify-email.ports';

/** What the timers of links are fired with. */
export class LinkTimerParts {
  constructor(
    readonly database: WorkerDatabase,
    readonly outbox: Outbox,
    readonly clock: Clock,
  ) {}
}

/** Runs the timers and tasks of links; replicas share them. */
export class RunLinkTimers {
  private readonly all: readonly Pick<RunTimers<never>, 'start'>[];

  constructor(
    settle: SettleLink,
    emails: EmailVerification,
    parts: LinkTimerParts,
    private readonly lifecycle: Lifecycle,
  ) {
    this.all = [
      new RunTimers(linkTasks(settle, emails), parts),
      new RunTimers(linkTimers(settle), parts),
      new RunTimers(sessionTimers(settle), parts),
    ];
  }

  onApplicationBootstrap(): void {
    for (const timers of this.all) timers.start(this.lifecycle);
  }
}
