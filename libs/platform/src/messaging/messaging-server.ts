import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import type { ConsumeExtras } from './consume.decorator';
import { EventConsumers, type Batch, type RunningConsumer } from './messaging.ports';

type BatchHandler = MessageHandler<Batch<unknown>, undefined>;

/**
 * Lets Nest's controllers read topics: starts a consumer for every method marked with `@Consume`, whatever
 * the transport. Not ready until all of them have their partitions; they stop in the phase `drain`.
 */
@Injectable()
export class MessagingServer extends Server implements CustomTransportStrategy {
  private readonly handlers: BatchHandler[] = [];
  private readonly running: RunningConsumer[] = [];

  constructor(
    private readonly consumers: EventConsumers,
    private readonly modules: ModuleRef,
    private readonly health: Health,
    private readonly lifecycle: Lifecycle,
  ) {
    super();
  }

  /** Several handlers may read one topic, each in a group of its own; Nest would chain them into one. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    if (!isEventHandler || !('consume' in extras)) {
      throw new Error(`${String(pattern)}: handlers are marked with @Consume`);
    }
    this.handlers.push(Object.assign(callback, { isEventHandler, extras }) as BatchHandler);
  }

  /** Does not wait for the consumers: without the log the process is up, but not ready. */
  listen(callback: () => void): void {
    this.lifecycle.onStop('drain', 'consumers', () => this.close());
    const wanted = this.handlers.filter((handler) => this.isWanted(handler));
    for (const handler of wanted) this.running.push(this.startConsumer(handler));
    callback();
  }

  async close(): Promise<void> {
    await Promise.all(this.running.splice(0).map((consumer) => consumer.stop()));
  }

  on(): never {
    throw new Error('messaging has no events of its own');
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- Nest's signature
  unwrap<T>(): T {
    return this.consumers as T;
  }

  private isWanted({ extras }: BatchHandler): boolean {
    const { when } = (extras as unknown as ConsumeExtras).consume;
    return when === undefined || this.modules.get<{ readonly isOn: boolean }>(when, { strict: false }).isOn;
  }

  private startConsumer(handler: BatchHandler): RunningConsumer {
    const { topic, group, gatherMs, owner } = (handler.extras as unknown as ConsumeExtras).consume;
    const part = `consumer ${group} of ${topic.name}`;
    this.health.register(part, () => 'has no partitions yet');
    const consumer = this.consumers.start({
      topic,
      group,
      gatherMs,
      owner: owner && this.modules.get(owner, { strict: false }),
      handle: (batch) => runHandler(handler, batch),
    });
    consumer.ready.then(
      () => this.health.register(part, () => null),
      (error: unknown) => this.health.register(part, () => String(error)),
    );
    return consumer;
  }
}

/** Nest answers with a promise of a value or of an Observable; a failure of either is a rejection. */
async function runHandler(handler: BatchHandler, batch: Batch<unknown>): Promise<void> {
  const result: unknown = await handler(batch);
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}
