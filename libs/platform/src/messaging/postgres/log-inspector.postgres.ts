import type { Topic } from '@yipii/protocol';
import { Pool } from 'pg';
import { LogInspector, type StoredMessage, type StoredTopic } from '../log-inspector.ports';
import { READ_HEADS } from './log-schema';
import { LogTable } from './log-table';

/** The log of standalone. It only reads: the process that appends may run meanwhile. */
export class PostgresLogInspector extends LogInspector {
  private readonly pool: Pool;

  /** @param url of the owner of the schema `log` */
  constructor(url: string) {
    super();
    this.pool = new Pool({ connectionString: url, max: 1, application_name: 'yipii_log_inspector' });
    this.pool.on('error', () => undefined);
  }

  async topics(topics: readonly Topic<unknown>[]): Promise<readonly StoredTopic[]> {
    if (!(await this.exists())) return [];
    const { rows } = await this.pool.query<{ name: string; partitions: number; messages: string }>(
      `SELECT name, partitions, (SELECT coalesce(sum(coalesce(events, 1)), 0) FROM log.event WHERE topic = t.id) AS messages
       FROM log.topic t WHERE name = ANY ($1) ORDER BY name`,
      [topics.map(({ name }) => name)],
    );
    return rows.map((row) => ({ ...row, messages: Number(row.messages) }));
  }

  /** Topics of this log are created with their first event. */
  create(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async read({ name }: Topic<unknown>, visit: (message: StoredMessage) => void): Promise<void> {
    if (!(await this.exists())) return;
    const { rows } = await this.pool.query<{ id: number; name: string; next_off: string }>(READ_HEADS);
    const table = new LogTable(this.pool);
    const heads = rows.filter((row) => row.name === name);
    for (const [partition, { id, next_off: head }] of heads.entries()) {
      for (let next = 0; ;) {
        const messages = await table.read({ topic: id, partition }, next, Number(head));
        for (const message of messages) visit({ ...message, partition });
        const last = messages.at(-1);
        if (!last) break;
        next = last.offset + 1;
      }
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async exists(): Promise<boolean> {
    const { rows } = await this.pool.query<{ found: boolean }>(
      `SELECT to_regclass('log.topic') IS NOT NULL AS found`,
    );
    return rows[0]?.found === true;
  }
}
