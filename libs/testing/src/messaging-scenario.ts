import { randomUUID } from 'node:crypto';
import {
  Clock,
  deadLetterTopic,
  type Batch,
  type ConsumedEvent,
  type Consumer,
  type EventConsumers,
  type EventPublisher,
  type Health,
  type Metrics,
} from '@yipii/platform';
import type { Topic } from '@yipii/protocol';

/** Messaging as one process has it. */
export interface MessagingProcess {
  readonly publisher: EventPublisher;
  readonly consumers: EventConsumers;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Stops what is still running, cleanly. */
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly clock: Clock;
  /** A publish that is not durable after this time is rejected. */
  readonly publishTimeoutMs?: number;
}

/** A log that the suite may use and disturb. */
export interface MessagingFixture {
  /** A process on the log. Only one is open at a time; all topics that it will use are given. */
  open(topics: readonly Topic<unknown>[], options: ProcessOptions): Promise<MessagingProcess>;
  /** Puts bytes into a topic that exists, as no publisher of ours would; no process is open meanwhile. */
  writeRaw(topic: Topic<unknown>, message: { key: string; value: string }): Promise<void>;
  /** Messages of the topic that are durable now, counted beside the process under test. */
  countStored(topic: Topic<unknown>): Promise<number>;
  /** The log goes away: running connections break and new ones fail, until `restore`. */
  interrupt(): Promise<void>;
  restore(): Promise<void>;
  destroy(): Promise<void>;
}

export interface Numbered {
  readonly n: number;
  readonly padding?: string;
}

/** The real time, or so much later. */
export class ShiftedClock extends Clock {
  shiftMs = 0;

  now(): number {
    return Date.now() + this.shiftMs;
  }
}

type Step<Event> = (batch: Batch<Event>) => Promise<void> | void;

/** What most cases need: one process on a topic of their own. */
export class MessagingScenario {
  topic = aTopic();
  process!: MessagingProcess;
  /** Of the processes that are opened. */
  clock = new ShiftedClock();

  private constructor(readonly fixture: MessagingFixture) {}

  /** Registers the hooks that prepare and clean up the suite and each of its tests. */
  static forEachTest(setup: () => Promise<MessagingFixture>): MessagingScenario {
    const scenario = Object.create(MessagingScenario.prototype) as MessagingScenario;
    beforeAll(async () => void Object.assign(scenario, new MessagingScenario(await setup())));
    afterAll(() => scenario.fixture.destroy());
    beforeEach(async () => {
      scenario.topic = aTopic();
      scenario.clock = new ShiftedClock();
      await scenario.open();
    });
    afterEach(async () => {
      await scenario.fixture.restore();
      await scenario.process.close();
    });
    return scenario;
  }

  async open(options: Partial<ProcessOptions> = {}): Promise<void> {
    const topics = [this.topic, deadLetterTopic(this.topic)] as Topic<unknown>[];
    this.process = await this.fixture.open(topics, { clock: this.clock, ...options });
  }

  /** A clean restart. */
  async reopen(options?: Partial<ProcessOptions>): Promise<void> {
    await this.process.close();
    await this.open(options);
  }

  publish(key: string, ...numbers: number[]): Promise<void> {
    const events = numbers.map((n) => ({ key, event: { n } }));
    return this.process.publisher.publish(this.topic, events);
  }

  read(group: string, step?: Step<Numbered>, owner?: Consumer<Numbered>['owner']) {
    return startReading(this.process.consumers, { topic: this.topic, group, owner }, step);
  }
}

export const KEYS: readonly string[] = range(16).map((n) => String.fromCharCode(97 + n));

export function range(length: number): number[] {
  return Array.from({ length }, (_, n) => n);
}

export function aTopic(delivery: 'group' | 'replicas' = 'group'): Topic<Numbered> {
  return {
    name: `contract.${randomUUID().slice(0, 8)}.v1`,
    from: ['contract'],
    to: ['contract'],
    key: 'a letter',
    delivery,
    retentionMs: 3_600_000,
    partitions: delivery === 'group' ? 'positions' : 'few',
    accepts: (value): value is Numbered => typeof (value as Partial<Numbered> | null)?.n === 'number',
  };
}

/** A consumer that keeps what it was given; `step` runs first, and a batch counts as read once it went through. */
export function startReading<Event>(
  consumers: EventConsumers,
  consumer: Omit<Consumer<Event>, 'handle'>,
  step: Step<Event> = () => undefined,
) {
  const batches: Batch<Event>[] = [];
  const events: ConsumedEvent<Event>[] = [];
  const partitions = new Map<string, number>();
  const running = consumers.start<Event>({
    ...consumer,
    handle: async (batch) => {
      batches.push(batch);
      for (const { subject } of batch.events) partitions.set(subject, batch.partition);
      await step(batch);
      events.push(...batch.events);
    },
  });
  return {
    batches,
    events,
    ready: running.ready,
    stop: () => running.stop(),
    partitionOf: (key: string) => partitions.get(key),
    numbersOf: (key: string) =>
      events.filter(({ subject }) => subject === key).map(({ event }) => (event as Numbered).n),
    originAt: (offset: number) => ({
      kind: 'topic',
      topic: consumer.topic.name,
      partition: batches[0]?.partition,
      offset,
    }),
  };
}
