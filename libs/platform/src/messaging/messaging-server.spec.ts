import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { topics, type RegistryChanged } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { Consume } from './consume.decorator';
import { MessagingServer } from './messaging-server';
import {
  EventConsumers,
  type Batch,
  type Consumer,
  type PartitionOwner,
  type RunningConsumer,
} from './messaging.ports';

class StartedConsumers extends EventConsumers {
  readonly started: Consumer<unknown>[] = [];
  stopped = 0;

  start<Event>(consumer: Consumer<Event>): RunningConsumer {
    this.started.push(consumer);
    return { ready: Promise.resolve(), stop: () => Promise.resolve(void (this.stopped += 1)) };
  }

  ofGroup(group: string): Consumer<unknown> | undefined {
    return this.started.find((consumer) => consumer.group === group);
  }
}

class Offsets implements PartitionOwner {
  assigned = () => Promise.resolve(7);
  revoked = () => Promise.resolve();
}

@Controller()
class RegistryConsumer {
  readonly seen: Batch<RegistryChanged>[] = [];

  @Consume(topics.registryChanged, { group: 'one', owner: Offsets })
  remember(batch: Batch<RegistryChanged>): Promise<void> {
    this.seen.push(batch);
    return Promise.resolve();
  }

  @Consume(topics.registryChanged, { group: 'two' })
  fail(): Promise<void> {
    return Promise.reject(new RangeError('the disk is full'));
  }
}

describe('MessagingServer', () => {
  const consumers = new StartedConsumers();
  const [health, lifecycle] = [new Health(), new Lifecycle()];

  @Module({
    controllers: [RegistryConsumer],
    providers: [
      MessagingServer,
      Offsets,
      { provide: EventConsumers, useValue: consumers },
      { provide: Health, useValue: health },
      { provide: Lifecycle, useValue: lifecycle },
    ],
  })
  class AppModule {}

  const starting = (async () => {
    const app = await NestFactory.create(AppModule);
    app.connectMicroservice({ strategy: app.get(MessagingServer) }, { inheritAppConfig: true });
    await app.startAllMicroservices();
    return app;
  })();
  afterAll(async () => (await starting).close());

  const batch = { topic: topics.registryChanged, partition: 0, events: [] } as unknown as Batch<unknown>;

  it('starts a consumer for every handler, also where two read the same topic', async () => {
    await starting;
    expect(consumers.started.map(({ topic, group }) => [topic.name, group])).toEqual([
      ['registry.changed.v1', 'one'],
      ['registry.changed.v1', 'two'],
    ]);
    await eventually(() => expect(health.problems()).toEqual({}));
  });

  it('passes the batch to its own handler only', async () => {
    const app = await starting;
    await consumers.ofGroup('one')?.handle(batch);
    expect(app.get(RegistryConsumer).seen).toEqual([batch]);
  });

  it("finds the handler's partition owner", async () => {
    const app = await starting;
    expect(consumers.ofGroup('one')?.owner).toBe(app.get(Offsets));
    expect(consumers.ofGroup('two')?.owner).toBeUndefined();
  });

  it('passes on the original error of a handler', async () => {
    await starting;
    await expect(consumers.ofGroup('two')?.handle(batch)).rejects.toThrow(new RangeError('the disk is full'));
  });

  it('stops the consumers when the process drains', async () => {
    await starting;
    await lifecycle.stop();
    expect(consumers.stopped).toBe(2);
  });
});
