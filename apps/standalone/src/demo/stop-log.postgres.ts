import { Logger } from '@nestjs/common';
import type { Lifecycle } from '@yipii/platform';
import { Client } from 'pg';

const STOP_MS = 20_000;

/**
 * Stops the log for a while by a lock in PostgreSQL, as a server in trouble would: nothing can be written, trackers
 * get no acknowledgement and keep what they have, and all of it arrives once the lock is gone.
 */
export class StopLog {
  private readonly log = new Logger('demo');
  private stoppedUntil = 0;
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param url of the database's owner */
  constructor(
    private readonly url: string,
    lifecycle: Lifecycle,
  ) {
    lifecycle.onStop('intake', 'stopped log of the demo', () => this.release());
  }

  /** Returns when it goes on, epoch ms; one that is stopped already goes on as planned. */
  async run(): Promise<number> {
    if (this.stoppedUntil > Date.now()) return this.stoppedUntil;
    this.stoppedUntil = Date.now() + STOP_MS;
    try {
      await this.lock();
    } catch (error) {
      this.stoppedUntil = 0;
      await this.release();
      throw error;
    }
    return this.stoppedUntil;
  }

  private async lock(): Promise<void> {
    this.client = new Client({ connectionString: this.url, application_name: 'yipii_demo_lock' });
    this.client.on('error', () => undefined);
    await this.client.connect();
    await this.client.query('BEGIN');
    await this.client.query('LOCK TABLE log.event IN SHARE MODE');
    this.timer = setTimeout(() => void this.release(), STOP_MS);
    this.log.warn({ msg: 'the log is stopped by the demo page', forMs: STOP_MS });
  }

  private async release(): Promise<void> {
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }
}
