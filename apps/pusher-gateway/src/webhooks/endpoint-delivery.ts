import {
  FailureStreak,
  type Clock,
  type Logger,
  type OutgoingPost,
  type OutgoingRequest,
} from '@yipii/platform';
import type { PusherApp, WebhookEndpoint } from '../apps/pusher-app';
import type { Scheduler } from '../hub/scheduler.ports';
import { WaitingEvents, type EventBounds, type PreparedEvent } from './waiting-events';
import { ENVELOPE_BYTES, webhookRequest } from './webhook-body';
import type { WebhookEvent } from '../apps/webhook-events';
import type { WebhookMetrics, WebhookOutcome } from './webhook.metrics';

/** Events that have not been accepted within this time are dropped (Pusher Channels, "Webhooks"). */
const RETRY_FOR_MS = 300_000;
const BACK_OFF = { firstMs: 1_000, maxMs: 30_000 };
const REQUEST_BOUNDS: EventBounds = { maxEvents: 50, maxBytes: 256 * 1024 - ENVELOPE_BYTES };
/** Limits of the queue of one endpoint, besides the request in flight. */
const WAITING_BOUNDS: EventBounds = { maxEvents: 10_000, maxBytes: 8 * 1024 * 1024 };
const OVERFLOW_LOGGED_EVERY_MS = 60_000;

export interface DeliverySurroundings {
  readonly post: OutgoingPost;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly metrics: WebhookMetrics;
  readonly log: Logger;
  /** How long events are batched; 0: one event per request. */
  readonly batchMs: number;
}

interface WebhookBatch {
  readonly events: readonly PreparedEvent[];
  readonly request: OutgoingRequest;
  /** When its last event expires, epoch ms. */
  readonly deadline: number;
}

/**
 * Delivers events to one endpoint of one app, in order, one request at a time. A request that is not accepted
 * is retried until its newest event is five minutes old; events that reach that age in the queue are dropped
 * unsent. Endpoints are independent of each other.
 */
export class EndpointDelivery {
  private readonly waiting = new WaitingEvents(WAITING_BOUNDS);
  private readonly requestBounds: EventBounds;
  private readonly streak: FailureStreak;
  /** Fields of log lines. A webhook's path may hold a token, its host does not. */
  private readonly fields: { readonly app: string; readonly host: string };
  private batch: WebhookBatch | undefined;
  private inFlight: Promise<void> | undefined;
  /** No attempt before this time, epoch ms, except in a flush. */
  private pausedUntil = 0;
  /** When the next timer fires, epoch ms. */
  private wakeAt = Infinity;
  private overflowQuietUntil = 0;
  private isFlushing = false;
  private isClosed = false;

  constructor(
    private readonly app: PusherApp,
    private readonly endpoint: WebhookEndpoint,
    private readonly around: DeliverySurroundings,
  ) {
    this.requestBounds = around.batchMs === 0 ? { ...REQUEST_BOUNDS, maxEvents: 1 } : REQUEST_BOUNDS;
    this.fields = { app: app.id, host: new URL(endpoint.url).host };
    this.streak = new FailureStreak(around.log, this.fields, BACK_OFF, around.clock);
  }

  wants({ name, channel }: Pick<WebhookEvent, 'name' | 'channel'>): boolean {
    const { events, channels } = this.endpoint;
    return events.has(name) && channel.startsWith(channels.startsWith) && channel.endsWith(channels.endsWith);
  }

  tell(event: PreparedEvent): void {
    if (this.isClosed) {
      this.around.metrics.ended([event], 'stopped');
      return;
    }
    const dropped = this.waiting.add(event);
    if (dropped.length > 0) this.overflowed(dropped);
    this.schedule();
  }

  /** Tries everything that is left once, without pauses. */
  async flush(): Promise<void> {
    this.isFlushing = true;
    await this.inFlight;
    for (;;) {
      this.batch ??= this.nextBatch();
      const { batch } = this;
      if (!batch || this.isClosed) return;
      this.flushed(batch, await this.send(batch));
    }
  }

