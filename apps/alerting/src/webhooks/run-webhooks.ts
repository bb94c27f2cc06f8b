import { setTimeout as sleep } from 'node:timers/promises';
import {
  FailureStreak,
  Logger,
  repeat,
  RunTimers,
  type Clock,
  type Lifecycle,
  type Outbox,
  type WorkerDatabase,
} from '@yipii/platform';
import type { DeliveryTable } from './delivery-table';
import type { PlanDeliveries } from './plan-deliveries';
import type { SendDeliveries } from './send-deliveries';
import { webhookRequests } from './webhook-requests.postgres';

const TIDY_MS = 60_000;
const DRAIN_MS = 5_000;

export class WebhookTimerParts {
  constructor(
    readonly database: WorkerDatabase,
    readonly outbox: Outbox,
    readonly clock: Clock,
  ) {}
}

/** Tells webhooks of what the event feed has, until the process stops. */
export class RunWebhooks {
  private readonly streak = new FailureStreak(new Logger('webhooks'), {});

  constructor(
    private readonly plan: PlanDeliveries,
    private readonly send: SendDeliveries,
    private readonly table: DeliveryTable,
    private readonly timers: WebhookTimerParts,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    new RunTimers(webhookRequests(this.timers.clock), this.timers).start(this.lifecycle);
    const planning = this.plan.watch(() => this.run());
    const sending = this.table.watch(this.timers.clock, () => this.send.run());
    const tidying = repeat(TIDY_MS, () =>
      this.attempt(() => this.table.giveUpExpired(this.timers.clock.now())),
    );
    const rounds = [planning, sending, tidying];
    this.lifecycle.onStop('intake', 'webhooks', () =>
      Promise.all(rounds.map((round) => round.stop())).then(() => undefined),
    );
    this.lifecycle.onStop('drain', 'webhooks', () =>
      Promise.race([this.send.idle(), sleep(DRAIN_MS, undefined, { ref: false })]),
    );
  }

  /** Plans what is new in the feed, and begins to send it; never rejects. */
  async run(): Promise<void> {
    await this.attempt(async () => {
      await this.plan.run();
    });
    await this.send.run();
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('webhooks can not be told of events, retrying', error);
    }
  }
}
