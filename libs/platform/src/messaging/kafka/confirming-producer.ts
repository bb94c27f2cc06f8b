import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Producer } from 'kafkajs';
import type { KafkaConfig } from '../../config/shared.config';
import { backOffMs } from '../back-off';
import { FailureStreak } from '../failure-streak';
import { kafkaClient } from './kafka-client';
import { LeaderMoved, LeaderRouter, byTopic, type RoutedMessage } from './leader-router';

/** Time without a response after which a send is repeated; the broker drops what it already has. */
const ANSWER_TIMEOUT_MS = 3_000;
const METADATA_MAX_AGE_MS = 30_000;
/** Waiting events, above all revocations, take effect within a second of Kafka's return. */
const MAX_PAUSE_MS = 250;

interface Failure {
  readonly messages: readonly RoutedMessage[];
  readonly error: unknown;
}

/** An idempotent producer that repeats a send unchanged until it is confirmed or given up. */
export class ConfirmingProducer {
  private readonly streak = new FailureStreak(new Logger('kafka'), { part: 'producer' });
  private producer: Promise<Producer> | undefined;
  private router = new LeaderRouter();
  private closed = false;
  /** Why the last attempt failed; null while it works. */
  problem: string | null = 'not connected yet';

  constructor(
    private readonly config: KafkaConfig,
    private readonly clientId: string,
  ) {
    void this.connectUntilUp();
  }

  /**
   * Only one call at a time. Resolves when all messages are durable (`acks=all`). Rejects when it took longer
   * than KAFKA_PUBLISH_TIMEOUT_MS, when `isWanted` turns false between two tries, or when a repeat can't help;
   * then what was sent is uncertain, and the sequence ends with this producer: the next call has a new one.
   */
  async confirm(messages: readonly RoutedMessage[], isWanted: () => boolean): Promise<void> {
    const deadline = Date.now() + this.config.publishTimeoutMs;
    let open = messages;
    for (let failures = 1; ; failures += 1) {
      const failure = await this.send(open);
      if (!failure) return;
      const pause = isMoved(failure.error) ? 0 : backOffMs(failures, { maxMs: MAX_PAUSE_MS });
      if (isFinal(failure.error) || !isWanted() || Date.now() + pause > deadline) {
        this.replace();
        throw failure.error;
      }
      open = failure.messages;
      await sleep(pause);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const producer = await this.producer?.catch(() => undefined);
    await producer?.disconnect();
  }

  /** Sends to all brokers in parallel; returns what was not confirmed. */
  private async send(messages: readonly RoutedMessage[]): Promise<Failure | null> {
    let producer: Producer;
    try {
      producer = await this.connected();
    } catch (error) {
      return this.failed({ messages, error });
    }
    const sends = this.router.split(messages);
    const results = await Promise.allSettled(
      sends.map((part) =>
        producer.sendBatch({ topicMessages: byTopic(part), acks: -1, timeout: ANSWER_TIMEOUT_MS }),
      ),
    );
    const failure = failureOf(sends, results);
    return failure ? this.failed(failure) : this.succeeded();
  }

  private failed(failure: Failure): Failure {
    if (isMoved(failure.error)) return failure;
    this.problem = reasonOf(failure.error);
    this.streak.failed('could not send to Kafka, trying again', failure.error);
    return failure;
  }

  private succeeded(): null {
    this.problem = null;
    this.streak.succeeded();
    return null;
  }

  private connected(): Promise<Producer> {
    if (this.producer) return this.producer;
    const producer = this.connect();
    this.producer = producer;
    producer.catch(() => {
      if (this.producer === producer) this.producer = undefined;
    });
    return producer;
  }

  private async connect(): Promise<Producer> {
    const producer = kafkaClient(this.config, this.clientId, ANSWER_TIMEOUT_MS).producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      createPartitioner: this.router.createPartitioner,
      // None: `confirm` repeats. kafkajs refuses 0 for an idempotent producer.
      retry: { retries: Number.NaN },
    });
    try {
      await producer.connect();
    } catch (error) {
      producer.disconnect().catch(() => undefined);
      throw error;
    }
    return producer;
  }

  private replace(): void {
    const former = this.producer;
    this.producer = undefined;
    this.router = new LeaderRouter();
    former?.then((producer) => producer.disconnect()).catch(() => undefined);
    void this.connectUntilUp();
  }

  /** Lets readiness recover without waiting for the next publish. */
  private async connectUntilUp(): Promise<void> {
    for (let failures = 1; !this.closed; failures += 1) {
      try {
        await this.connected();
        this.succeeded();
        return;
      } catch (error) {
        this.failed({ messages: [], error });
        await sleep(backOffMs(failures, { maxMs: MAX_PAUSE_MS }));
      }
    }
  }
}

function failureOf(
  sends: readonly RoutedMessage[][],
  results: readonly PromiseSettledResult<unknown>[],
): Failure | null {
  const errors = results.map((result) => (result.status === 'rejected' ? causeOf(result.reason) : null));
  const messages = sends.filter((_, i) => errors[i] !== null).flat();
  const error =
    errors.find((each) => each !== null && !isMoved(each)) ?? errors.find((each) => each !== null);
  return messages.length === 0 ? null : { messages, error };
}

/** kafkajs wraps the cause in "number of retries exceeded". */
function causeOf(error: unknown): unknown {
  return (error as { cause?: unknown }).cause ?? error;
}

function isMoved(error: unknown): boolean {
  return error instanceof LeaderMoved;
}

/** The broker refuses these messages or this sequence, so a retry would fail in the same way. */
function isFinal(error: unknown): boolean {
  return (error as { retriable?: boolean }).retriable === false;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
