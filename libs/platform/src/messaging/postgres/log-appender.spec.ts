import { FakeClock, aTopic, postgresLogFixture, range, type PostgresLogFixture } from '@yipii/testing';
import { inEnvelope } from '../in-envelope';
import { LogAppender, type AppenderOptions } from './log-appender';
import { TopicLogs } from './topic-log';

const HOUR_MS = 3_600_000;

describe('LogAppender', () => {
  let fixture: PostgresLogFixture;
  let appender: LogAppender;
  const clock = new FakeClock();
  const topic = aTopic(); // kept for an hour, in segments of an hour

  const open = async (settings: Partial<AppenderOptions> = {}): Promise<void> => {
    const topics = new TopicLogs({ positions: 1, few: 1 });
    appender = new LogAppender({ url: fixture.url, publishTimeoutMs: 5_000, topics, clock, ...settings });
    await appender.open();
  };
  const append = (...numbers: number[]): Promise<void> =>
    appender.append(
      topic,
      numbers.map((n) => inEnvelope({ key: 'a', event: { n } })),
    );
  const offsets = async (): Promise<number[]> => {
    const rows = await fixture.query<{ off: string; events: number }>(
      'SELECT off, events FROM log.event ORDER BY off',
    );
    return rows.flatMap(({ off, events }) => range(events).map((i) => Number(off) + i));
  };
  const segments = async (): Promise<number> =>
    (await fixture.query("SELECT FROM pg_tables WHERE schemaname = 'log' AND tablename LIKE 'event\\__\\_%'"))
      .length;

  beforeAll(async () => {
    fixture = await postgresLogFixture();
    await open();
  });
  afterAll(async () => {
    await appender.close();
    await fixture.destroy();
  });

  it('drops segments that are older than the retention of their topic, and goes on counting', async () => {
    await append(0, 1);
    clock.advance(HOUR_MS);
    await append(2);
    clock.advance(HOUR_MS);
    await append(3);
    expect(await segments()).toBe(3);
    clock.advance(1);
    await appender.dropOldSegments();
    expect(await segments()).toBe(2);
    await append(4);
    expect(await offsets()).toEqual([2, 3, 4]);
  });

  it('continues counting when all events of a partition are gone, also after a restart', async () => {
    clock.advance(5 * HOUR_MS);
    await appender.dropOldSegments();
    expect(await segments()).toBe(0);
    await append(5);
    clock.advance(5 * HOUR_MS);
    await appender.dropOldSegments();
    await appender.close();
    await open();
    await append(6);
    expect(await offsets()).toEqual([6]);
  });

  it('continues after the clock was set back', async () => {
    clock.advance(-20 * HOUR_MS);
    await appender.close();
    await open();
    await append(7);
    expect(await offsets()).toEqual([6, 7]);
  });

  it('does not wait for readers of a segment that is to be dropped', async () => {
    clock.advance(40 * HOUR_MS);
    await append(8);
    await fixture.query('BEGIN');
    await fixture.query('SELECT count(*) FROM log.event');
    await appender.dropOldSegments();
    await Promise.all(range(3).map((i) => append(9 + i)));
    await fixture.query('COMMIT');
    expect(await offsets()).toEqual([6, 7, 8, 9, 10, 11]);
    await appender.dropOldSegments();
    expect(await offsets()).toEqual([8, 9, 10, 11]);
  });

  it('keeps a topic as long as a setting says', async () => {
    await appender.close();
    await open({ retentionOf: () => 4 * HOUR_MS });
    const before = await offsets();
    clock.advance(3 * HOUR_MS);
    await append(12);
    await appender.dropOldSegments();
    expect(await offsets()).toEqual([...before, 12]);
    clock.advance(3 * HOUR_MS);
    await appender.dropOldSegments();
    expect(await offsets()).toEqual([12]);
  });
});
