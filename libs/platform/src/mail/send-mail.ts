import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock/clock';
import type { Lifecycle } from '../lifecycle/lifecycle';
import { repeat } from '../lifecycle/repeat';
import { Logger } from '../logging/logger';
import { backOffMs } from '../messaging/back-off';
import { FailureStreak } from '../messaging/failure-streak';
import type { Metrics } from '../metrics/metrics';
import type { ClaimedMail, MailTable } from './mail-table';
import { MailRefused, type Mailer } from './mailer';

/** How many messages a process sends at a time. */
const AT_ONCE = 5;
/** After a process dies, another one takes over its messages within this time. */
const LEASE_MS = 60_000;
const EXTEND_MS = 15_000;
/** Greylisting servers require some minutes between attempts. */
const RETRIES = { firstMs: 5_000, maxMs: 15 * 60_000 };
const DRAIN_MS = 5_000;

/**
 * Sends what `queueMail` has stored, from every replica. A message is retried until the server accepts it or
 * refuses it permanently, or it expires. It can be sent twice only if the process or the connection breaks between
 * the server's acceptance and our note of it; both copies then have the same Message-ID.
 */
export class SendMail {
  private readonly log = new Logger('mail');
  private readonly streak: FailureStreak;
  private readonly sending = new Map<string, Promise<void>>();
  private readonly count;

  constructor(
    private readonly mailer: Mailer,
    private readonly table: MailTable,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.streak = new FailureStreak(this.log, {}, {}, clock);
    this.count = metrics.counter({
      name: 'yipii_mails_total',
      help: 'Mails by kind and outcome: sent, retried, refused, expired',
      labels: ['kind', 'outcome'],
    });
  }

  /** Polls until the process stops its intake. */
  start(lifecycle: Lifecycle): void {
    const polling = this.table.onDue(this.clock, () => this.run());
    const extending = repeat(EXTEND_MS, () => this.extend());
    lifecycle.onStop('intake', 'mail', () => polling.stop());
    lifecycle.onStop('drain', 'mail', async () => {
      await Promise.race([this.idle(), sleep(DRAIN_MS, undefined, { ref: false })]);
      await extending.stop();
    });
  }

  /** Starts to send what is due. Never rejects. */
  async run(): Promise<void> {
    const now = this.clock.now();
    try {
      const mine = [...this.sending.keys()];
      const claimed = await this.table.claim({ now, until: now + LEASE_MS }, AT_ONCE - mine.length, mine);
      for (const mail of claimed) this.begin(mail);
      for (const [kind, n] of await this.table.removeExpired(now)) this.expired(kind, n);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('mails can not be read, retrying', error);
    }
  }

  /** Resolves once nothing is being sent. */
  async idle(): Promise<void> {
    while (this.sending.size > 0) await Promise.all(this.sending.values());
  }

  private begin(mail: ClaimedMail): void {
    const sent = this.send(mail).finally(() => this.sending.delete(mail.id));
    this.sending.set(mail.id, sent);
  }

  private async send(mail: ClaimedMail): Promise<void> {
    const { id, kind, failures } = mail;
    try {
      await this.mailer.send(mail);
    } catch (error) {
      if (!(error instanceof MailRefused)) return this.retry(mail, error);
      // Not the text of the reply, which holds the address.
      this.log.warn({ msg: 'mail refused permanently by the mail server', kind, code: error.code });
      this.count.inc({ kind, outcome: 'refused' });
      return this.settle(() => this.table.refuse(id, error.code));
    }
    if (failures > 0) this.log.log({ msg: 'mail sent after failures', kind, failures });
    this.count.inc({ kind, outcome: 'sent' });
    await this.settle(() => this.table.remove(id));
  }

  private async retry({ id, kind, failures }: ClaimedMail, error: unknown): Promise<void> {
    const pauseMs = Math.round(backOffMs(failures + 1, RETRIES));
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    this.log.warn({
      msg: 'mail not sent, retrying',
      kind,
      failures: failures + 1,
      pauseMs,
      code,
      responseCode,
    });
    this.count.inc({ kind, outcome: 'retried' });
    const dueAt = this.clock.now() + pauseMs;
    await this.settle(() => this.table.retry(id, dueAt));
  }

  /** Keeps the outcome while the database is unavailable: a message that was sent must not be sent again. */
  private async settle(store: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await store();
        return;
      } catch (error) {
        await sleep(this.streak.failed('the outcome of a mail can not be stored, retrying', error));
      }
    }
  }

  private async extend(): Promise<void> {
    if (this.sending.size === 0) return;
    try {
      await this.table.extend([...this.sending.keys()], this.clock.now() + LEASE_MS);
    } catch (error) {
      this.streak.failed('the leases of mails can not be extended', error);
    }
  }

  private expired(kind: string, n: number): void {
    this.log.warn({ msg: 'mails expired before they could be sent', kind, n });
    this.count.inc({ kind, outcome: 'expired' }, n);
  }
}
