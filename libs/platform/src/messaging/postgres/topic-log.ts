import type { Topic } from '@yipii/protocol';
import type { LogSession } from './log-session';
import { READ_HEADS } from './log-schema';
import { PartitionLog } from './partition-log';

/** A topic of the log. */
export class TopicLog {
  constructor(
    readonly id: number,
    readonly name: string,
    readonly partitions: readonly PartitionLog[],
  ) {}
}

/** The number of partitions of a topic when it is created; later changes do not move its keys. */
export interface PartitionCounts {
  readonly positions: number;
  readonly few: number;
}

/** The topics of the log by name, the same objects for the life of the process. */
export class TopicLogs {
  private readonly byName = new Map<string, TopicLog>();

  constructor(private readonly counts: PartitionCounts) {}

  find({ name }: Topic<unknown>): TopicLog | undefined {
    return this.byName.get(name);
  }

  /** Returns what is durable per partition; topics that are new to this process are known from then on. */
  async readHeads(session: LogSession): Promise<Map<PartitionLog, number>> {
    const { rows } = await session.query<HeadRow>(READ_HEADS);
    const heads = new Map<PartitionLog, number>();
    for (const [name, topicRows] of groupByName(rows)) {
      const { partitions } = this.byName.get(name) ?? this.put(name, topicRows);
      partitions.forEach((partition, i) => heads.set(partition, Number(topicRows[i]?.next_off)));
    }
    return heads;
  }

  async create(session: LogSession, topic: Topic<unknown>): Promise<TopicLog> {
    const { rows } = await session.query<{ id: number }>(
      'INSERT INTO log.topic (name, partitions) VALUES ($1, $2) RETURNING id',
      [topic.name, this.counts[topic.partitions]],
    );
    const id = Number(rows[0]?.id);
    const heads = Array.from({ length: this.counts[topic.partitions] }, () => ({ id, next_off: '0' }));
    return this.put(topic.name, heads);
  }

  private put(name: string, heads: readonly Pick<HeadRow, 'id' | 'next_off'>[]): TopicLog {
    const partitions = heads.map(({ next_off }) => new PartitionLog(Number(next_off)));
    const topicLog = new TopicLog(Number(heads[0]?.id), name, partitions);
    this.byName.set(name, topicLog);
    return topicLog;
  }
}

interface HeadRow {
  readonly id: number;
  readonly name: string;
  readonly next_off: string;
}

function groupByName(rows: readonly HeadRow[]): Map<string, HeadRow[]> {
  const groups = new Map<string, HeadRow[]>();
  for (const row of rows) groups.set(row.name, [...(groups.get(row.name) ?? []), row]);
  return groups;
}
