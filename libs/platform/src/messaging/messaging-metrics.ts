import type { Counter, Histogram } from 'prom-client';
import type { Metrics } from '../metrics/metrics';

/** Labels of a consumer. */
interface ConsumerLabels {
  readonly topic: string;
  readonly group: string;
}

/** The lag of a consumer in a partition. */
export interface Lag {
  readonly labels: ConsumerLabels & { readonly partition: number };
  events: number;
}

/** Metrics of both transports, under the same names. */
export class MessagingMetrics {
  /** Labels `topic`. From the call of `publish` to the confirmation. */
  readonly publish: Histogram;
  /** Labels `topic`. Events that were given up; their publishers were rejected. */
  readonly notPublished: Counter;
  /** Labels `topic`, `group`. */
  readonly consumed: Counter;
  /** Labels `topic`, `group`. Answers of Kafka that brought events. */
  readonly fetches: Counter;
  /** Labels `topic`, `group`. */
  readonly commits: Counter;
  /** Labels `topic`, `group`. Batches that failed and will be retried. */
  readonly retries: Counter;
  /** Labels `topic`, `group`. */
  readonly deadLetters: Counter;
  /** Events that wait behind the last batch, by the values of the labels `topic`, `group` and `partition`. */
  private readonly lags = new Map<string, Lag>();
  private readonly stuck = new Map<string, { labels: ConsumerLabels; count: () => number }>();

  constructor(metrics: Metrics) {
    const consumer = ['topic', 'group'];
    const ofConsumers = (name: string, help: string) => metrics.counter({ name, help, labels: consumer });
    this.publish = metrics.latency({
      name: 'yipii_publish_seconds',
      help: 'Time from publishing events until they are durable.',
      labels: ['topic'],
    });
    this.notPublished = metrics.counter({
      name: 'yipii_not_published_total',
      help: 'Events that the log did not confirm in time.',
      labels: ['topic'],
    });
    this.consumed = ofConsumers('yipii_consumed_total', 'Events that a consumer has handled.');
    this.fetches = ofConsumers('yipii_consumer_fetches_total', 'Fetches from Kafka that brought events.');
    this.commits = ofConsumers('yipii_consumer_commits_total', 'Commits of offsets to Kafka.');
    metrics.gauge({
      name: 'yipii_consumer_lag',
      help: 'Events that wait behind the last batch of a consumer.',
      labels: [...consumer, 'partition'],
      collect: (gauge) => {
        gauge.reset();
        for (const { labels, events } of this.lags.values()) gauge.set({ ...labels }, events);
      },
    });
    this.retries = ofConsumers(
      'yipii_consumer_retries_total',
      'Batches that a consumer failed on and will retry.',
    );
    this.deadLetters = ofConsumers(
      'yipii_dead_letters_total',
      'Messages that a consumer could not process, now in the dead-letter topic.',
    );
    metrics.gauge({
      name: 'yipii_consumer_stuck_partitions',
      help: 'Partitions on which a consumer has been failing for more than a minute.',
      labels: consumer,
      collect: (gauge) => {
        for (const { labels, count } of this.stuck.values()) gauge.set({ ...labels }, count());
      },
    });
  }

  /** The lag of a consumer in a partition, whose `events` may be set with each batch: a gauge would take longer. */
  lagOf({ topic, group }: ConsumerLabels, partition: number): Lag {
    const key = `${topic} ${group} ${partition}`;
    const lag = this.lags.get(key) ?? { labels: { topic, group, partition }, events: 0 };
    this.lags.set(key, lag);
    return lag;
  }

  /** Reports the lag of these partitions only from now on: others are read by other processes. */
  keepLags({ topic, group }: ConsumerLabels, partitions: readonly number[]): void {
    for (const [key, { labels }] of this.lags)
      if (labels.topic === topic && labels.group === group && !partitions.includes(labels.partition))
        this.lags.delete(key);
  }

  /** Lets the metric of stuck partitions ask `count` for those of a consumer, whose dead letters are 0 so far. */
  measureStuck(labels: ConsumerLabels, count: () => number): void {
    this.deadLetters.inc({ ...labels }, 0);
    this.stuck.set(`${labels.group} ${labels.topic}`, { labels, count });
  }
}
