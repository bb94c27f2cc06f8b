import { Logger } from '@nestjs/common';
import { FailureStreak } from '../failure-streak';
import type { LogAppender } from './log-appender';
import type { PartitionKey } from './log-table';

const FLUSH_EVERY_MS = 250;

interface Mark extends PartitionKey {
  readonly group: string;
  readonly nextOffset: number;
}

/**
 * Stores how far each group has read, a few times a second, on the connection that holds the log: a crash repeats
 * the events of that time, and a process that has lost the log changes no offset.
 */
export class CommittedOffsets {
  private readonly marks = new Map<string, Mark>();
  private dirty = new Map<string, Mark>();
  private readonly streak = new FailureStreak(new Logger('postgres-log'), {});
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly appender: LogAppender) {}

  mark(mark: Mark): void {
    const key = keyOf(mark);
    this.marks.set(key, mark);
    this.dirty.set(key, mark);
    this.flushLater();
  }

  /** Returns the start offset of each of a topic's partitions; the beginning if the group is new. */
  async load(group: string, topic: number, partitions: number): Promise<number[]> {
    const { rows } = await this.appender.run((session) =>
      session.query<{ part: number; next_off: string }>(
        'SELECT part, next_off FROM log.committed WHERE grp = $1 AND topic = $2',
        [group, topic],
      ),
    );
    return Array.from({ length: partitions }, (_, partition) => {
      const mark = this.marks.get(keyOf({ group, topic, partition }));
      const row = rows.find(({ part }) => part === partition);
      return mark?.nextOffset ?? Number(row?.next_off ?? 0);
    });
  }

  /** Rejects while the log is unavailable; nothing is lost then. */
  async flush(): Promise<void> {
    if (this.dirty.size === 0) return;
    const taken = this.dirty;
    this.dirty = new Map();
    const marks = [...taken.values()];
    try {
      await this.appender.run((session) =>
        session.query(STORE, [
          marks.map(({ group }) => group),
          marks.map(({ topic }) => topic),
          marks.map(({ partition }) => partition),
          marks.map(({ nextOffset }) => nextOffset),
        ]),
      );
    } catch (error) {
      this.dirty = new Map([...taken, ...this.dirty]);
      throw error;
    }
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private flushLater(): void {
    if (this.isClosed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.tryToFlush().then(() => {
        if (this.dirty.size > 0) this.flushLater();
      });
    }, FLUSH_EVERY_MS);
  }

  private async tryToFlush(): Promise<void> {
    if (this.appender.problem !== null) return;
    try {
      await this.flush();
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('offsets are not stored now', error);
    }
  }
}

/** Appends wait behind it. It need not reach the disk before they do: what a power failure takes is repeated. */
const STORE = `
  WITH sooner AS (SELECT set_config('synchronous_commit', 'off', true))
  INSERT INTO log.committed (grp, topic, part, next_off)
  SELECT mark.* FROM sooner, unnest($1::text[], $2::smallint[], $3::smallint[], $4::bigint[]) AS mark
  ON CONFLICT (grp, topic, part) DO UPDATE SET next_off = excluded.next_off`;

function keyOf({ group, topic, partition }: Omit<Mark, 'nextOffset'>): string {
  return `${group}/${topic}/${partition}`;
}
