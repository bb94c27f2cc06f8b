import { topics } from '@yipii/protocol';
import type { Counter } from 'prom-client';
import type { Metrics } from '../metrics/metrics';

/** All have the label `topic`. */
export class OutboxMetrics {
  readonly published: Counter;
  readonly failures: Counter;
  readonly deadLetters: Counter;

  constructor(metrics: Metrics) {
    const labels = ['topic'];
    this.published = metrics.counter({
      name: 'yipii_outbox_published_total',
      help: 'Events of the outbox that were published.',
      labels,
    });
    this.failures = metrics.counter({
      name: 'yipii_outbox_failures_total',
      help: 'Failed attempts to publish the events of a key of the outbox.',
      labels,
    });
    this.deadLetters = metrics.counter({
      name: 'yipii_outbox_dead_letters_total',
      help: 'Events that could not be published, now in the table outbox_dead_letter.',
      labels,
    });
    // Prometheus sees no increase in a series that begins with its first event.
    for (const { name } of Object.values(topics)) this.deadLetters.inc({ topic: name }, 0);
  }
}
