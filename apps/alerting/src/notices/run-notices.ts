import type { PersonNotices } from '@yipii/domain';
import {
  FailureStreak,
  Logger,
  RunTimers,
  type Clock,
  type Lifecycle,
  type Outbox,
  type TimerTable,
  type WorkerDatabase,
} from '@yipii/platform';
import type { FollowAlerts } from './follow-alerts';
import { readNoticeRules } from './notice-store.postgres';
import type { TellPeople } from './tell-people';

interface PersonRow {
  readonly account_id: string;
  readonly email: string;
  readonly state: PersonNotices;
}

/** People who are to be told of something by now: digests, ends of quiet hours, escalations. */
export function personTimers(tell: TellPeople, clock: Clock): TimerTable<PersonRow> {
  return {
    ...{ kind: 'notification', table: 'notification_person', primaryKey: 'id' },
    columns: ['account_id', 'email', 'state'],
    fire: async ({ row }, tx) => {
      const now = clock.now();
      const accountId = Number(row.account_id);
      const rules = await readNoticeRules(tx, accountId, now);
      const person = { accountId, email: row.email, state: row.state, inputs: [{ kind: 'clock' } as const] };
      return { nextDueAt: await tell.run(tx, person, rules, now), events: [] };
    },
  };
}

export class NoticeTimerParts {
  constructor(
    readonly database: WorkerDatabase,
    readonly outbox: Outbox,
    readonly clock: Clock,
  ) {}
}

/** Tells people of alerts until the process stops. */
export class RunNotices {
  private readonly streak = new FailureStreak(new Logger('notices'), {});

  constructor(
    private readonly alerts: FollowAlerts,
    private readonly tell: TellPeople,
    private readonly timers: NoticeTimerParts,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    new RunTimers(personTimers(this.tell, this.timers.clock), this.timers).start(this.lifecycle);
    const watching = this.alerts.watch(() => this.run());
    this.lifecycle.onStop('intake', 'notices', () => watching.stop());
  }

  private async run(): Promise<void> {
    try {
      await this.alerts.run();
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('people can not be told of alerts, retrying', error);
    }
  }
}
