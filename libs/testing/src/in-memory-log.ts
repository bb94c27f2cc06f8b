import {
  EventConsumers,
  EventPublisher,
  NotPublished,
  inEnvelope,
  type Consumer,
  type OutgoingEvent,
  type RunningConsumer,
} from '@yipii/platform';
import type { Envelope, Topic } from '@yipii/protocol';

export interface WrittenEvent extends Envelope<unknown> {
  readonly topic: string;
}

/** A log for one test: remembers what is written and hands it to all consumers of the topic before `publish` resolves. */
export class InMemoryLog extends EventPublisher {
  readonly written: WrittenEvent[] = [];
  /** Whether to refuse, as a log that is away. */
  isAway = false;
  private readonly started = new Set<Consumer<unknown>>();

  async publish<Event>(topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): Promise<void> {
    if (this.isAway) throw new NotPublished('the log is away');
    for (const outgoing of events) {
      const envelope = inEnvelope(outgoing);
      const offset = this.written.push({ ...envelope, topic: topic.name }) - 1;
      const batch = {
        topic,
        partition: 0,
        events: [{ ...envelope, offset }],
        nextOffset: offset + 1,
        lag: 0,
        publish: this.publish.bind(this),
      };
      for (const consumer of this.started) {
        if (consumer.topic.name === topic.name) await consumer.handle(batch);
      }
    }
  }

  subscribe(consumer: Consumer<unknown>): void {
    this.started.add(consumer);
  }

  unsubscribe(consumer: Consumer<unknown>): void {
    this.started.delete(consumer);
  }
}

/** How a process reads the log; several processes may share one. */
export class InMemoryConsumers extends EventConsumers {
  constructor(private readonly log: InMemoryLog) {
    super();
  }

  start<Event>(consumer: Consumer<Event>): RunningConsumer {
    this.log.subscribe(consumer);
    return {
      ready: Promise.resolve(),
      stop: () => {
        this.log.unsubscribe(consumer);
        return Promise.resolve();
      },
    };
  }
}
