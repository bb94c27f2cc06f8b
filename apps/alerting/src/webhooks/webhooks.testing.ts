import { randomUUID } from 'node:crypto';
import type { FeedEventType } from '@yipii/domain';
import { recordEvents, SeedAccount, WorkerUnitOfWork, type SeededAccount } from '@yipii/persistence';
import {
  Metrics,
  NoAnswer,
  openPool,
  Outbox,
  OutgoingPost,
  SealedTexts,
  webhookPurpose,
  WorkerDatabase,
  RunTimers,
  type OutgoingAnswer,
  type OutgoingRequest,
} from '@yipii/platform';
import { createMigratedDatabase, FakeClock, type TestDatabase } from '@yipii/testing';
import type { Pool } from 'pg';
import { Webhook } from 'standardwebhooks';
import { FeedReader } from '../feed/feed-reader.postgres';
import { DeliveryTable } from './delivery-table';
import { ACCOUNTS_WITH_WEBHOOKS, PlanDeliveries } from './plan-deliveries';
import { DeliveryParts, SendDeliveries } from './send-deliveries';
import { SettleAttempt } from './settle-attempt';
import { webhookRequests } from './webhook-requests.postgres';
import { WebhookMetrics } from './webhook.metrics';

const TEXTS = new SealedTexts(['an-encryption-key-for-tests-of-webhooks']);

/** What an endpoint says: an answer, or nothing. */
export type Reply = Partial<OutgoingAnswer> | 'silent';

/** What an endpoint was sent, as it reads it. */
export interface Told {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: { readonly eventId: string; readonly type: string; readonly data: object };
}

/** Endpoints that answer as they are told, by URL; 200 where nothing else is said. */
export class FakeEndpoints extends OutgoingPost {
  readonly told: Told[] = [];
  readonly replies = new Map<string, Reply>();
  /** Those that were accepted. */
  readonly accepted: Told[] = [];

  post({ url, headers, body }: OutgoingRequest): Promise<OutgoingAnswer> {
    const told = { url, headers, body, event: JSON.parse(body) as Told['event'] };
    this.told.push(told);
    const reply = this.replies.get(url) ?? {};
    if (reply === 'silent') return Promise.reject(new NoAnswer('no answer in time'));
    const answer = { status: 200, retryAfter: null, ...reply };
    if (answer.status < 300) this.accepted.push(told);
    return Promise.resolve(answer);
  }

  to(url: string): string[] {
    return this.accepted.filter((told) => told.url === url).map(({ event }) => event.eventId);
  }
}

/** Delivery to webhooks on a real PostgreSQL, in the role of alerting, with a clock of its own. */
export class WebhooksUnderTest {
  readonly clock = new FakeClock(Date.now() + 1_000);
  readonly endpoints = new FakeEndpoints();
  readonly plan: PlanDeliveries;
  readonly table: DeliveryTable;
  private readonly requests;
  private senders: SendDeliveries[] = [];

  private constructor(
    private readonly database: TestDatabase,
    /** As `yipii_worker`. */
    readonly pool: Pool,
    private readonly own: Pool,
  ) {
    const alerting = new WorkerDatabase(own);
    const unitOfWork = new WorkerUnitOfWork(alerting);
    this.table = new DeliveryTable(alerting);
    const feed = new FeedReader('webhooks', ACCOUNTS_WITH_WEBHOOKS, alerting, unitOfWork);
    this.plan = new PlanDeliveries(feed, this.clock);
    const parts = { database: alerting, outbox: new Outbox(), clock: this.clock };
    this.requests = new RunTimers(webhookRequests(this.clock), parts);
  }

  static async start(): Promise<WebhooksUnderTest> {
    const database = await createMigratedDatabase();
    const pool = openPool(database.url, 'yipii_worker', 5);
    return new WebhooksUnderTest(database, pool, openPool(database.url, 'yipii_alerting', 10));
  }

  async stop(): Promise<void> {
    await Promise.all([this.pool.end(), this.own.end()]);
    await this.database.drop();
  }

  /** A process that sends. */
  sender(post: OutgoingPost = this.endpoints): SendDeliveries {
    const alerting = new WorkerDatabase(this.own);
    const sender = new SendDeliveries(
      new DeliveryParts(this.table, post, TEXTS, this.clock),
      new SettleAttempt(alerting, new WorkerUnitOfWork(alerting), () => 0.5),
      new WebhookMetrics(new Metrics()),
    );
    this.senders.push(sender);
    return sender;
  }

  async account(): Promise<SeededAccount> {
    const key = `a${randomUUID().slice(0, 8)}`;
    const assets = ['one', 'two'].map((name) => ({ name, uniqueId: `${key}-${name}` }));
    return new SeedAccount(new WorkerUnitOfWork(new WorkerDatabase(this.pool))).run({
      key,
      name: key,
      assets,
    });
  }

  /** Makes a webhook as the API does. */
  async webhook({ accountId }: SeededAccount, url: string, columns: object = {}): Promise<number> {
    const values = {
      ...{ account_id: accountId, name: 'ERP', url, events: ['link.opened'], min_severity: 'info' },
      ...{ is_enabled: true, secret: TEXTS.seal(SECRET, webhookPurpose(accountId)), ...columns },
    };
    const names = Object.keys(values);
    const { rows } = await this.pool.query<{ id: string }>(
      `INSERT INTO webhook (${names.join()}) VALUES (${names.map((_, i) => `$${i + 1}`).join()}) RETURNING id`,
      Object.values(values),
    );
    return Number(rows[0]?.id);
  }

  /** Adds an event to the feed, and returns its id. */
  async happen({ accountId }: SeededAccount, fields: object = {}, type: FeedEventType = 'link.opened') {
    const id = randomUUID();
    const occurredAt = new Date(this.clock.now()).toISOString();
    const event = { id, type, accountId, assetId: null, deviceId: null, occurredAt, data: {}, ...fields };
    await recordEvents(this.pool, [event]);
    return id;
  }

  /** Plans and sends what is due now, and waits for all of it. */
  async deliver(sender = this.senders[0] ?? this.sender()): Promise<void> {
    await this.requests.run();
    await this.plan.run();
    await sender.run();
    await sender.idle();
    await sender.run();
    await sender.idle();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.deliver();
  }

  async deliveries(webhookId: number) {
    const { rows } = await this.pool.query<{
      state: string;
      attempts: number;
      status: number | null;
      error: string;
    }>(
      'SELECT state, attempts, status, error FROM webhook_delivery WHERE webhook_id = $1 ORDER BY created_at, id',
      [webhookId],
    );
    return rows;
  }
}

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER_SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

export function otherSecret({ accountId }: SeededAccount): {
  readonly text: string;
  readonly sealed: Buffer;
} {
  return { text: OTHER_SECRET, sealed: TEXTS.seal(OTHER_SECRET, webhookPurpose(accountId)) };
}

/** As receivers check it, whose clocks are right. @throws if the signature is wrong */
export function verify(secret: string, { body, headers }: Told): unknown {
  return new Webhook(secret).verify(body, headers);
}
