import { NotPublished, Unprocessable, deadLetterTopic, type Batch, type DeadLetter } from '@yipii/platform';
import { eventually } from './eventually';
import {
  KEYS,
  aTopic,
  range,
  startReading,
  type MessagingScenario,
  type Numbered,
} from './messaging-scenario';

/** The part of the contract about handlers that fail, messages that can't be read and a log that goes away. */
export function messagingFaults(scenario: MessagingScenario): void {
  it('redelivers events that a group has not committed', async () => {
    await scenario.publish('a', 0, 1);
    const failing = scenario.read('again', () => Promise.reject(new Error('no room')));
    await eventually(() => expect(failing.batches.length).toBeGreaterThan(0));
    await scenario.reopen();
    const reader = scenario.read('again');
    await eventually(() => expect(reader.numbersOf('a')).toEqual([0, 1]));
  });

  it('retries a failed batch in order, with growing pauses, and lets other partitions go on', async () => {
    let bad: number | undefined;
    let healed = false;
    const tries: number[] = [];
    const reader = scenario.read('retry', ({ partition, events }) => {
      if (events.some(({ subject }) => subject === 'a')) bad = partition;
      if (partition !== bad || healed) return;
      tries.push(Date.now());
      throw new Error('not yet');
    });
    for (let n = 0; n < 20; n += 1) for (const key of KEYS) await scenario.publish(key, n);
    await eventually(() => expect(tries.length).toBeGreaterThanOrEqual(4));
    const others = KEYS.filter(
      (key) => reader.partitionOf(key) !== bad && reader.partitionOf(key) !== undefined,
    );
    expect(others.length).toBeGreaterThan(0);
    await eventually(() => {
      for (const key of others) expect(reader.numbersOf(key)).toEqual(range(20));
    });
    expect(reader.numbersOf('a')).toEqual([]);
    expect((tries[3] ?? 0) - (tries[2] ?? 0)).toBeGreaterThan((tries[1] ?? 0) - (tries[0] ?? 0));
    healed = true;
    await eventually(() => expect(reader.numbersOf('a')).toEqual(range(20)));
  });

  it('dead-letters poison and continues', async () => {
    await scenario.publish('a', 0);
    await scenario.process.close();
    await scenario.fixture.writeRaw(scenario.topic, { key: 'a', value: '{"n": 1' });
    await scenario.fixture.writeRaw(scenario.topic, { key: 'a', value: '{"n":"one"}' });
    await scenario.open();
    await scenario.publish('a', 3);
    const reader = scenario.read('poison');
    const letters = startReading(scenario.process.consumers, {
      topic: deadLetterTopic(scenario.topic),
      group: 'operators',
    });
    await eventually(() => expect(reader.numbersOf('a')).toEqual([0, 3]));
    await eventually(() => expect(letters.events).toHaveLength(2));
    const [first, last] = reader.events.map(({ offset }) => offset) as [number, number];
    expect(letters.events.map(({ event }) => decodeLetter(event))).toEqual([
      { origin: reader.originAt(first + 1), payload: '{"n": 1' },
      { origin: reader.originAt(first + 2), payload: '{"n":"one"}' },
    ]);
    expect(last).toBe(first + 3);
    for (const { event } of letters.events) expect(event.reason).toMatch(/./);
    await scenario.reopen();
    await scenario.publish('a', 4);
    const again = scenario.read('poison');
    await eventually(() => expect(again.numbersOf('a')).toEqual([4]));
  });

  it('dead-letters poison once where every replica reads it, at each of their starts', async () => {
    scenario.topic = aTopic('replicas');
    await scenario.reopen();
    await scenario.publish('a', 0);
    await scenario.process.close();
    await scenario.fixture.writeRaw(scenario.topic, { key: 'a', value: '{"n":"one"}' });
    await scenario.open();
    const dlq = deadLetterTopic(scenario.topic);
    for (const last of [1, 2]) {
      const replicas = [scenario.read('cache'), scenario.read('cache')];
      await scenario.publish('a', last);
      for (const { numbersOf } of replicas)
        await eventually(() => expect(numbersOf('a')).toEqual([0, 1, 2].slice(0, last + 1)));
      await eventually(async () => expect(await scenario.fixture.countStored(dlq)).toBe(1));
      await scenario.reopen();
    }
    expect(await scenario.fixture.countStored(dlq)).toBe(1);
  });

  it('dead-letters the message that a handler calls unprocessable, once, and handles the rest', async () => {
    let failOnce = true;
    const handed: number[][] = [];
    const reader = scenario.read('unprocessable', ({ events }) => {
      handed.push(events.map(({ event }) => event.n));
      const bad = events.find(({ event }) => event.n === 2 || event.n === 4);
      if (bad) throw new Unprocessable(bad, 'an even number');
      if (failOnce) {
        failOnce = false;
        throw new Error('not yet');
      }
    });
    const letters = startReading(scenario.process.consumers, {
      topic: deadLetterTopic(scenario.topic),
      group: 'operators',
    });
    await scenario.publish('a', 1, 2, 3, 4, 5);
    await scenario.publish('a', 6);
    await eventually(() => expect(reader.numbersOf('a')).toEqual([1, 3, 5, 6]));
    await eventually(() => expect(letters.events).toHaveLength(2));
    const first = reader.events[0]?.offset ?? 0;
    expect(letters.events.map(({ subject, event }) => ({ subject, ...event, payload: null }))).toEqual(
      [1, 3].map((n) => ({
        subject: 'a',
        origin: reader.originAt(first + n),
        reason: 'an even number',
        payload: null,
      })),
    );
    expect(letters.events.map(({ event }) => decodeLetter(event).payload)).toEqual([
      expect.stringContaining('{"n":2}') as string,
      expect.stringContaining('{"n":4}') as string,
    ]);
    await scenario.reopen();
    const again = scenario.read('unprocessable');
    await scenario.publish('a', 7);
    await eventually(() => expect(again.numbersOf('a')).toEqual([7]));
  });

  it('lets an owner move on past a batch of which nothing is left', async () => {
    await scenario.publish('a', 0);
    const offsets: number[] = [];
    const owner = { assigned: () => Promise.resolve(null), revoked: () => Promise.resolve() };
    const step = ({ events, nextOffset }: Batch<Numbered>): void => {
      const [bad] = events;
      if (bad) throw new Unprocessable(bad, 'nothing is accepted');
      offsets.push(nextOffset);
    };
    scenario.read('moves-on', step, owner);
    await eventually(() => expect(offsets).toEqual([1]));
  });

  it('dead-letters once what an owner has passed; what it did not come to store is recognised by its id', async () => {
    await scenario.publish('a', 0);
    await scenario.process.close();
    await scenario.fixture.writeRaw(scenario.topic, { key: 'a', value: 'poison' });
    await scenario.open();
    const dlq = deadLetterTopic(scenario.topic);
    const [seen, stored] = [new Map<number, number>(), new Map<number, number>()];
    const crashing = {
      assigned: (partition: number) => Promise.resolve(stored.get(partition) ?? 0),
      revoked: () => Promise.resolve(),
    };
    const passing = {
      ...crashing,
      passedDeadLetters: (partition: number) =>
        Promise.resolve(void stored.set(partition, seen.get(partition) ?? 0)),
    };
    for (const [owner, letters] of [
      [crashing, 1],
      [passing, 2],
      [passing, 2],
    ] as const) {
      await scenario.publish('a', letters);
      const reader = scenario.read(
        'owner',
        ({ partition, nextOffset }) => void seen.set(partition, nextOffset),
        owner,
      );
      await eventually(() => expect(reader.numbersOf('a')).toContain(letters));
      await reader.stop();
      expect(await scenario.fixture.countStored(dlq)).toBe(letters);
    }
    const letters = startReading(scenario.process.consumers, { topic: dlq, group: 'operators' });
    await eventually(() => expect(letters.events).toHaveLength(2));
    expect(new Set(letters.events.map(({ id }) => id)).size).toBe(1);
  });

  it('shows a handler that has been failing for a minute in health and metrics until it succeeds', async () => {
    let healed = false;
    const reader = scenario.read('stuck', () => {
      if (!healed) throw new Error('not yet');
    });
    const part = `progress of stuck on ${scenario.topic.name}`;
    const stuckPartitions = async (): Promise<number | undefined> => {
      const gauge = scenario.process.metrics.registry.getSingleMetric('yipii_consumer_stuck_partitions');
      return (await gauge?.get())?.values.find(({ labels }) => labels.group === 'stuck')?.value;
    };
    await scenario.publish('a', 0);
    await eventually(() => expect(reader.batches.length).toBeGreaterThan(0));
    expect(scenario.process.health.problems()).not.toHaveProperty([part]);
    expect(await stuckPartitions()).toBe(0);
    scenario.clock.shiftMs = 61_000;
    expect(scenario.process.health.problems()[part]).toMatch(/^failing on 1 of \d+ partitions for 6\d s$/);
    expect(await stuckPartitions()).toBe(1);
    healed = true;
    await eventually(() => expect(reader.numbersOf('a')).toEqual([0]));
    await eventually(() => expect(scenario.process.health.problems()).not.toHaveProperty([part]));
    expect(await stuckPartitions()).toBe(0);
  });

  it('stops at once while a partition waits for its retry', async () => {
    await scenario.publish('a', 0);
    const reader = scenario.read('stop-failing', () => Promise.reject(new Error('never')));
    await eventually(() => expect(reader.batches.length).toBeGreaterThanOrEqual(4));
    const begin = Date.now();
    await reader.stop();
    expect(Date.now() - begin).toBeLessThan(2_000);
  });

  it('rejects while the log is unavailable, and works again by itself', async () => {
    await scenario.publish('a', 0);
    await scenario.reopen({ publishTimeoutMs: 1_000 });
    const reader = scenario.read('away');
    await scenario.fixture.interrupt();
    await expect(scenario.publish('a', 1)).rejects.toBeInstanceOf(NotPublished);
    await scenario.fixture.restore();
    await eventually(() => scenario.publish('a', 2), { timeoutMs: 20_000 });
    await eventually(() => expect(reader.numbersOf('a')).toContain(2), { timeoutMs: 20_000 });
    const numbers = [...new Set(reader.numbersOf('a'))];
    expect(numbers.filter((n) => n !== 1)).toEqual([0, 2]);
  });

  it('loses nothing that was acknowledged and keeps the order while the log comes and goes', async () => {
    const reader = scenario.read('storm');
    const acknowledged: number[] = [];
    const end = new AbortController();
    const writing = (async () => {
      for (let n = 0; !end.signal.aborted; n += 1) {
        await scenario.publish('a', n).then(
          () => acknowledged.push(n),
          () => undefined,
        );
      }
      await eventually(() => scenario.publish('a', -1), { timeoutMs: 20_000 });
    })();
    for (let round = 0; round < 3; round += 1) {
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(20 * (round + 1)), {
        timeoutMs: 20_000,
      });
      await scenario.fixture.interrupt();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await scenario.fixture.restore();
    }
    end.abort();
    await writing;
    await eventually(() => expect(reader.numbersOf('a')).toContain(-1), { timeoutMs: 20_000 });
    const seen = [...new Set(reader.numbersOf('a'))];
    expect(acknowledged.filter((n) => !seen.includes(n))).toEqual([]);
    const firstSeen = seen.filter((n) => n >= 0);
    expect(firstSeen).toEqual([...firstSeen].sort((a, b) => a - b));
  }, 60_000);
}

function decodeLetter({ origin, payload }: DeadLetter): Pick<DeadLetter, 'origin' | 'payload'> {
  return { origin, payload: Buffer.from(payload, 'base64').toString() };
}
