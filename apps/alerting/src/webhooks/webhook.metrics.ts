import { isAccepted, type AttemptOutcome } from '@yipii/domain';
import type { Metrics } from '@yipii/platform';

/** Counts attempts to deliver to the endpoints of accounts. */
export class WebhookMetrics {
  private readonly attempts;
  private readonly seconds;

  constructor(metrics: Metrics) {
    this.attempts = metrics.counter({
      name: 'yipii_webhook_attempts_total',
      help: 'Attempts to deliver an event to a webhook: accepted, refused (another status), unanswered',
      labels: ['outcome'],
    });
    this.seconds = metrics.latency({
      name: 'yipii_webhook_answer_seconds',
      help: 'How long endpoints of webhooks take to answer',
    });
  }

  attempted(outcome: AttemptOutcome, durationMs: number): void {
    const refused = outcome.kind === 'answered' ? 'refused' : 'unanswered';
    this.attempts.inc({ outcome: isAccepted(outcome) ? 'accepted' : refused });
    this.seconds.observe(durationMs / 1_000);
  }
}
