import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** From 1 ms to 10 s, for single hops as well as for the whole path from device to client. */
const LATENCY_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How often the delay of the event loop is measured, which wakes the process. It is part of what is measured. */
export const LAG_SAMPLED_EVERY_MS = 100;

interface MetricText {
  /** `yipii_<noun>_<unit or total>`. */
  readonly name: string;
  readonly help: string;
  /** Labels must have few values: never an id. */
  readonly labels?: readonly string[];
}

/** The metrics of this process, in Prometheus' text format at `/metrics`. A metric that is requested twice is created once. */
export class Metrics {
  readonly registry = new Registry();

  /** Once in a process: its observers stay until the end. */
  collectProcessMetrics(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_SAMPLED_EVERY_MS });
  }

  counter({ name, help, labels = [] }: MetricText): Counter {
    return (
      (this.registry.getSingleMetric(name) as Counter | undefined) ??
      new Counter({ name, help, labelNames: [...labels], registers: [this.registry] })
    );
  }

  /** `collect` is called to set the values when they are read. */
  gauge({ name, help, labels = [], collect }: MetricText & { collect?: (gauge: Gauge) => void }): Gauge {
    const known = this.registry.getSingleMetric(name) as Gauge | undefined;
    if (known) return known;
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      ...(collect && { collect: () => collect(gauge) }),
    });
    return gauge;
  }

  /** In seconds. */
  latency({ name, help, labels = [] }: MetricText): Histogram {
    return (
      (this.registry.getSingleMetric(name) as Histogram | undefined) ??
      new Histogram({
        name,
        help,
        labelNames: [...labels],
        buckets: LATENCY_BUCKETS_S,
        registers: [this.registry],
      })
    );
  }
}
