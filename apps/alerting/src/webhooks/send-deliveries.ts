import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { retryAfterMs, type AttemptOutcome } from '@yipii/domain';
import {
  FailureStreak,
  Logger,
  NoAnswer,
  type Clock,
  type OutgoingPost,
  type SealedTexts,
} from '@yipii/platform';
import type { Claim, ClaimedDelivery, DeliveryTable, Lease } from './delivery-table';
import type { SettleAttempt } from './settle-attempt';
import { signDelivery } from './sign-delivery';
import type { WebhookMetrics } from './webhook.metrics';

/** Requests of a process at a time; endpoints that fail get half of them at most. */
const AT_ONCE = 512;
const FAILING_AT_ONCE = AT_ONCE / 2;
/** Requests to an endpoint at a time; one to an endpoint that fails. */
const PER_WEBHOOK = 4;
/** After a process dies, another one takes over its deliveries within this time. */
const LEASE_MS = 60_000;

interface Round extends Pick<Claim, 'failing' | 'except'> {
  readonly lease: Lease;
}

interface Slot {
  /** In flight. */
  count: number;
  claimed: number;
  /** Whether the endpoint fails. */
  readonly failing: boolean;
}

export class DeliveryParts {
  constructor(
    readonly table: DeliveryTable,
    readonly post: OutgoingPost,
    readonly texts: SealedTexts,
    readonly clock: Clock,
  ) {}
}

/**
 * Sends what is due, from every replica. Endpoints are independent: each has a few requests at a time, and those that
 * fail share a part of the places, so that none waits for another one that does not answer.
 */
export class SendDeliveries {
  private readonly streak: FailureStreak;
  /** Requests in flight, by webhook. */
  private readonly busy = new Map<number, Slot>();
  private readonly sending = new Set<Promise<void>>();
  private round: Promise<void> | undefined;
  private isWanted = false;
  /** Whether others wait for a place. */
  private isFull = false;

  constructor(
    private readonly parts: DeliveryParts,
    private readonly settle: SettleAttempt,
    private readonly metrics: WebhookMetrics,
  ) {
    this.streak = new FailureStreak(new Logger('webhooks'), {}, {}, parts.clock);
  }

  /** Starts to send what is due. Never rejects. */
  run(): Promise<void> {
    this.isWanted = true;
    return (this.round ??= this.rounds().finally(() => (this.round = undefined)));
  }

  /** Resolves once nothing is being sent. */
  async idle(): Promise<void> {
    while (this.sending.size > 0 || this.round) await Promise.all([...this.sending, this.round]);
  }

  private async rounds(): Promise<void> {
    while (this.isWanted) {
      // What is stored together frees many places at once.
      await turn();
      this.isWanted = false;
      try {
        await this.claim();
        this.streak.succeeded();
      } catch (error) {
        this.streak.failed('deliveries of webhooks can not be read, retrying', error);
      }
    }
  }

  private async claim(): Promise<void> {
    const now = this.parts.clock.now();
    const lease = { now, until: now + LEASE_MS };
    const except = [...this.busy.keys()];
    this.isFull = false;
    await Promise.all([false, true].map((failing) => this.claimFor({ failing, lease, except })));
  }

  private async claimFor({ failing, lease, except }: Round): Promise<void> {
    const taken = [...this.busy.values()].filter((one) => !failing || one.failing);
    const free = (failing ? FAILING_AT_ONCE : AT_ONCE) - taken.reduce((sum, { count }) => sum + count, 0);
    const perWebhook = failing ? 1 : PER_WEBHOOK;
    const claimed = await this.parts.table.claim(lease, { failing, limit: free, perWebhook, except });
    if (claimed.length === free) this.isFull = true;
    for (const delivery of claimed) this.begin(delivery, { failing, perWebhook });
  }

  private begin(
    delivery: ClaimedDelivery,
    { failing, perWebhook }: Pick<Claim, 'failing' | 'perWebhook'>,
  ): void {
    const { webhookId } = delivery;
    const slot = this.busy.get(webhookId) ?? { count: 0, claimed: 0, failing };
    this.busy.set(webhookId, slot);
    slot.count += 1;
    slot.claimed += 1;
    const sent: Promise<void> = this.attempt(delivery).finally(() => {
      this.sending.delete(sent);
      slot.count -= 1;
      if (slot.count > 0) return;
      this.busy.delete(webhookId);
      // It may have more that is due; else the next round finds what comes.
      if (slot.claimed === perWebhook || this.isFull) void this.run();
    });
    this.sending.add(sent);
  }

  private async attempt(delivery: ClaimedDelivery): Promise<void> {
    const startedAt = this.parts.clock.now();
    const outcome = await this.send(delivery);
    const at = this.parts.clock.now();
    this.metrics.attempted(outcome, at - startedAt);
    await this.keep(() => this.settle.run({ delivery, outcome, at, durationMs: at - startedAt }));
  }

  private async send(delivery: ClaimedDelivery): Promise<AttemptOutcome> {
    const { event } = delivery;
    if (!event) return { kind: 'unanswered', reason: 'the event is not kept any more' };
    try {
      const { post, texts, clock } = this.parts;
      const { status, retryAfter } = await post.post(signDelivery(delivery, event, texts, clock.now()));
      return { kind: 'answered', status, retryAfterMs: retryAfterMs(retryAfter, clock.now()) };
    } catch (error) {
      if (error instanceof NoAnswer) return { kind: 'unanswered', reason: error.message.slice(0, 200) };
      this.streak.failed('a webhook can not be signed', error);
      return { kind: 'unanswered', reason: 'it could not be signed' };
    }
  }

  /** Keeps the outcome while the database is unavailable, as long as the lease lasts. */
  private async keep(store: () => Promise<void>): Promise<void> {
    const until = Date.now() + LEASE_MS / 2;
    for (;;) {
      try {
        await store();
        return;
      } catch (error) {
        const pause = this.streak.failed('the outcome of a delivery can not be stored, retrying', error);
        if (Date.now() + pause > until) return;
        await sleep(pause);
      }
    }
  }
}
