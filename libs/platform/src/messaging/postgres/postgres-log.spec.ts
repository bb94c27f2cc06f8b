import {
  aTopic,
  eventually,
  postgresLogFixture,
  range,
  startReading,
  type Numbered,
  type PostgresLogFixture,
  type MessagingProcess,
} from '@yipii/testing';
import type { Envelope, Topic } from '@yipii/protocol';
import { deadLetterTopic } from '../dead-letter';
import { LogTaken } from './log-session';
import { messagesOf, type StoredBatch } from './record-batch';

interface Stored extends StoredBatch {
  readonly part: number;
}

describe('the PostgreSQL log', () => {
  let fixture: PostgresLogFixture;
  let process: MessagingProcess;
  let topic: Topic<Numbered>;

  beforeAll(async () => void (fixture = await postgresLogFixture()));
  afterAll(() => fixture.destroy());
  beforeEach(async () => {
    topic = aTopic();
    process = await fixture.open([], { publishTimeoutMs: 10_000 });
  });
  afterEach(async () => {
    fixture.proxy.restore();
    await process.close();
  });

  const publish = (key: string, ...numbers: number[]): Promise<void> =>
    process.publisher.publish(
      topic,
      numbers.map((n) => ({ key, event: { n } })),
    );
  const read = (group: string, step?: () => Promise<void>) =>
    startReading(process.consumers, { topic, group }, step);
  const stored = async (): Promise<{ part: number; off: number; n: number }[]> => {
    const rows = await fixture.query<Stored>(
      'SELECT part, off, batch, key, payload FROM log.event WHERE topic = (SELECT id FROM log.topic WHERE name = $1) ORDER BY part, off',
      [topic.name],
    );
    return rows.flatMap((row) =>
      messagesOf(row, 0).map(({ offset, value }) => {
        return { part: row.part, off: offset, n: (JSON.parse(String(value)) as Envelope<Numbered>).event.n };
      }),
    );
  };
  /** From here on the appender has nothing to do by itself. */
  const untilCommitted = (group: string, offset: number): Promise<void> =>
    eventually(async () => {
      const rows = await fixture.query<{ next: string }>(
        'SELECT max(next_off) AS next FROM log.committed WHERE grp = $1',
        [group],
      );
      expect(rows).toEqual([{ next: String(offset) }]);
    });
  const expectDenseOffsets = async (): Promise<void> => {
    const next = new Map<number, number>();
    for (const { part, off } of await stored()) {
      expect(off).toBe(next.get(part) ?? 0);
      next.set(part, off + 1);
    }
  };

  it('loses, doubles and reorders nothing when the server ends its connection under load', async () => {
    const reader = read('terminated');
    const end = new AbortController();
    const writers = range(8).map(async (writer) => {
      let n = 0;
      for (; !end.signal.aborted; n += 2) await publish(`w${writer}`, n, n + 1);
      return n;
    });
    for (let round = 1; round <= 5; round += 1) {
      await eventually(async () => expect(await fixture.countStored(topic)).toBeGreaterThan(round * 300));
      await fixture.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'yipii_log' AND datname = current_database()`);
    }
    end.abort();
    const counts = await Promise.all(writers);
    for (const [writer, count] of counts.entries()) {
      await eventually(() => expect(reader.numbersOf(`w${writer}`)).toEqual(range(count)));
    }
    expect(await stored()).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
    await expectDenseOffsets();
  });

  it('detects that a commit took effect although its answer was lost', async () => {
    const reader = read('unanswered');
    await publish('a', 0);
    await untilCommitted('unanswered', 1);
    fixture.proxy.swallowAnswers();
    const answered = publish('a', 1);
    await eventually(async () => expect(await fixture.countStored(topic)).toBe(2));
    fixture.proxy.cut();
    fixture.proxy.restore();
    await answered;
    await publish('a', 2);
    await eventually(() => expect(reader.numbersOf('a')).toEqual([0, 1, 2]));
    expect(await fixture.countStored(topic)).toBe(3);
  });

  it('delivers what became durable although its publisher was told otherwise', async () => {
    await process.close();
    process = await fixture.open([], { publishTimeoutMs: 300 });
    const reader = read('given-up');
    await publish('a', 0);
    await untilCommitted('given-up', 1);
    fixture.proxy.swallowAnswers();
    await expect(publish('a', 1)).rejects.toThrow('did not confirm');
    fixture.proxy.restore();
    await eventually(() => publish('a', 2));
    await eventually(() => expect(reader.numbersOf('a')).toEqual([0, 1, 2]));
    await expectDenseOffsets();
  });

  it('reports that it is unavailable, and that it is back', async () => {
    expect(process.health.problems()).toEqual({});
    fixture.proxy.cut();
    await eventually(() => expect(process.health.problems()).toHaveProperty('log'));
    fixture.proxy.restore();
    await eventually(() => expect(process.health.problems()).toEqual({}));
  });

  it('refuses a second instance with a message that names the setting', async () => {
    const second = fixture.open();
    await expect(second).rejects.toBeInstanceOf(LogTaken);
    await expect(second).rejects.toThrow(/DATA_DIR.*DATABASE_URL/);
  });

  it('serves readers that fell behind its memory from the table, in order', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    await publish('a', -1);
    const slow = read('slow', () => gate);
    const quick = read('quick');
    await eventually(() => expect(slow.batches).toHaveLength(1));
    const padding = 'x'.repeat(1_000);
    for (let n = 0; n < 4_000; n += 100) {
      const events = range(100).map((i) => ({ key: 'a', event: { n: n + i, padding } }));
      await process.publisher.publish(topic, events);
    }
    release();
    await eventually(() => expect(slow.events).toHaveLength(4_001));
    expect(slow.numbersOf('a')).toEqual([-1, ...range(4_000)]);
    await eventually(() => expect(quick.numbersOf('a')).toEqual(slow.numbersOf('a')));
    expect(slow.batches[1]?.lag).toBeGreaterThan(0);
  });

  it('starts in the middle of a row', async () => {
    await publish('a', ...range(10));
    const whole = read('middle');
    await eventually(() => expect(whole.numbersOf('a')).toEqual(range(10)));
    await process.close();
    await fixture.query("UPDATE log.committed SET next_off = 4 WHERE grp = 'middle'");
    process = await fixture.open();
    const rest = read('middle');
    await eventually(() => expect(rest.numbersOf('a')).toEqual([4, 5, 6, 7, 8, 9]));
    await publish('a', 10);
    await eventually(() => expect(rest.numbersOf('a').at(-1)).toBe(10));
  });

  it('splits a large append into rows, and compresses them', async () => {
    const padding = 'x'.repeat(1_000);
    const events = range(100).map((n) => ({ key: 'a', event: { n, padding } }));
    await process.publisher.publish(topic, events);
    const rows = await fixture.query<{ events: number; stored: number }>(
      `SELECT events, octet_length(batch) AS stored FROM log.event
       WHERE topic = (SELECT id FROM log.topic WHERE name = $1)`,
      [topic.name],
    );
    expect(rows).toHaveLength(4);
    for (const { events: n, stored: bytes } of rows) expect(bytes).toBeLessThan(n * 300);
    await expectDenseOffsets();
  });

  it('passes published objects to readers in the same process', async () => {
    const readers = [read('one'), read('two')];
    await Promise.all(readers.map(({ ready }) => ready));
    const event = { n: 1 };
    await process.publisher.publish(topic, [{ key: 'a', event }]);
    await eventually(() => readers.forEach(({ events }) => expect(events).toHaveLength(1)));
    for (const { events } of readers) expect(events[0]?.event).toBe(event);
  });

  it('treats events that fail the guard as poison, also from its own process', async () => {
    const letters = startReading(process.consumers, { topic: deadLetterTopic(topic), group: 'operators' });
    const reader = read('own-poison');
    await publish('a', 0, 'one' as unknown as number, 2);
    await eventually(() => expect(reader.numbersOf('a')).toEqual([0, 2]));
    await eventually(() => expect(letters.events).toHaveLength(1));
  });

  it('refuses only the event that can’t be JSON', async () => {
    const bad = publish('a', 1n as unknown as number);
    const good = publish('a', 2);
    await expect(bad).rejects.toThrow(TypeError);
    await good;
    expect((await stored()).map(({ n }) => n)).toEqual([2]);
  });

  it('stores keys and texts with characters that PostgreSQL lacks', async () => {
    await process.publisher.publish(topic, [
      { key: 'a\0b"\\{},\n', event: { n: 1, padding: '\0\ud800\n\t"\\' } },
    ]);
    await process.close();
    process = await fixture.open();
    const reader = read('characters');
    await eventually(() => expect(reader.events).toHaveLength(1));
    expect(reader.events[0]).toMatchObject({
      subject: 'a\0b"\\{},\n',
      event: { n: 1, padding: '\0\ud800\n\t"\\' },
    });
  });

  it('keeps the partitions of a topic when another number is configured', async () => {
    await publish('a', 0);
    const before = (await stored())[0]?.part;
    await process.close();
    process = await fixture.open([], { partitions: { positions: 3, few: 1 } });
    await publish('a', 1);
    expect((await stored()).map(({ part, off }) => [part, off])).toEqual([
      [before, 0],
      [before, 1],
    ]);
  });

  it('allows one reader per group and process', () => {
    read('alone');
    expect(() => read('alone')).toThrow('already read');
  });
});
