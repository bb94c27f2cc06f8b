import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Topic } from '@yipii/protocol';
import { inEnvelope } from '../in-envelope';
import { EventPublisher, NotPublished, PartitionLost, type OutgoingEvent } from '../messaging.ports';
import type { MessagingMetrics } from '../messaging-metrics';
import type { ConfirmingProducer } from './confirming-producer';
import type { KafkaTopics } from './kafka-topics';
import type { RoutedMessage } from './leader-router';

/** Maximum of one send: a broker takes 1 MB per partition, and kafkajs sorts slowly. */
const MAX_MESSAGES = 1_000;
const MAX_BYTES = 768_000;
/**
 * From one send to the next, at least, unless it is full: what comes in a trickle shares sends and the wake-ups behind
 * them. An event that comes alone is sent at once, with all that is published in the same turn of the event loop.
 */
const ROUND_MS = 10;

/** Returns whether the partition may already belong to another member. */
export type Fence = () => boolean;

interface Submission {
  readonly messages: readonly RoutedMessage[];
  readonly bytes: number;
  readonly isLost: Fence;
  readonly confirm: () => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * One send in flight; what arrives meanwhile is gathered for the next, so nothing overtakes. (With concurrent
 * sends kafkajs 2.2.4 reuses the sequence numbers of a failed one, and an acknowledged message can be lost.)
 */
export class KafkaPublisher extends EventPublisher {
  private readonly waiting: Submission[] = [];
  private sending: Promise<void> | undefined;
  private nextAt = 0;

  constructor(
    private readonly producer: ConfirmingProducer,
    private readonly topics: KafkaTopics,
    private readonly metrics: MessagingMetrics,
  ) {
    super();
  }

  publish<Event>(topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): Promise<void> {
    return this.publishFenced(topic, events, () => false);
  }

  /**
   * As `publish`, but rejects with {@link PartitionLost} once `isLost`, which is checked right before each attempt.
   */
  async publishFenced<Event>(
    topic: Topic<Event>,
    events: readonly OutgoingEvent<Event>[],
    isLost: Fence,
  ): Promise<void> {
    if (events.length === 0) return;
    const stopTimer = this.metrics.publish.startTimer({ topic: topic.name });
    try {
      await this.topics.ensure(topic);
      const messages = encode(this.topics.nameOf(topic), events);
      // One after the other: what follows a part that is refused must not overtake its repeat.
      for (const part of splitBySize(messages)) await this.submit(part, isLost);
      stopTimer();
    } catch (error) {
      this.metrics.notPublished.inc({ topic: topic.name }, events.length);
      throw error instanceof PartitionLost ? error : new NotPublished(reasonOf(error), { cause: error });
    }
  }

  /** Resolves when nothing is waiting. */
  async drain(): Promise<void> {
    await this.sending;
  }

  private submit(messages: readonly RoutedMessage[], isLost: Fence): Promise<void> {
    return new Promise((confirm, refuse) => {
      const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0);
      this.waiting.push({ messages, bytes, isLost, confirm, refuse });
      this.sending ??= this.sendWaiting();
    });
  }

  private async sendWaiting(): Promise<void> {
    while (this.waiting.length > 0) {
      const pauseMs = this.nextAt - performance.now();
      if (pauseMs > 0 && !this.isFull()) await sleep(pauseMs);
      else await turn();
      this.nextAt = performance.now() + ROUND_MS;
      await this.send(this.gather());
    }
    this.sending = undefined;
  }

  private isFull(): boolean {
    let [messages, bytes] = [0, 0];
    for (const submission of this.waiting) {
      messages += submission.messages.length;
      bytes += submission.bytes;
    }
    return messages >= MAX_MESSAGES || bytes >= MAX_BYTES;
  }

  private gather(): Submission[] {
    let [messages, bytes, count] = [0, 0, 0];
    for (const submission of this.waiting) {
      messages += submission.messages.length;
      bytes += submission.bytes;
      if (count > 0 && (messages > MAX_MESSAGES || bytes > MAX_BYTES)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async send(gathered: readonly Submission[]): Promise<void> {
    const owned = gathered.filter((submission) => !refuseLost(submission));
    if (owned.length === 0) return;
    try {
      await this.producer.confirm(
        owned.flatMap(({ messages }) => messages),
        () => !owned.some(({ isLost }) => isLost()),
      );
      for (const { confirm } of owned) confirm();
    } catch (error) {
      // Events behind it would wait just as long and fail in the same way.
      for (const submission of [...owned, ...this.waiting.splice(0)]) {
        if (!refuseLost(submission)) submission.refuse(error);
      }
    }
  }
}

function refuseLost({ isLost, refuse }: Submission): boolean {
  const lost = isLost();
  if (lost) refuse(new PartitionLost('another member may own the partition by now'));
  return lost;
}

/** What is published at once may be more than the broker takes in one send, e.g. behind a backlog. */
function splitBySize(messages: readonly RoutedMessage[]): RoutedMessage[][] {
  const parts: RoutedMessage[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const part = parts.at(-1);
    bytes += sizeOf(message);
    if (part && part.length < MAX_MESSAGES && bytes <= MAX_BYTES) part.push(message);
    else {
      parts.push([message]);
      bytes = sizeOf(message);
    }
  }
  return parts;
}

function sizeOf({ value }: RoutedMessage): number {
  return value ? Buffer.byteLength(value) : 0;
}

function encode(topic: string, events: readonly OutgoingEvent<unknown>[]): RoutedMessage[] {
  return events.map((outgoing) => ({
    topic,
    key: outgoing.key,
    value: JSON.stringify(inEnvelope(outgoing)),
  }));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
