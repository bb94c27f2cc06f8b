import type { SeededAccount } from '@yipii/persistence';
import { aLocation, eventually } from '@yipii/testing';
import { asViewer, LinkSessionUnderTest } from './link-session.testing';

describe('odd input of viewers and links', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;
  let assetId: number;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 1);
    assetId = account.assets[0]?.assetId ?? 0;
  });
  afterAll(() => sut.stop());

  const aLink = (columns = {}) => sut.link(account.accountId, assetId, columns);
  const JSON_TYPE = 'application/json';

  it.each([
    [JSON_TYPE, '[]', 422],
    [JSON_TYPE, '"x"', 400],
    [JSON_TYPE, '7', 400],
    [JSON_TYPE, 'null', 400],
    [JSON_TYPE, '{', 400],
    [JSON_TYPE, '{"email":{"$ne":""}}', 422],
    [JSON_TYPE, '{"email":["ada@example.com"]}', 422],
    [JSON_TYPE, '{"email":"ada@example.com","code":null}', 422],
    [JSON_TYPE, '{"email":"ada@example.com","code":["012345"]}', 422],
    ['text/plain', '{"email":"ada@example.com"}', 415],
  ])('%s %s is answered with a problem, and gets no session', async (type, body, status) => {
    const uuid = await aLink({ access_mode: 'email' });
    const answer = await sut.call('POST', `${uuid}/verify`, { headers: { 'content-type': type }, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const { rowCount } = await sut.pool.query('SELECT FROM tracking_session WHERE link_uuid = $1', [uuid]);
    expect(rowCount).toBe(0);
  });

  it('a session is of no other form of its link', async () => {
    const uuid = await aLink();
    const token = await sut.sessionOf(uuid);
    for (const form of [uuid.toUpperCase(), `{${uuid}}`, uuid.replaceAll('-', ''), `${uuid}%20`]) {
      for (const [method, what] of [
        ['GET', 'session'],
        ['GET', 'location'],
        ['DELETE', 'session'],
      ] as const)
        expect([4001, 4003]).toContain(
          (await sut.call(method, `${form}/${what}`, asViewer(token))).body.ws_code,
        );
    }
    expect((await sut.poll(uuid, token)).status).toBe(200);
  });

  it('a schedule that never opens shows nothing, and says so without a time', async () => {
    const uuid = await aLink({ schedule: JSON.stringify({ timezone: 'Europe/Berlin', windows: [] }) });
    const { status, body } = await sut.poll(uuid, await sut.sessionOf(uuid));
    expect([status, body]).toMatchObject([
      200,
      {
        data: null,
        link: { status: 'outside_schedule', schedule: { active: false, next_change_at: null } },
      },
    ]);
  });

  it('an arrival at the pole is one, whatever the meridian', async () => {
    const arrival = { lat: 90, lng: 0, radius_m: 100, dwell_seconds: 0, grace_minutes: 0 };
    const uuid = await aLink({ arrival: JSON.stringify(arrival) });
    const token = await sut.sessionOf(uuid);
    let seq = 0;
    await eventually(async () => {
      const there = { lat: 89.9999, lng: 170, speed: 0, status: 'stopped' } as const;
      const timestamp = new Date().toISOString();
      await sut.drive(account.accountId, aLocation({ ...there, assetId, seq: (seq += 1), timestamp }));
      expect((await sut.poll(uuid, token)).body).toMatchObject({ status: 410, code: 'LINK_INACTIVE' });
    });
  });

  it('a route without a vehicle, as its was deleted, has nothing to show', async () => {
    const { rows } = await sut.pool.query<{ id: string }>(
      `INSERT INTO route (account_id, asset_id, name) VALUES ($1, NULL, 'North') RETURNING id`,
      [account.accountId],
    );
    const uuid = await aLink({ asset_id: null, route_id: rows[0]?.id });
    const { status, body } = await sut.poll(uuid, await sut.sessionOf(uuid));
    expect([status, body.data]).toEqual([200, null]);
  });
});
