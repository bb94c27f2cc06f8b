import { FailureStreak, Logger, deadLetterTopic, type EventPublisher, type Metrics } from '@yipii/platform';
import { topics, type Warning } from '@yipii/protocol';

/** Raw frames kept per connection; whoever sends more garbage than that is only counted. */
const MAX_DEAD_LETTERS = 16;

/** Where something came from: one connection of one device. */
export interface Source {
  readonly protocol: string;
  /** Address and port. */
  readonly peer: string;
}

/** Counts and logs what devices do, and keeps what they sent that nobody can read. */
export class Journal {
  private readonly log = new Logger('devices');
  private readonly streak = new FailureStreak(this.log, {});
  private readonly logged = new WeakMap<Source, Set<string>>();
  private readonly deadLetters = new WeakMap<Source, number>();

  private readonly counters;

  constructor(
    private readonly publisher: EventPublisher,
    metrics: Metrics,
  ) {
    this.counters = createCounters(metrics);
  }

  connected({ protocol }: Source): void {
    this.counters.connections.inc({ protocol });
  }

  disconnected({ protocol }: Source): void {
    this.counters.connections.dec({ protocol });
  }

  /** A connection that was not taken in, for a constant reason. */
  refused(protocol: string, reason: string): void {
    this.counters.refused.inc({ protocol, reason });
  }

  /** Counted each time; logged once per connection and reason. */
  warned(source: Source, { reason, detail }: Warning): void {
    const { protocol, peer } = source;
    this.counters.warnings.inc({ protocol, reason });
    const logged = this.logged.get(source) ?? new Set();
    this.logged.set(source, logged);
    if (logged.has(reason)) return;
    logged.add(reason);
    this.log.warn({ msg: 'bad input of a device', protocol, peer: networkOf(peer), reason, detail });
  }

  /** A connection that we close. While the log is away that happens to all of them: whoever watches the log knows. */
  givenUp({ protocol, peer }: Source, reason: string, detail?: string): void {
    this.counters.warnings.inc({ protocol, reason });
    const fields = {
      msg: 'connection of a device given up',
      protocol,
      peer: networkOf(peer),
      reason,
      detail,
    };
    if (reason === 'not_durable') this.log.debug(fields);
    else this.log.log(fields);
  }

  /** Two live connections say they are the same device; one of them may be somebody else. */
  doubled({ protocol, peer }: Source, uniqueId: string): void {
    this.counters.doubled.inc({ protocol });
    this.log.warn({
      msg: 'two live connections of one device',
      security: true,
      uniqueId,
      protocol,
      peer: networkOf(peer),
    });
  }

  /** A frame that nobody can read goes to the dead letters of `position.received`. */
  undecodable(source: Source, key: string, frame: Buffer, reason: string): void {
    const kept = this.deadLetters.get(source) ?? 0;
    if (kept === MAX_DEAD_LETTERS) return;
    this.deadLetters.set(source, kept + 1);
    const { protocol, peer } = source;
    const event = {
      origin: { kind: 'device' as const, peer, protocol },
      reason,
      payload: frame.toString('base64'),
    };
    this.publisher.publish(deadLetterTopic(topics.positionReceived), [{ key, event }]).then(
      () => this.streak.succeeded(),
      (error: unknown) => this.streak.failed('a frame that can not be read was not kept', error),
    );
  }

  acknowledged({ protocol }: Source, records: number, seconds: number): void {
    this.counters.records.inc({ protocol }, records);
    this.counters.acknowledged.observe({ protocol }, seconds);
  }
}

/** An address as far as a log may show it: its network. */
export function networkOf(peer: string): string {
  const v4 = /(\d+\.\d+\.\d+)\.\d+(:\d+)?$/.exec(peer)?.[1];
  return v4 === undefined ? `${peer.split(':').slice(0, 3).join(':')}::/48` : `${v4}.0/24`;
}

function createCounters(metrics: Metrics) {
  const labels = ['protocol'];
  const withReason = [...labels, 'reason'];
  return {
    connections: metrics.gauge({
      name: 'yipii_device_connections',
      help: 'Open connections of devices.',
      labels,
    }),
    refused: metrics.counter({
      name: 'yipii_device_connections_refused_total',
      help: 'Connections that were not taken in.',
      labels: withReason,
    }),
    warnings: metrics.counter({
      name: 'yipii_device_warnings_total',
      help: 'Input of devices that is not as it should be.',
      labels: withReason,
    }),
    doubled: metrics.counter({
      name: 'yipii_device_doubled_total',
      help: 'Connections of a device that had one already.',
      labels,
    }),
    records: metrics.counter({
      name: 'yipii_device_records_total',
      help: 'Records acknowledged to their devices.',
      labels,
    }),
    acknowledged: metrics.latency({
      name: 'yipii_device_ack_seconds',
      help: 'From a complete frame to its acknowledgement.',
      labels,
    }),
  };
}
