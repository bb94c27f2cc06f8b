import { Logger, type Clock, type OutgoingPost } from '@yipii/platform';
import type { PusherApp } from '../apps/pusher-app';
import type { PusherAppsConfig } from '../apps/apps.config';
import type { Scheduler } from '../hub/scheduler.ports';
import { EndpointDelivery, type DeliverySurroundings } from './endpoint-delivery';
import { OnceInAWhile } from './once-in-a-while';
import type { PreparedEvent } from './waiting-events';
import type { WebhookEvent } from '../apps/webhook-events';
import type { WebhookMetrics } from './webhook.metrics';

/** Many clients may ask for the same empty cache channel at once. */
const CACHE_MISS_EVERY_MS = 5_000;
const CACHE_MISSES_KEPT = 10_000;

/**
 * Sends the webhooks of Pusher apps (Pusher Channels, "Webhooks"): batched, signed, retried for five minutes,
 * at least once and in order per endpoint. The queue is in memory only.
 */
export class SendWebhooks {
  private readonly around: DeliverySurroundings;
  private readonly deliveries = new Map<PusherApp, readonly EndpointDelivery[]>();
  private readonly cacheMisses = new OnceInAWhile(CACHE_MISS_EVERY_MS, CACHE_MISSES_KEPT);
  private isClosed = false;

  constructor(
    post: OutgoingPost,
    clock: Clock,
    scheduler: Scheduler,
    metrics: WebhookMetrics,
    { webhookBatchMs }: Pick<PusherAppsConfig, 'webhookBatchMs'>,
  ) {
    const log = new Logger('webhooks');
    this.around = { post, clock, scheduler, metrics, log, batchMs: webhookBatchMs };
  }

  /** Queues the event; nothing is sent synchronously. */
  tell(app: PusherApp, event: WebhookEvent): void {
    if (app.webhooks.length === 0) return;
    const wanting = this.deliveriesOf(app).filter((delivery) => delivery.wants(event));
    if (wanting.length === 0 || this.isRepeated(app, event)) return;
    const prepared = this.prepare(event);
    for (const delivery of wanting) delivery.tell(prepared);
  }

  /**
   * Sends queued events once, without pauses, and completes requests in flight, all within the given time.
   * The rest, and events that arrive later, count as dropped.
   */
  async flush(withinMs: number): Promise<void> {
    const deliveries = [...this.deliveries.values()].flat();
    const timeIsUp = new Promise<void>((resolve) => this.around.scheduler.after(withinMs, resolve));
    await Promise.race([timeIsUp, Promise.all(deliveries.map((delivery) => delivery.flush()))]);
    this.isClosed = true;
    for (const delivery of [...this.deliveries.values()].flat()) delivery.close();
  }

  private deliveriesOf(app: PusherApp): readonly EndpointDelivery[] {
    const known = this.deliveries.get(app);
    if (known) return known;
    const created = app.webhooks.map((endpoint) => new EndpointDelivery(app, endpoint, this.around));
    if (this.isClosed) for (const delivery of created) delivery.close();
    this.deliveries.set(app, created);
    return created;
  }

  private isRepeated(app: PusherApp, event: WebhookEvent): boolean {
    if (event.name !== 'cache_miss') return false;
    return !this.cacheMisses.take(`${app.id} ${event.channel}`, this.around.clock.now());
  }

  private prepare(event: WebhookEvent): PreparedEvent {
    const json = JSON.stringify(event);
    return { name: event.name, json, bytes: Buffer.byteLength(json), at: this.around.clock.now() };
  }
}
