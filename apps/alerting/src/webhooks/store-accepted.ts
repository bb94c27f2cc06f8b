import type { WorkerDatabase } from '@yipii/platform';

/** An attempt that an endpoint accepted. */
export interface AcceptedAttempt {
  readonly deliveryId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly status: number | null;
  readonly durationMs: number;
}

interface Waiting {
  readonly attempt: AcceptedAttempt;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Notes what was accepted, which almost all attempts are: one statement at a time, about all that came while the last
 * one ran. So an idle process stores each at once, and a busy one hundreds together.
 */
export class StoreAccepted {
  private waiting: Waiting[] = [];
  private isStoring = false;

  constructor(private readonly database: WorkerDatabase) {}

  run(attempt: AcceptedAttempt): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ attempt, resolve, reject });
      if (!this.isStoring) void this.storeAll();
    });
  }

  /** Never rejects. */
  private async storeAll(): Promise<void> {
    this.isStoring = true;
    while (this.waiting.length > 0) {
      const { waiting } = this;
      this.waiting = [];
      try {
        await this.store(waiting.map(({ attempt }) => attempt));
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        for (const { reject } of waiting) reject(error);
      }
    }
    this.isStoring = false;
  }

  private async store(attempts: readonly AcceptedAttempt[]): Promise<void> {
    await this.database.pool.query(ACCEPTED, [
      attempts.map(({ deliveryId }) => deliveryId),
      attempts.map(({ at }) => new Date(at)),
      attempts.map(({ status }) => status),
      attempts.map(({ durationMs }) => durationMs),
    ]);
  }
}

/** Healths in the order of their webhooks, so that two processes never wait for each other. */
const ACCEPTED = `
  WITH accepted AS (
    SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::int[]) AS a (id, at, status, duration_ms)),
  done AS (
    UPDATE webhook_delivery d SET state = 'delivered', attempts = attempts + 1, leased_until = NULL,
      last_attempt_at = a.at, status = a.status, error = NULL, duration_ms = a.duration_ms
    FROM accepted a WHERE d.id = a.id RETURNING d.account_id, d.webhook_id, a.at)
  INSERT INTO webhook_health (account_id, webhook_id, last_success_at)
  SELECT account_id, webhook_id, max(at) FROM done GROUP BY account_id, webhook_id ORDER BY webhook_id
  ON CONFLICT (webhook_id) DO UPDATE SET last_success_at = excluded.last_success_at, failing_since = NULL,
    warned_at = NULL, paused_until = NULL`;
