import type { Counter, Gauge, Histogram } from 'prom-client';
import type { Metrics } from '../metrics/metrics';

/** What both transports measure, under the same names. */
export class MessagingMetrics {
  /** Labels `topic`. From the call of `publish` to the confirmation. */
  readonly publish: Histogram;
  /** Labels `topic`. Events given up, whose publishers were told. */
  readonly notPublished: Counter;
  /** Labels `topic`, `group`. */
  readonly consumed: Counter;
  /** Labels `topic`, `group`, `partition`. Events that wait. */
  readonly lag: Gauge;
  /** Labels `topic`, `group`. Batches that failed and come again. */
  readonly retries: Counter;
  /** Labels `topic`, `group`. */
  readonly deadLetters: Counter;

  constructor(metrics: Metrics) {
    const consumer = ['topic', 'group'];
    this.publish = metrics.latency({
      name: 'yipii_publish_seconds',
      help: 'From publishing events to their being durable.',
      labels: ['topic'],
    });
    this.notPublished = metrics.counter({
      name: 'yipii_not_published_total',
      help: 'Events that the log did not confirm in time.',
      labels: ['topic'],
    });
    this.consumed = metrics.counter({
      name: 'yipii_consumed_total',
      help: 'Events that a consumer has finished.',
      labels: consumer,
    });
    this.lag = metrics.gauge({
      name: 'yipii_consumer_lag',
      help: 'Events that wait behind the last batch of a consumer.',
      labels: [...consumer, 'partition'],
    });
    this.retries = metrics.counter({
      name: 'yipii_consumer_retries_total',
      help: 'Batches that a consumer failed on, to be tried again.',
      labels: consumer,
    });
    this.deadLetters = metrics.counter({
      name: 'yipii_dead_letters_total',
      help: 'Messages that a consumer could not read, now in the dead-letter topic.',
      labels: consumer,
    });
  }
}
