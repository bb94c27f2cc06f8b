import { LinkAccessStore } from '@yipii/live';
import type { SeededAccount } from '@yipii/persistence';
import { topics, type AccessRevoked, type LinkLocation } from '@yipii/protocol';
import { aLocation, eventually } from '@yipii/testing';
import { asViewer, LinkSessionUnderTest } from './link-session.testing';

const HOUR = 3_600_000;
const NOTHING = '16fd2706-8baf-433b-82eb-8c7fada847da';
const POSITION = {
  ...{ timestamp: '2026-06-01T12:00:00.000Z', lat: 57.7, lng: 11.97, speed: 50, heading: 90, moving: true },
  ...{ address: { street: 'Gedimino pr.', town: 'Vilnius' }, display_name: 'Vehicle' },
};
const ADDRESS = {
  ...{ street: 'Gedimino pr. 9', town: 'Vilnius', postcode: '01103', country: 'LT' },
  formatted: 'Gedimino pr. 9, Vilnius',
};

describe('link-session', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;
  let assetId: number;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 2);
    assetId = account.assets[0]?.assetId ?? 0;
  });
  afterAll(() => sut.stop());

  const aLink = (columns = {}) => sut.link(account.accountId, assetId, columns);
  const revoked = () => sut.eventsOf<AccessRevoked>(topics.accessRevoked).map(({ id }) => id);
  const at = (seq: number, fields = {}) =>
    aLocation({ assetId, seq, address: ADDRESS, name: 'alpha 1', ...fields });
  const seed = (seq: number) => sut.keep(account.accountId, at(seq));
  const drive = (seq: number, fields = {}) => sut.drive(account.accountId, at(seq, fields));

  it('gives whoever opens a public link a session, and says where to connect', async () => {
    const uuid = await aLink();
    expect((await sut.call('GET', uuid)).body).toEqual({
      ...{ uuid, status: 'active', access_mode: 'public', requires: [], locale: 'en', brand: null },
      viewer_data_days: 30,
    });
    const { status, body } = await sut.verify(uuid);
    expect([status, body]).toEqual([
      200,
      {
        session_token: expect.stringMatching(/^yts_[\w-]{43}$/) as string,
        // Less where the machine is slow to answer.
        expires_in: expect.closeTo(14_400, -2) as number,
        ...{ expires_at: expect.any(String) as string, channel: `private-tracking.${uuid}` },
        websocket: { key: 'yipii-live', host: 'ws.live.example.com', port: 443, tls: true },
        auth_endpoint: 'https://live.example.com/broadcasting/auth',
      },
    ]);
    expect((await sut.call('GET', `${uuid}/session`, asViewer(body.session_token))).body).toMatchObject({
      valid: true,
    });
    const { rows } = await sut.pool.query(
      `SELECT views_total::int AS views, (SELECT count(*)::int FROM event WHERE type = 'link.opened'
         AND data->>'link_uuid' = link_uuid::text) AS told,
         (SELECT ip FROM tracking_session WHERE link_uuid = s.link_uuid LIMIT 1) AS ip
       FROM link_state s WHERE link_uuid = $1`,
      [uuid],
    );
    expect(rows).toEqual([{ views: 1, told: 1, ip: '127.0.0.0/24' }]);
  });

  it.each([
    ['no body', {}],
    ['an empty one of another type', { headers: { 'content-type': 'text/plain' }, body: '' }],
    ['an empty object', { headers: { 'content-type': 'application/json' }, body: '{}' }],
  ])('takes %s for an empty body', async (_what, init) => {
    expect((await sut.call('POST', `${await aLink()}/verify`, init)).status).toBe(200);
  });

  it('says the same of links that are unknown, malformed or not of version 4, with the same headers', async () => {
    const uuid = await aLink();
    const names = [
      NOTHING,
      uuid.toUpperCase(),
      `{${uuid}}`,
      uuid.replace(/^(.{14})4/, '$11'),
      'x',
      '%00',
      "'--",
    ];
    const answers = await Promise.all(names.flatMap((name) => [sut.call('GET', name), sut.verify(name)]));
    for (const { status, headers, body } of answers) {
      expect([status, body.code, body.ws_code]).toEqual([404, 'LINK_NOT_FOUND', 4003]);
      expect(Object.fromEntries(headers)).toMatchObject({
        ...{
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
          'x-robots-tag': 'noindex, nofollow',
        },
      });
    }
  });

  it('shows the public form of where the vehicle is, and publishes it while somebody watches', async () => {
    const [uuid, unwatched] = [await aLink(), await aLink()];
    await seed(1);
    const token = await sut.sessionOf(uuid);
    expect((await sut.poll(uuid, token)).body).toEqual({
      data: POSITION,
      link: {
        ...{ status: 'active', display_name: 'Vehicle', expires_at: null },
        schedule: { active: true, next_change_at: null },
      },
      poll_after_seconds: 30,
    });
    const published = () =>
      sut.eventsOf<LinkLocation>(topics.linkLocation).filter((one) => one.linkUuid === uuid);
    // Whoever comes sees it at once, wherever the vehicle stands.
    await eventually(() => expect(published().map(({ position }) => position)).toContainEqual(POSITION));
    await eventually(async () => {
      await drive(2, { timestamp: '2026-06-01T12:00:10.000Z', speed: 49.6 });
      const last = { ...POSITION, timestamp: '2026-06-01T12:00:10.000Z' };
      expect(published().at(-1)?.position).toEqual(last);
    });
    expect(sut.eventsOf<LinkLocation>(topics.linkLocation).map(({ linkUuid }) => linkUuid)).not.toContain(
      unwatched,
    );
  });

  it('shows the destination and an arrival of links that have one', async () => {
    const arrival = JSON.stringify({
      lat: 57.71,
      lng: 11.98,
      label: 'Home',
      radius_m: 100,
      dwell_seconds: 120,
      grace_minutes: 5,
    });
    const uuid = await aLink({ arrival, show_destination: true, display_name: 'Your delivery' });
    await seed(3);
    const { body } = await sut.poll(uuid, await sut.sessionOf(uuid));
    expect(body.data).toMatchObject({
      display_name: 'Your delivery',
      distance_km: expect.any(Number) as number,
      eta_minutes: null,
    });
    expect(body.link).toMatchObject({ destination: { label: 'Home', lat: 57.71, lng: 11.98 } });
  });

  it('refuses sessions that are malformed, unknown, of another link, or over', async () => {
    const [uuid, other] = [await aLink(), await aLink()];
    for (const token of ['yts_x', `yts_${'A'.repeat(43)}`, await sut.sessionOf(other)]) {
      for (const what of ['session', 'location'])
        expect((await sut.call('GET', `${uuid}/${what}`, asViewer(token))).body).toMatchObject({
          ...{ status: 401, code: 'INVALID_SESSION_TOKEN', ws_code: 4001 },
        });
    }
    const ttl = await sut.link(account.accountId, assetId, { session_ttl_seconds: 1 });
    const short = await sut.sessionOf(ttl);
    await eventually(async () => expect((await sut.poll(ttl, short)).body.code).toBe('SESSION_EXPIRED'));
  });

  it('ends a session with its sockets when its viewer leaves', async () => {
    const uuid = await aLink();
    const token = await sut.sessionOf(uuid);
    const { status } = await sut.call('DELETE', `${uuid}/session`, {
      headers: { 'x-tracking-session': token },
    });
    expect([status, (await sut.poll(uuid, token)).body.code]).toEqual([204, 'INVALID_SESSION_TOKEN']);
    const { rows } = await sut.pool.query<{ id: string }>(
      'SELECT id FROM tracking_session WHERE link_uuid = $1',
      [uuid],
    );
    await eventually(() => expect(revoked()).toContain(rows[0]?.id));
  });

  it('closes a link that is disabled, and lets nobody in until it is opened again', async () => {
    const uuid = await aLink();
    const token = await sut.sessionOf(uuid);
    await sut.change(uuid, 'is_disabled = true');
    await sut.settled(uuid, 'disabled');
    await eventually(async () =>
      expect((await sut.poll(uuid, token)).body).toMatchObject({ code: 'LINK_INACTIVE', ws_code: 4004 }),
    );
    expect((await sut.verify(uuid)).body.code).toBe('LINK_INACTIVE');
    expect((await sut.call('GET', uuid)).body.status).toBe('disabled');
    await sut.change(uuid, 'is_disabled = false, generation = generation + 1');
    await sut.settled(uuid, 'active');
    expect((await sut.verify(uuid)).status).toBe(200);
  });

  it('ends by its time, and says so once', async () => {
    const uuid = await aLink({ expires_at: new Date(Date.now() + 700) });
    await sut.settled(uuid, 'active');
    await sut.settled(uuid, 'expired');
    const told = () =>
      sut.log.written.filter(({ event }) => (event as { linkUuid?: string }).linkUuid === uuid);
    await eventually(() =>
      expect(told().map(({ event }) => event)).toEqual([
        { linkUuid: uuid, change: 'expired', reason: 'time', at: expect.any(String) as string },
      ]),
    );
    const { rows } = await sut.pool.query(
      `SELECT data FROM event WHERE type = 'link.expired' AND data->>'link_uuid' = $1`,
      [uuid],
    );
    expect(rows).toEqual([{ data: { link_uuid: uuid, reason: 'time' } }]);
  });

  it('tells viewers of a link that opens later that they have to wait', async () => {
    const uuid = await aLink({ starts_at: new Date(Date.now() + HOUR) });
    await sut.settled(uuid, 'not_started');
    const { body } = await sut.poll(uuid, await sut.sessionOf(uuid));
    expect(body).toMatchObject({ data: null, link: { status: 'not_started', schedule: { active: false } } });
    await sut.change(uuid, 'starts_at = NULL');
    await sut.settled(uuid, 'active');
    const opened = { linkUuid: uuid, change: 'schedule', active: true, next_change_at: null };
    await eventually(() => expect(sut.eventsOf(topics.linkChanged)).toContainEqual(opened));
  });

  it('shows viewers who wait where the vehicle stands as soon as the link opens', async () => {
    const uuid = await aLink({ starts_at: new Date(Date.now() + HOUR) });
    await sut.settled(uuid, 'not_started');
    await sut.sessionOf(uuid);
    await seed(700);
    await sut.change(uuid, 'starts_at = NULL');
    await eventually(() =>
      expect(sut.eventsOf<LinkLocation>(topics.linkLocation)).toContainEqual(
        expect.objectContaining({ linkUuid: uuid }),
      ),
    );
  });

  it.each([
    ['another mode', `access_mode = 'email'`],
    ['another subject', 'generation = generation + 1'],
    ['a life that is over', 'session_ttl_seconds = 1'],
  ])('that is narrowed by %s ends the sessions that it would not grant', async (_what, assignments) => {
    const [uuid, other] = [await aLink(), await aLink()];
    const [token, kept] = [await sut.sessionOf(uuid), await sut.sessionOf(other)];
    if (assignments.includes('ttl'))
      await sut.pool.query(
        `UPDATE tracking_session SET created_at = now() - interval '1 minute' WHERE link_uuid = $1`,
        [uuid],
      );
    await sut.change(uuid, assignments);
    await sut.change(other, `name = 'x'`);
    await eventually(async () =>
      expect((await sut.poll(uuid, token)).body.code).toBe('INVALID_SESSION_TOKEN'),
    );
    expect((await sut.poll(other, kept)).status).toBe(200);
  });

  it('prolongs sessions that slide while they are used, and no others', async () => {
    const uuid = await aLink({ session_sliding: true });
    const token = await sut.sessionOf(uuid);
    await sut.pool.query(
      `UPDATE tracking_session SET expires_at = now() + interval '1 minute' WHERE link_uuid = $1`,
      [uuid],
    );
    const { body } = await sut.call('GET', `${uuid}/session`, asViewer(token));
    expect(Date.parse((body as unknown as { expires_at: string }).expires_at)).toBeGreaterThan(
      Date.now() + 3 * HOUR,
    );
  });

  it('does what the API asks for: ends one session, or all of a link', async () => {
    const uuid = await aLink();
    const [one, two] = [await sut.sessionOf(uuid), await sut.sessionOf(uuid)];
    const { rows } = await sut.pool.query<{ id: string }>(
      'SELECT id FROM tracking_session WHERE link_uuid = $1 ORDER BY created_at',
      [uuid],
    );
    const ask = (kind: string, id: string | null) =>
      sut.pool.query(
        'INSERT INTO link_task (account_id, link_uuid, kind, session_id) VALUES ($1, $2, $3, $4)',
        [...[account.accountId, uuid, kind, id]],
      );
    await ask('revoke_session', rows[0]?.id ?? null);
    await eventually(async () => expect((await sut.poll(uuid, one)).status).toBe(401));
    expect((await sut.poll(uuid, two)).status).toBe(200);
    await ask('revoke_all', null);
    await eventually(async () => expect((await sut.poll(uuid, two)).status).toBe(401));
    await eventually(() => expect(revoked()).toEqual(expect.arrayContaining(rows.map(({ id }) => id))));
    expect((await sut.pool.query('SELECT FROM link_task WHERE link_uuid = $1', [uuid])).rowCount).toBe(0);
  });

  it('forgets a link that is deleted', async () => {
    const uuid = await aLink();
    const token = await sut.sessionOf(uuid);
    await sut.pool.query('DELETE FROM tracking_link WHERE uuid = $1', [uuid]);
    await sut.pool.query(`INSERT INTO link_task (account_id, link_uuid, kind) VALUES ($1, $2, 'changed')`, [
      account.accountId,
      uuid,
    ]);
    await eventually(async () => expect(await sut.part(LinkAccessStore).link(uuid)).toBeNull());
    expect((await sut.poll(uuid, token)).body).toMatchObject({ code: 'LINK_NOT_FOUND', ws_code: 4003 });
  });
});
