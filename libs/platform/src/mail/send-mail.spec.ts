import { createTestDatabase, eventually, FakeClock, MailServer, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { WorkerDatabase } from '../database/databases';
import { Metrics } from '../metrics/metrics';
import { queueMail } from './mail-queue';
import { MailTable } from './mail-table';
import { renderMail } from './mail-text';
import { SendMail } from './send-mail';
import { SmtpMailer } from './smtp-mailer.nodemailer';

const TABLE = `CREATE TABLE mail (id uuid PRIMARY KEY, account_id bigint NOT NULL, kind text NOT NULL,
  recipient text NOT NULL, subject text NOT NULL, text_body text NOT NULL, html_body text NOT NULL,
  failures int NOT NULL DEFAULT 0, expires_at timestamptz NOT NULL, next_due_at timestamptz NOT NULL,
  unsubscribe_url text);
  CREATE TABLE mail_refusal (mail_id uuid PRIMARY KEY, account_id bigint NOT NULL, code int NOT NULL)`;

describe('mail', () => {
  let database: TestDatabase;
  let pool: Pool;
  let server: MailServer;
  let clock: FakeClock;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    await pool.query(TABLE);
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE mail');
    clock = new FakeClock(Date.now() + 1_000);
    server = await new MailServer().start();
  });
  afterEach(() => server.stop());
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const sender = ({ replyTimeoutMs = 5_000, table = new MailTable(new WorkerDatabase(pool)) } = {}) => {
    const options = { url: server.url, from: 'fleet@yipii.test', connectTimeoutMs: 5_000, replyTimeoutMs };
    return new SendMail(new SmtpMailer(options), table, clock, new Metrics());
  };
  const queue = (to = 'ada@example.com', expiresAt = clock.now() + 3_600_000) =>
    queueMail(pool, {
      ...renderMail({
        subject: 'Grüße <b>',
        paragraphs: ['Come & see', 'Bye'],
        link: { url: 'https://yipii.test/#token=abc', label: 'Go' },
      }),
      ...{ accountId: 1, kind: 'invitation', to, expiresAt: new Date(expiresAt) },
    });
  const waiting = async (): Promise<number> =>
    Number((await pool.query<{ n: string }>('SELECT count(*) AS n FROM mail')).rows[0]?.n);
  const run = async (sut: SendMail) => {
    await sut.run();
    await sut.idle();
  };
  /** As long as the longest pause between tries. */
  const waitForRetry = () => clock.advance(16 * 60_000);

  it('is unsubscribed from by one click, where it says so and nowhere else', async () => {
    await queue('ada@example.com');
    await queueMail(pool, {
      ...renderMail({ subject: 'Near', paragraphs: ['Near'] }),
      ...{
        accountId: 1,
        kind: 'link_arriving',
        to: 'bob@example.com',
        expiresAt: new Date(clock.now() + 60_000),
      },
      unsubscribeUrl: 'https://yipii.test/unsubscribe',
    });
    await run(sender());
    const [ada, bob] = ['ada@example.com', 'bob@example.com'].map((to) =>
      server.mailsTo(to)[0]?.source.replaceAll(/\s+/g, ' '),
    );
    expect(ada).not.toContain('List-Unsubscribe');
    expect(bob).toContain('List-Unsubscribe: <https://yipii.test/unsubscribe>');
    expect(bob).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  });

  it('arrives as plain text first and HTML second, from and to one address', async () => {
    await queue();
    await run(sender());
    const [mail] = server.taken;
    expect(mail).toMatchObject({
      subject: 'Grüße <b>',
      text: 'Come & see\n\nhttps://yipii.test/#token=abc\n\nBye\n',
      from: { value: [{ address: 'fleet@yipii.test', name: '' }] },
      to: { value: [{ address: 'ada@example.com', name: '' }] },
    });
    expect(mail?.html).toContain(
      '<p>Come &amp; see</p>\n<p><a href="https://yipii.test/#token=abc">Go</a></p>',
    );
    expect(mail?.messageId).toMatch(/^<[0-9a-f-]{36}@yipii\.test>$/);
    expect(await waiting()).toBe(0);
  });

  it('is sent once, however many processes send', async () => {
    for (let i = 0; i < 12; i += 1) await queue(`user${i}@example.com`);
    const senders = [sender(), sender(), sender()];
    while ((await waiting()) > 0) await Promise.all(senders.map(run));
    const addresses = server.taken.map(({ to }) => (Array.isArray(to) ? '' : to?.text)).sort();
    expect(addresses).toEqual(Array.from({ length: 12 }, (_, i) => `user${i}@example.com`).sort());
  });

  it('waits while the server is away, greylists or is busy, and is then sent once', async () => {
    const sut = sender();
    await queue();
    await server.stop();
    await run(sut);
    await server.start();
    server.recipient = 450;
    waitForRetry();
    await run(sut);
    server.recipient = 'ok';
    server.message = 451;
    waitForRetry();
    await run(sut);
    server.message = 'ok';
    await run(sut);
    expect([server.taken.length, await waiting()]).toEqual([0, 1]);
    waitForRetry();
    await run(sut);
    waitForRetry();
    await run(sut);
    expect([server.taken.length, await waiting()]).toEqual([1, 0]);
  });

  it('is dropped when the server refuses it for good', async () => {
    for (const kind of ['recipient', 'message'] as const) {
      await queue();
      server[kind] = 550;
      await run(sender());
      expect([server.taken.length, await waiting()]).toEqual([0, 0]);
    }
    expect((await pool.query('SELECT code FROM mail_refusal')).rows).toEqual([{ code: 550 }, { code: 550 }]);
  });

  it('is tried again with the same Message-ID when the server hangs', async () => {
    const sut = sender({ replyTimeoutMs: 300 });
    await queue();
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM mail');
    server.message = 'hang';
    await run(sut);
    expect(await waiting()).toBe(1);
    server.message = 'ok';
    waitForRetry();
    await run(sut);
    expect(server.taken.map(({ messageId }) => messageId)).toEqual([`<${rows[0]?.id}@yipii.test>`]);
  });

  it('does not delay other mail when a server hangs', async () => {
    const sut = sender({ replyTimeoutMs: 2_000 });
    await queue('slow@example.com');
    await sut.run();
    await queue('quick@example.com');
    await sut.run();
    await eventually(() => expect(server.taken).toHaveLength(1));
    await sut.idle();
    expect(await waiting()).toBe(1);
  });

  it('is taken over when the process that sends it dies', async () => {
    await queue();
    const now = clock.now();
    await new MailTable(new WorkerDatabase(pool)).claim({ now, until: now + 60_000 }, 5, []);
    const other = sender();
    await run(other);
    expect(server.taken).toHaveLength(0);
    clock.advance(60_000);
    await run(other);
    expect(server.taken).toHaveLength(1);
  });

  it('is not sent again because its outcome could not be stored at once', async () => {
    class AwayTable extends MailTable {
      failures = 3;
      override remove(id: string): Promise<void> {
        this.failures -= 1;
        return this.failures >= 0 ? Promise.reject(new Error('away')) : super.remove(id);
      }
    }
    const sut = sender({ table: new AwayTable(new WorkerDatabase(pool)) });
    await queue();
    await sut.run();
    clock.advance(120_000);
    await sut.run();
    await sut.idle();
    await run(sut);
    expect([server.taken.length, await waiting()]).toEqual([1, 0]);
  });

  it('is dropped when it has expired', async () => {
    await queue('ada@example.com', clock.now() + 10_000);
    server.recipient = 450;
    const sut = sender();
    await run(sut);
    server.recipient = 'ok';
    waitForRetry();
    await run(sut);
    expect([server.taken.length, await waiting()]).toEqual([0, 0]);
  });
});
