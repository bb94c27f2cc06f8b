import { Client, type QueryResult, type QueryResultRow } from 'pg';
import { StartRefused } from '../../app/start-refused';
import { LOG_SCHEMA, TAKE_EPOCH } from './log-schema';

/** "yiplog" in hexadecimal. */
const LOCK = '133460529081191';
const LOCK_WAIT_MS = 5_000;
const LOCK_POLL_MS = 100;
const CONNECT_TIMEOUT_MS = 5_000;

/** Another process has the log. */
export class LogTaken extends StartRefused {
  constructor() {
    super(
      'another instance of Yipii Live writes to the log in this database: stop it, or give this one a database of its own (DATA_DIR for the embedded PostgreSQL, else DATABASE_URL)',
    );
  }
}

/**
 * The one connection that writes to the log. It holds an advisory lock as long as its server process lives,
 * so whoever gets the lock sees everything that the former holder has written, and nothing more will come.
 */
export class LogSession {
  private broken = false;
  private opened = false;

  private constructor(
    private readonly client: Client,
    private readonly onLost: () => void,
  ) {
    client.on('error', () => this.lost());
    client.on('end', () => this.lost());
  }

  /**
   * Connects, takes the lock (waiting a while for a former holder to vanish) and creates the tables.
   * @throws LogTaken
   */
  static async open(
    url: string,
    queryTimeoutMs: number,
    onLost: () => void,
  ): Promise<{ session: LogSession; epoch: number }> {
    const client = new Client({
      connectionString: url,
      application_name: 'yipii_log',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
    });
    const session = new LogSession(client, onLost);
    try {
      await client.connect();
      await session.query('SET synchronous_commit = on');
      await session.takeLock();
      await session.query(LOG_SCHEMA);
      const { rows } = await session.query<{ epoch: string }>(TAKE_EPOCH);
      session.opened = true;
      return { session, epoch: Number(rows[0]?.epoch) };
    } catch (error) {
      session.close();
      throw error;
    }
  }

  get isBroken(): boolean {
    return this.broken;
  }

  query<Row extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<QueryResult<Row>> {
    return values.length === 0 ? this.client.query<Row>(sql) : this.client.query<Row>(sql, values);
  }

  /** As {@link query}, of a statement that PostgreSQL reads and plans once. */
  prepared(name: string, text: string, values: unknown[]): Promise<QueryResult> {
    return this.client.query({ name, text, values });
  }

  /** Ends the connection, without waiting for a server that may not answer. */
  close(): void {
    this.broken = true;
    this.client.end().catch(() => undefined);
  }

  private lost(): void {
    if (this.broken) return;
    this.broken = true;
    if (this.opened) this.onLost();
  }

  private async takeLock(): Promise<void> {
    const deadline = Date.now() + LOCK_WAIT_MS;
    for (;;) {
      const { rows } = await this.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS taken`);
      if (rows[0]?.taken) return;
      if (Date.now() >= deadline) throw new LogTaken();
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
  }
}