  /** Counts events that are left, or arrive later, as dropped. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.drop(
      [...(this.batch?.events ?? []), ...this.waiting.takeAll()],
      'stopped',
      'the process is stopping',
    );
    this.batch = undefined;
  }

  private schedule(): void {
    if (this.inFlight || this.isFlushing) return;
    const due = this.dueAt();
    if (due >= this.wakeAt) return;
    this.wakeAt = due;
    const { clock, scheduler } = this.around;
    scheduler.after(Math.max(0, due - clock.now()), () => this.wake(due));
  }

  /** When the next request is due, epoch ms; Infinity: never. */
  private dueAt(): number {
    const { oldestAt } = this.waiting;
    if (this.batch) return this.pausedUntil;
    if (oldestAt === null) return Infinity;
    return Math.max(
      this.pausedUntil,
      this.waiting.fill(this.requestBounds) ? 0 : oldestAt + this.around.batchMs,
    );
  }

  /** The request may have been sent already, and timers may fire a little early. */
  private wake(due: number): void {
    if (due === this.wakeAt) this.wakeAt = Infinity;
    if (this.inFlight || this.isFlushing || this.isClosed) return;
    if (this.around.clock.now() < this.dueAt()) {
      this.schedule();
      return;
    }
    this.batch ??= this.nextBatch();
    if (this.batch) this.inFlight = this.attempt(this.batch);
  }

  private nextBatch(): WebhookBatch | undefined {
    const now = this.around.clock.now();
    this.drop(this.waiting.takeOlderThan(now - RETRY_FOR_MS), 'expired', 'earlier events were not accepted');
    const events = this.waiting.take(this.requestBounds);
    const last = events.at(-1);
    if (!last) return undefined;
    const request = webhookRequest(this.app, this.endpoint, events, now);
    return { events, request, deadline: last.at + RETRY_FOR_MS };
  }

  private async attempt(batch: WebhookBatch): Promise<void> {
    const problem = await this.send(batch);
    this.inFlight = undefined;
    if (this.isClosed) return;
    if (problem) this.failed(batch, problem);
    else this.delivered(batch);
    this.schedule();
  }

  /** Returns why it was not accepted; null if it was. */
  private async send({ request }: WebhookBatch): Promise<Error | null> {
    const { post, metrics } = this.around;
    try {
      const { status } = await post.post(request);
      const isAccepted = status >= 200 && status < 300;
      metrics.answered(isAccepted ? 'accepted' : 'refused');
      return isAccepted ? null : new Error(`HTTP ${status}`);
    } catch (error) {
      metrics.answered('unanswered');
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private delivered({ events }: WebhookBatch): void {
    this.batch = undefined;
    this.pausedUntil = 0;
    this.streak.succeeded();
    this.around.metrics.ended(events, 'delivered');
  }

  private failed(batch: WebhookBatch, problem: Error): void {
    const now = this.around.clock.now();
    const resume = now + this.streak.failed('webhooks are not accepted, retrying', problem);
    const isOver = now >= batch.deadline;
    this.pausedUntil = isOver ? resume : Math.min(resume, batch.deadline);
    if (!isOver) return;
    this.batch = undefined;
    this.drop(batch.events, 'expired', problem.message);
  }

  private flushed(batch: WebhookBatch, problem: Error | null): void {
    if (this.isClosed) return;
    if (!problem) {
      this.delivered(batch);
      return;
    }
    this.batch = undefined;
    this.drop(batch.events, 'stopped', problem.message);
  }

  private overflowed(events: readonly PreparedEvent[]): void {
    const now = this.around.clock.now();
    this.around.metrics.ended(events, 'overflow');
    if (now < this.overflowQuietUntil) return;
    this.overflowQuietUntil = now + OVERFLOW_LOGGED_EVERY_MS;
    this.around.log.warn({ msg: 'webhook queue is full, dropping the oldest events', ...this.fields });
  }

  private drop(events: readonly PreparedEvent[], outcome: WebhookOutcome, reason: string): void {
    if (events.length === 0) return;
    this.around.metrics.ended(events, outcome);
    this.around.log.warn({
      msg: 'webhook events dropped',
      ...this.fields,
      outcome,
      reason,
      events: events.length,
    });
  }
}
