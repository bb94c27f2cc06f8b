import { randomUUID } from 'node:crypto';
import type { FeedEventType } from '@yipii/domain';
import { recordEvents, SeedAccount, WorkerUnitOfWork, type SeededAccount } from '@yipii/persistence';
import {
  MailTable,
  Metrics,
  openPool,
  Outbox,
  RunTimers,
  SendMail,
  SmtpMailer,
  TemporalTimeZones,
  WorkerDatabase,
} from '@yipii/platform';
import type { AlertData } from '@yipii/protocol';
import {
  anAlertData,
  createMigratedDatabase,
  FakeClock,
  MailServer,
  type TestDatabase,
} from '@yipii/testing';
import type { Pool } from 'pg';
import { FeedReader } from '../feed/feed-reader.postgres';
import { ACCOUNTS_WITH_POLICIES, FollowAlerts } from './follow-alerts';
import { personTimers } from './run-notices';
import { TellPeople } from './tell-people';

const MINUTE = 60_000;
const MAILS_PER_DAY = 8;

describe('people', () => {
  let database: TestDatabase;
  let pool: Pool;
  let own: Pool;
  let server: MailServer;
  let clock: FakeClock;
  let alerts: FollowAlerts;
  let timers: { run(): Promise<void> };
  let account: SeededAccount;

  beforeAll(async () => {
    database = await createMigratedDatabase();
    pool = openPool(database.url, 'yipii_worker', 5);
    own = openPool(database.url, 'yipii_alerting', 5);
    server = await new MailServer().start();
  });
  beforeEach(async () => {
    clock = new FakeClock(Date.now() + 1_000);
    server.taken.length = 0;
    server.recipient = 'ok';
    const alerting = new WorkerDatabase(own);
    const tell = new TellPeople(new TemporalTimeZones(), MAILS_PER_DAY);
    const feed = new FeedReader('notices', ACCOUNTS_WITH_POLICIES, alerting, new WorkerUnitOfWork(alerting));
    alerts = new FollowAlerts(feed, tell, clock);
    timers = new RunTimers(personTimers(tell, clock), { database: alerting, outbox: new Outbox(), clock });
    const key = `a${randomUUID().slice(0, 8)}`;
    const assets = ['one', 'two'].map((name) => ({ name, uniqueId: `${key}-${name}` }));
    account = await new SeedAccount(new WorkerUnitOfWork(new WorkerDatabase(pool))).run({
      key,
      name: key,
      assets,
    });
  });
  afterAll(async () => {
    await Promise.all([server.stop(), pool.end(), own.end()]);
    await database.drop();
  });

  /** Makes a policy as the API does. */
  async function policy(columns: object = {}): Promise<void> {
    const values = {
      ...{ account_id: account.accountId, name: 'x', emails: ['ada@example.com'], locale: 'en' },
      ...{ min_severity: 'warning', also_told: [], escalation: '[]', is_enabled: true, ...columns },
    };
    const names = Object.keys(values);
    await pool.query(
      `INSERT INTO notification_policy (${names.join()}) VALUES (${names.map((_, i) => `$${i + 1}`).join()})`,
      Object.values(values),
    );
  }

  async function happen(type: FeedEventType, fields: Partial<AlertData> = {}): Promise<void> {
    const assetId = account.assets[0]?.assetId ?? 0;
    const data = anAlertData({ assetId, assetName: 'Truck 7', ...fields });
    const occurredAt = new Date(clock.now()).toISOString();
    const { accountId } = account;
    await recordEvents(pool, [
      { id: randomUUID(), type, accountId, assetId: data.assetId, deviceId: null, occurredAt, data },
    ]);
  }

  const raise = (fields: Partial<AlertData> = {}) => happen('alert.raised', { id: randomUUID(), ...fields });

  /** Decides and sends what is due now; returns the subjects of all mails so far, by recipient. */
  async function mails(): Promise<string[]> {
    await alerts.run();
    await timers.run();
    const smtp = {
      url: server.url,
      from: 'no-reply@example.com',
      connectTimeoutMs: 5_000,
      replyTimeoutMs: 5_000,
    };
    const table = new MailTable(new WorkerDatabase(pool));
    const later = new FakeClock(Date.now() + 60_000);
    const sender = new SendMail(new SmtpMailer(smtp), table, later, new Metrics());
    for (let round = 0; round < 4; round += 1) {
      await sender.run();
      await sender.idle();
    }
    return server.taken.map(({ to, subject }) => `${[to ?? []].flat()[0]?.text}: ${subject}`).sort();
  }

  it('are told once by mail of a raise, a clear and an acknowledgement, whatever matches', async () => {
    await policy({ also_told: ['cleared', 'acknowledged'] });
    await policy({ emails: ['ada@example.com', 'bob@example.com'], locale: 'sv' });
    const id = randomUUID();
    await happen('alert.raised', { id, severity: 'critical' });
    expect(await mails()).toEqual([
      'ada@example.com: ⚠ Truck 7: entered a geofence',
      'bob@example.com: ⚠ Truck 7: har kommit in i ett område',
    ]);
    expect(server.mailsTo('ada@example.com')[0]?.text).toContain('(critical, rule Depot)');
    await happen('alert.acknowledged', { id });
    await happen('alert.cleared', { id });
    expect(await mails()).toHaveLength(4);
    expect(server.mailsTo('ada@example.com').map(({ subject }) => subject)).toEqual([
      ...['⚠ Truck 7: entered a geofence', '⚠ Acknowledged – Truck 7: entered a geofence'],
      '⚠ Over – Truck 7: entered a geofence',
    ]);
  });

  it('get a digest when it is due, without what is over, muted, or of no group of theirs', async () => {
    const { rows } = await pool.query<{ id: string }>(
      `WITH g AS (INSERT INTO asset_group (account_id, name) VALUES ($1, 'North') RETURNING id)
       INSERT INTO asset_group_member (account_id, group_id, asset_id) SELECT $1, id, $2 FROM g RETURNING group_id AS id`,
      [account.accountId, account.assets[0]?.assetId],
    );
    await policy({ digest: { minutes: 30, daily_at: null, timezone: 'UTC' }, group_ids: [rows[0]?.id] });
    const over = randomUUID();
    await raise();
    await raise({ type: 'speed.exceeded' });
    await raise({ id: over });
    await raise({ assetId: account.assets[1]?.assetId ?? 0 });
    await raise({ rule: { id: 9, name: 'Muted' } });
    await pool.query(
      `WITH r AS (INSERT INTO alert_rule (id, account_id, name, type, severity, parameters, applies_to, cooldown_seconds)
         OVERRIDING SYSTEM VALUE VALUES (9, $1, 'x', 'device.sos', 'info', '{}', 'all', 0) RETURNING id)
       INSERT INTO mute (account_id, rule_id, until) SELECT $1, id, $2 FROM r`,
      [account.accountId, new Date(clock.now() + 60 * MINUTE)],
    );
    expect(await mails()).toEqual([]);
    // What a deleted rule has raised is cleared while the digest waits.
    await happen('alert.cleared', { id: over });
    clock.advance(30 * MINUTE);
    expect(await mails()).toEqual(['ada@example.com: 2 alerts']);
    expect(server.taken[0]?.text).toContain('Truck 7: speeding (warning, rule Depot)');
  });

  it('are reminded by steps until one of them acknowledges', async () => {
    const escalation = [
      { after_minutes: 10, emails: ['boss@example.com'] },
      { after_minutes: 10, emails: null },
    ];
    await policy({ escalation: JSON.stringify(escalation) });
    const id = randomUUID();
    await happen('alert.raised', { id, severity: 'critical' });
    await mails();
    clock.advance(10 * MINUTE);
    expect(await mails()).toContain(
      'boss@example.com: ⚠ Still not acknowledged – Truck 7: entered a geofence',
    );
    await happen('alert.acknowledged', { id });
    clock.advance(60 * MINUTE);
    expect(await mails()).toHaveLength(2);
  });

  it('whose address bounces do not keep others from their mail, and the bounce is recorded', async () => {
    await policy();
    server.recipient = 550;
    await raise();
    expect(await mails()).toEqual([]);
    server.recipient = 'ok';
    await raise();
    expect(await mails()).toHaveLength(1);
    const { rows } = await pool.query(
      `SELECT n.email, r.code FROM notification n LEFT JOIN mail_refusal r ON r.mail_id = n.id
       WHERE n.account_id = $1 ORDER BY n.created_at, r.code`,
      [account.accountId],
    );
    expect(rows).toEqual(expect.arrayContaining([{ email: 'ada@example.com', code: 550 }]));
    expect(rows).toHaveLength(2);
  });

  it('are told nothing of what was raised before their policy, nor more a day than an account may', async () => {
    await raise();
    await policy({ enabled_at: new Date(clock.now() + MINUTE) });
    expect(await mails()).toEqual([]);
    await pool.query('UPDATE notification_policy SET enabled_at = $1', [new Date(clock.now() - MINUTE)]);
    for (let n = 0; n < MAILS_PER_DAY + 3; n += 1) await raise();
    expect(await mails()).toHaveLength(MAILS_PER_DAY);
  });
});
