import { newTrace } from '@yipii/platform';
import { messagingFaults } from './messaging-faults.contract';
import { KEYS, MessagingScenario, aTopic, range, type MessagingFixture } from './messaging-scenario';
import { eventually } from './eventually';

/** What `EventPublisher` and `EventConsumers` promise, over whatever transport `setup` brings. */
export function messagingContract(name: string, setup: () => Promise<MessagingFixture>): void {
  describe(`messaging over ${name}`, () => {
    const scenario = MessagingScenario.forEachTest(setup);
    messagingDelivery(scenario);
    messagingFaults(scenario);
  });
}

const MAX_BATCH_BYTES = 4_000_000;

function messagingDelivery(scenario: MessagingScenario): void {
  it('keeps the order of a key across calls that do not wait for each other', async () => {
    const reader = scenario.read('order');
    const calls: Promise<void>[] = [];
    for (let n = 0; n < 300; n += 3) {
      for (const key of KEYS) calls.push(scenario.publish(key, n, n + 1, n + 2));
    }
    await Promise.all(calls);
    await eventually(() => expect(reader.events).toHaveLength(300 * KEYS.length));
    for (const key of KEYS) expect(reader.numbersOf(key)).toEqual(range(300));
  });

  it('takes more events at once than a broker takes in one request, and keeps their order', async () => {
    const reader = scenario.read('much');
    const padding = 'ä'.repeat(10_000);
    const events = range(200).map((n) => ({ key: 'a', event: { n, padding } }));
    await scenario.process.publisher.publish(scenario.topic, events);
    await eventually(() => expect(reader.events).toHaveLength(200));
    expect(reader.numbersOf('a')).toEqual(range(200));
  });

  it('numbers the messages of a partition without gaps, and hands out each event in its envelope', async () => {
    const reader = scenario.read('dense');
    const event = { n: 1 };
    const context = {
      id: '1b4e28ba-2fa1-8d2a-883f-0016d3cca427',
      occurredAt: '2026-11-23T15:04:05.000Z',
      account: { id: 3, key: 'fleet' },
      traceparent: newTrace(),
    };
    await scenario.process.publisher.publish(scenario.topic, [{ key: 'a', event, ...context }]);
    for (let n = 2; n <= 10; n += 1) await scenario.publish('a', n);
    await eventually(() => expect(reader.events).toHaveLength(10));
    const first = reader.events[0]?.offset ?? -1;
    expect(reader.events.map(({ offset }) => offset)).toEqual(range(10).map((n) => n + first));
    expect(reader.events[0]).toEqual({ ...context, subject: 'a', event, offset: first });
    const others = reader.events.slice(1);
    expect(new Set(others.map(({ id }) => id)).size).toBe(9);
    for (const { occurredAt } of others) expect(new Date(occurredAt).toISOString()).toBe(occurredAt);
    expect(others[0]).toMatchObject({ account: null, subject: 'a', traceparent: null });
    expect(reader.batches.at(-1)).toMatchObject({ nextOffset: first + 10, lag: 0 });
  });

  it('delivers all events to every group, also those from before it existed', async () => {
    await scenario.publish('a', 0, 1);
    const [one, two] = [scenario.read('one'), scenario.read('two')];
    await scenario.publish('a', 2, 3);
    await eventually(() => expect([one, two].map(({ events }) => events.length)).toEqual([4, 4]));
    expect(one.numbersOf('a')).toEqual(range(4));
    expect(two.numbersOf('a')).toEqual(range(4));
  });

  it('resolves a publish only when the events are durable', async () => {
    for (let n = 0; n < 20; n += 1) {
      await scenario.publish('a', 2 * n, 2 * n + 1);
      expect(await scenario.fixture.countStored(scenario.topic)).toBe(2 * n + 2);
    }
  });

  it('resumes from the committed offsets after a restart', async () => {
    const before = scenario.read('restart');
    await scenario.publish('a', 0, 1);
    await eventually(() => expect(before.events).toHaveLength(2));
    await scenario.reopen();
    await scenario.publish('a', 2);
    const after = scenario.read('restart');
    await eventually(() => expect(after.events.length).toBeGreaterThan(0));
    await scenario.publish('a', 3);
    await eventually(() => expect(after.numbersOf('a')).toEqual([2, 3]));
  });

  it('bounds what is in flight: one batch per partition, of limited size', async () => {
    const padding = 'x'.repeat(20_000);
    const events = range(400).map((n) => ({ key: n % 8 ? 'a' : 'b', event: { n, padding } }));
    for (let n = 0; n < 400; n += 25)
      await scenario.process.publisher.publish(scenario.topic, events.slice(n, n + 25));
    const running = new Map<number, number>();
    let overlaps = 0;
    const reader = scenario.read('bounded', async ({ partition }) => {
      const now = (running.get(partition) ?? 0) + 1;
      running.set(partition, now);
      if (now > 1) overlaps += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      running.set(partition, now - 1);
    });
    await eventually(() => expect(reader.events).toHaveLength(400));
    expect(overlaps).toBe(0);
    const sizes = reader.batches.map((batch) => JSON.stringify(batch.events).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BATCH_BYTES);
  });

  it('finishes and commits the running batch when it is stopped', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    await scenario.publish('a', 0, 1);
    const reader = scenario.read('stop', () => gate);
    await eventually(() => expect(reader.batches).toHaveLength(1));
    let stopped = false;
    const stop = reader.stop().then(() => (stopped = true));
    await scenario.publish('a', 2);
    expect(stopped).toBe(false);
    release();
    await stop;
    expect(reader.numbersOf('a')).toEqual([0, 1]);
    await scenario.reopen();
    const next = scenario.read('stop');
    await eventually(() => expect(next.numbersOf('a')).toEqual([2]));
  });

  it('starts an owned partition at the offset that its owner keeps, and gives it back when it stops', async () => {
    await scenario.publish('a', 0, 1, 2, 3);
    const plain = scenario.read('owned');
    await eventually(() => expect(plain.events).toHaveLength(4));
    const [partition, offset] = [plain.partitionOf('a'), plain.events[1]?.offset ?? 0];
    await scenario.reopen();
    const log: string[] = [];
    let refusals = 1;
    const owner = {
      assigned: (given: number): Promise<number | null> => {
        if (given !== partition) return Promise.resolve(null);
        if (refusals-- > 0) return Promise.reject(new Error('store away'));
        log.push('assigned');
        return Promise.resolve(offset);
      },
      revoked: (given: number): Promise<void> => {
        if (given === partition) log.push('revoked');
        return Promise.resolve();
      },
    };
    const reader = scenario.read('owned', () => void log.push('batch'), owner);
    await eventually(() => expect(reader.numbersOf('a')).toEqual([1, 2, 3]));
    await reader.ready;
    await reader.stop();
    expect(log[0]).toBe('assigned');
    expect(log.at(-1)).toBe('revoked');
    expect(log.filter((entry) => entry !== 'batch')).toEqual(['assigned', 'revoked']);
  });

  it('delivers all events to every replica, from shortly before its start on', async () => {
    scenario.topic = aTopic('replicas');
    await scenario.reopen();
    await scenario.publish('a', 0);
    const replicas = [scenario.read('cache'), scenario.read('cache')];
    await Promise.all(replicas.map(({ ready }) => ready));
    await scenario.publish('b', 1);
    await eventually(() => {
      for (const { events } of replicas) expect(events.map(({ event }) => event.n).sort()).toEqual([0, 1]);
    });
    await scenario.reopen();
    const again = scenario.read('cache');
    await eventually(() => expect(again.events).toHaveLength(2));
  });
}
