import type { SeededAccount } from '@yipii/persistence';
import { DestinationRefused, HttpOutgoingPost } from '@yipii/platform';
import { otherSecret, SECRET, verify, WebhooksUnderTest } from './webhooks.testing';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const URL = 'https://erp.example.com/hook';

describe('a webhook', () => {
  let sut: WebhooksUnderTest;
  let account: SeededAccount;

  beforeAll(async () => {
    sut = await WebhooksUnderTest.start();
  });
  beforeEach(async () => {
    await sut.pool.query('DELETE FROM webhook');
    await sut.pool.query('DELETE FROM mail');
    account = await sut.account();
    sut.endpoints.replies.clear();
    sut.endpoints.told.length = 0;
    sut.endpoints.accepted.length = 0;
  });
  afterAll(() => sut.stop());

  const rowsOf = async (sql: string) => (await sut.pool.query<Record<string, unknown>>(sql)).rows;
  const mails = async () =>
    (await rowsOf('SELECT subject FROM mail ORDER BY created_at')).map((row) => row.subject);

  it('is told of an event once, signed by Standard Webhooks, as the feed has it', async () => {
    const id = await sut.webhook(account, URL);
    const eventId = await sut.happen(account, { data: { link_uuid: 'x' } });
    await sut.deliver();
    await sut.deliver();
    const [told] = sut.endpoints.told;
    expect(sut.endpoints.told).toHaveLength(1);
    expect(told && verify(SECRET, told)).toEqual({
      ...{
        eventId,
        type: 'link.opened',
        accountKey: expect.stringMatching(/^a/) as string,
        assetId: null,
        deviceId: null,
      },
      ...{ occurredAt: expect.any(String) as string, emittedAt: expect.any(String) as string },
      data: { link_uuid: 'x' },
    });
    expect(told?.headers['webhook-id']).toBe(eventId);
    expect(await sut.deliveries(id)).toEqual([{ state: 'delivered', attempts: 1, status: 200, error: null }]);
  });

  it('is signed with both secrets during a rotation, and then with the new one alone', async () => {
    const old = otherSecret(account);
    await sut.webhook(account, URL, {
      ...{ previous_secret: old.sealed, previous_secret_expires_at: new Date(sut.clock.now() + MINUTE) },
    });
    await sut.happen(account);
    await sut.deliver();
    await sut.happen(account);
    await sut.pass(MINUTE);
    const [during, after] = sut.endpoints.told;
    for (const secret of [SECRET, old.text]) expect(() => during && verify(secret, during)).not.toThrow();
    expect(() => after && verify(SECRET, { ...after, headers: { ...after.headers } })).not.toThrow();
    expect(() => after && verify(old.text, after)).toThrow('No matching signature');
  });

  it('is told of what it wants only: by type, severity and group, and since it was made', async () => {
    await sut.happen(account);
    const [one, two] = account.assets.map(({ assetId }) => assetId);
    const { rows } = await sut.pool.query<{ id: string }>(
      `WITH g AS (INSERT INTO asset_group (account_id, name) VALUES ($1, 'North') RETURNING id)
       INSERT INTO asset_group_member (account_id, group_id, asset_id) SELECT $1, id, $2 FROM g RETURNING group_id AS id`,
      [account.accountId, one],
    );
    const events = ['alert.raised', 'asset.status_changed'];
    await sut.webhook(account, 'https://all.example', { events: [...events, 'link.opened'] });
    await sut.webhook(account, 'https://severe.example', { events, min_severity: 'critical' });
    await sut.webhook(account, 'https://north.example', { events, group_ids: [rows[0]?.id] });
    await sut.webhook(account, 'https://off.example', { is_enabled: false });
    await sut.webhook(await sut.account(), 'https://other.example', { events });
    const mild = await sut.happen(account, { assetId: one, data: { severity: 'warning' } }, 'alert.raised');
    const severe = await sut.happen(
      account,
      { assetId: two, data: { severity: 'critical' } },
      'alert.raised',
    );
    const status = await sut.happen(account, { assetId: two }, 'asset.status_changed');
    await sut.happen(account, {}, 'device.first_seen');
    await sut.deliver();
    const to = (name: string) => sut.endpoints.to(`https://${name}.example`).sort();
    expect(to('all')).toEqual([mild, severe, status].sort());
    expect(to('severe')).toEqual([severe, status].sort());
    expect(to('north')).toEqual([mild]);
    expect([to('off'), to('other')]).toEqual([[], []]);
  });

  it('that was down for 48 hours gets all, once each by id', async () => {
    await sut.webhook(account, URL);
    sut.endpoints.replies.set(URL, 'silent');
    const events: string[] = [];
    for (let hour = 0; hour < 48; hour += 1) {
      if (hour % 4 === 0) events.push(await sut.happen(account));
      await sut.pass(HOUR);
    }
    expect(sut.endpoints.accepted).toEqual([]);
    sut.endpoints.replies.set(URL, { status: 204 });
    await sut.pass(HOUR);
    await sut.deliver();
    expect(sut.endpoints.to(URL).sort()).toEqual([...events].sort());
  });

  it('gets no more of what it refuses for 72 hours, until that is replayed', async () => {
    const id = await sut.webhook(account, URL);
    const event = await sut.happen(account);
    sut.endpoints.replies.set(URL, { status: 500 });
    for (let hour = 0; hour <= 73; hour += 1) await sut.pass(HOUR);
    expect(await sut.deliveries(id)).toMatchObject([{ state: 'dead', status: 500 }]);
    sut.endpoints.replies.delete(URL);
    await sut.pass(DAY);
    expect(sut.endpoints.accepted).toEqual([]);
    await sut.pool.query(
      `INSERT INTO webhook_request (id, account_id, webhook_id, kind, since) VALUES (gen_random_uuid(), $1, $2, 'replay_dead', '2020-01-01')`,
      [account.accountId, id],
    );
    await sut.deliver();
    expect(sut.endpoints.to(URL)).toEqual([event]);
    expect((await sut.deliveries(id)).map(({ state }) => state).sort()).toEqual(['dead', 'delivered']);
  });

  it('is given the time that it asks for', async () => {
    await sut.webhook(account, URL);
    sut.endpoints.replies.set(URL, { status: 429, retryAfter: '600' });
    await sut.happen(account);
    await sut.deliver();
    sut.endpoints.replies.delete(URL);
    await sut.happen(account);
    await sut.pass(9 * MINUTE);
    expect(sut.endpoints.told).toHaveLength(1);
    await sut.pass(2 * MINUTE);
    expect(sut.endpoints.accepted).toHaveLength(2);
  });

  it('that answers 410 is switched off, and its owner is told', async () => {
    await owner();
    const id = await sut.webhook(account, URL);
    sut.endpoints.replies.set(URL, { status: 410 });
    await sut.happen(account);
    await sut.deliver();
    await sut.happen(account);
    await sut.pass(HOUR);
    expect(sut.endpoints.told).toHaveLength(1);
    expect(await sut.deliveries(id)).toEqual([{ state: 'dead', attempts: 1, status: 410, error: null }]);
    expect(await mails()).toEqual([`Webhook ERP (${id}) was switched off`]);
    await sut.pool.query('UPDATE webhook SET enabled_at = $2 WHERE id = $1', [id, new Date(sut.clock.now())]);
    sut.endpoints.replies.delete(URL);
    await sut.pool.query(`UPDATE event SET emitted_at = $2 WHERE event_id = $1`, [
      ...[await sut.happen(account), new Date(sut.clock.now() + 1)],
    ]);
    await sut.pass(HOUR);
    expect(sut.endpoints.accepted).toHaveLength(1);
  });

  it('that only fails for five days is switched off, its owner told before and after, also by the feed', async () => {
    await owner();
    const id = await sut.webhook(account, URL);
    sut.endpoints.replies.set(URL, { status: 503 });
    for (let hour = 0; hour <= 125; hour += 5) {
      await sut.happen(account);
      await sut.pass(5 * HOUR);
    }
    expect(await mails()).toEqual([
      `Webhook ERP (${id}) does not accept events`,
      `Webhook ERP (${id}) was switched off`,
    ]);
    const feed = await rowsOf(
      `SELECT type, data->>'reason' AS reason FROM event WHERE type LIKE 'webhook.%' AND account_id = ${account.accountId} ORDER BY id`,
    );
    expect(feed).toEqual([
      { type: 'webhook.failing', reason: null },
      { type: 'webhook.disabled', reason: 'failing' },
    ]);
    const states = new Set((await sut.deliveries(id)).map(({ state }) => state));
    expect(states).toEqual(new Set(['dead']));
  });

  it('can be tested, and gets a delivery again, with the same id', async () => {
    const id = await sut.webhook(account, URL);
    const ask = (kind: string, delivery: string | null = null) =>
      sut.pool.query<{ id: string }>(
        `INSERT INTO webhook_request (id, account_id, webhook_id, kind, delivery_id) VALUES (gen_random_uuid(), $1, $2, $3, $4) RETURNING id`,
        [account.accountId, id, kind, delivery],
      );
    const { rows } = await ask('test');
    await sut.deliver();
    expect(sut.endpoints.told.map(({ event }) => event)).toMatchObject([
      { type: 'webhook.test', eventId: rows[0]?.id },
    ]);
    const eventId = await sut.happen(account);
    await sut.deliver();
    const [delivery] = await rowsOf(`SELECT id FROM webhook_delivery WHERE type = 'link.opened'`);
    await ask('replay', String(delivery?.id));
    await sut.deliver();
    expect(sut.endpoints.to(URL)).toEqual([rows[0]?.id, eventId, eventId]);
  });

  it('at a private address gets nothing, nor one that redirects to itself', async () => {
    const inside = 'http://169.254.169.254/latest/meta-data';
    const id = await sut.webhook(account, inside);
    const looping = await sut.webhook(account, URL);
    await sut.happen(account);
    const real = new HttpOutgoingPost({ mode: 'production' });
    sut.endpoints.replies.set(URL, { status: 307 });
    const fake = sut.endpoints.post.bind(sut.endpoints);
    const post = jest.spyOn(sut.endpoints, 'post');
    post.mockImplementation((request) => (request.url === inside ? real : { post: fake }).post(request));
    await sut.deliver();
    post.mockRestore();
    const states = [...(await sut.deliveries(id)), ...(await sut.deliveries(looping))];
    expect(states).toMatchObject([
      { state: 'waiting', status: null, error: new DestinationRefused('the address is not public').message },
      { state: 'waiting', status: 307 },
    ]);
  });

  it('is told once by two processes, also if one of them dies with what it has claimed', async () => {
    await sut.webhook(account, URL);
    for (let n = 0; n < 20; n += 1) await sut.happen(account);
    await sut.plan.run();
    const now = sut.clock.now();
    const lost = { failing: false, limit: 5, perWebhook: 4, except: [] };
    expect(await sut.table.claim({ now, until: now + MINUTE }, lost)).toHaveLength(4);
    const two = [sut.sender(), sut.sender()];
    for (let round = 0; round < 3; round += 1) await Promise.all(two.map((sender) => sut.deliver(sender)));
    expect(sut.endpoints.accepted).toHaveLength(16);
    await sut.pass(MINUTE + 1);
    expect(new Set(sut.endpoints.to(URL)).size).toBe(20);
    expect(sut.endpoints.accepted).toHaveLength(20);
  });

  async function owner(): Promise<void> {
    await sut.pool.query(
      `INSERT INTO account_user (account_id, email, name, role) VALUES ($1, $2, 'Ada', 'owner')`,
      [account.accountId, `ada@${account.accountId}.example`],
    );
  }
});
