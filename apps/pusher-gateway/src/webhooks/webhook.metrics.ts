import type { Metrics } from '@yipii/platform';
import type { PreparedEvent } from './waiting-events';

/** How an event ended: accepted by its endpoint, or dropped, and why. */
export type WebhookOutcome = 'delivered' | 'expired' | 'overflow' | 'stopped';
/** How a request ended: with a 2xx, with another status, or without an answer. */
export type WebhookAnswer = 'accepted' | 'refused' | 'unanswered';

/** What becomes of webhooks. */
export class WebhookMetrics {
  private readonly events;
  private readonly requests;

  constructor(metrics: Metrics) {
    this.events = metrics.counter({
      name: 'yipii_gateway_webhook_events_total',
      help: 'Events for webhook endpoints: delivered, or dropped because they expired, were too many or the process stopped',
      labels: ['event', 'outcome'],
    });
    this.requests = metrics.counter({
      name: 'yipii_gateway_webhook_requests_total',
      help: 'Requests to webhook endpoints, repeated ones included',
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
