import type { Metrics } from '@yipii/platform';
import type { PreparedEvent } from './waiting-events';

/** Outcome of an event: accepted by its endpoint, or the reason why it was dropped. */
export type WebhookOutcome = 'delivered' | 'expired' | 'overflow' | 'stopped';
/** Outcome of a request: a 2xx status, another status, or no answer. */
export type WebhookAnswer = 'accepted' | 'refused' | 'unanswered';

/** Counts webhook events and requests by outcome. */
export class WebhookMetrics {
  private readonly events;
  private readonly requests;

  constructor(metrics: Metrics) {
    this.events = metrics.counter({
      name: 'yipii_gateway_webhook_events_total',
      help: 'Events for webhook endpoints: delivered, or dropped (expired, queue full, process stopped)',
      labels: ['event', 'outcome'],
    });
    this.requests = metrics.counter({
      name: 'yipii_gateway_webhook_requests_total',
      help: 'Requests to webhook endpoints, retries included',
      labels: ['answer'],
    });
  }

  ended(events: readonly Pick<PreparedEvent, 'name'>[], outcome: WebhookOutcome): void {
    for (const { name } of events) this.events.inc({ event: name, outcome });
  }

  answered(answer: WebhookAnswer): void {
    this.requests.inc({ answer });
  }
}
