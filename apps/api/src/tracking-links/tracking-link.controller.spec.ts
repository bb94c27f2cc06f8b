import { randomBytes, randomUUID } from 'node:crypto';
import { LinkAccessStore } from '@yipii/live';
import type { SeededAccount } from '@yipii/persistence';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { ApiUnderTest, assetId, type Answer } from '../api.testing';

const SCOPES = ['links:read', 'links:write'];
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;

interface Link {
  readonly uuid: string;
  readonly expires_at: string | null;
  readonly status: string;
}

describe('a tracking link', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ PUBLIC_URL: 'https://live.example.com' });
    account = await api.seed('alpha', 2);
    token = await api.tokenFor(account, SCOPES);
  });
  afterAll(() => api.stop());

  const ofAsset = (index: number) => ({ subject: { type: 'asset', asset_id: assetId(account, index) } });
  const create = (fields: object = {}, as = token) =>
    api.send('POST', '/api/alpha/tracking-link', as, {
      name: 'Order 1',
      access_mode: 'public',
      ...ofAsset(0),
      ...fields,
    });
  const path = (uuid: string): string => `/api/alpha/tracking-link/${uuid}`;
  const patch = (uuid: string, body: object) => api.send('PATCH', path(uuid), token, body);
  const linkOf = ({ body }: Answer): Link => body.data as Link;
  const generationOf = async (uuid: string) =>
    (
      await api.pool.query<{ generation: number }>('SELECT generation FROM tracking_link WHERE uuid = $1', [
        uuid,
      ])
    ).rows[0]?.generation;
  const tasksOf = async (uuid: string) =>
    (
      await api.pool.query<{ kind: string }>(
        'SELECT kind FROM link_task WHERE link_uuid = $1 ORDER BY created_at',
        [uuid],
      )
    ).rows;

  it('has an address that nobody can guess, and ends after a day where nothing is said', async () => {
    const before = Date.now();
    const link = linkOf(await create());
    expect(link).toMatchObject({
      ...{ uuid: expect.stringMatching(UUID_V4) as string, id: link.uuid, ...ofAsset(0) },
      ...{ url: `https://live.example.com/t/${link.uuid}`, status: 'active', viewers_now: 0, views_total: 0 },
      ...{ display_name: null, require_code: false, session_ttl_seconds: 14_400, locale: 'en' },
    });
    expect(Math.abs(Date.parse(link.expires_at ?? '') - before - DAY_MS)).toBeLessThan(60_000);
    expect(linkOf(await api.get(path(link.uuid), token))).toEqual(link);
    expect(await tasksOf(link.uuid)).toEqual([{ kind: 'changed' }]);
  });

  it('stays open where that is said, or where it has another end', async () => {
    const arrival = { lat: 57.7, lng: 11.9, label: 'Home' };
    expect(linkOf(await create({ expires_at: null })).expires_at).toBeNull();
    expect(linkOf(await create({ arrival }))).toMatchObject({
      ...{ expires_at: null, arrival: { ...arrival, radius_m: 100, dwell_seconds: 120, grace_minutes: 5 } },
    });
  });

  it('gets an end where a change takes its last one, unless it is said to stay open', async () => {
    const { uuid } = linkOf(await create({ arrival: { lat: 57.7, lng: 11.9 } }));
    const { expires_at: end } = linkOf(await patch(uuid, { arrival: null }));
    expect(Date.parse(end ?? '')).toBeGreaterThan(Date.now() + DAY_MS - 60_000);
    const open = linkOf(await create({ arrival: { lat: 57.7, lng: 11.9 } }));
    expect(linkOf(await patch(open.uuid, { arrival: null, expires_at: null })).expires_at).toBeNull();
    expect(linkOf(await patch(open.uuid, { name: 'Order 2' })).expires_at).toBeNull();
    await patch(open.uuid, { status: 'disabled' });
    expect(linkOf(await patch(open.uuid, { status: 'active' })).expires_at).not.toBeNull();
  });

  it('that begins later than it would end without any end has a whole life from its start', async () => {
    const at = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
    const { expires_at: end } = linkOf(await create({ starts_at: at(3) }));
    expect(Math.abs(Date.parse(end ?? '') - Date.parse(at(4)))).toBeLessThan(60_000);
    const soon = linkOf(await create({ starts_at: at(0.5) }));
    expect(Math.abs(Date.parse(soon.expires_at ?? '') - Date.parse(at(1)))).toBeLessThan(60_000);
  });

  it.each<[string, object]>([
    ['subject.asset_id', { subject: { type: 'asset', asset_id: 8_000_000_000_001 } }],
    ['subject.asset_id', { subject: { type: 'asset' } }],
    ['expires_at', { starts_at: '2030-01-02T00:00:00Z', expires_at: '2030-01-01T00:00:00Z' }],
    ['allowed_emails', { allowed_emails: ['no address'] }],
    ['metadata', { metadata: { a: 1 } }],
    ['status', { status: 'expired' }],
    ['schedule.timezone', { schedule: { timezone: 'Mars/Olympus', windows: [] } }],
    ['display_name', { display_name: 'x'.repeat(61) }],
    ['uuid', { uuid: randomUUID() }],
  ])('is refused for a wrong %s', async (field, fields) => {
    const { status, body } = await create(fields);
    expect([status, Object.keys(body.errors)]).toEqual([422, [field]]);
  });

  it('keeps addresses in the form in which they are compared', async () => {
    const answer = await create({
      access_mode: 'authorized_only',
      allowed_emails: ['Ada@ACME.example', '@Bücher.example'],
    });
    expect(linkOf(answer)).toMatchObject({ allowed_emails: ['ada@acme.example', '@xn--bcher-kva.example'] });
  });

  it('is disabled at once, also while link-session is away, and opened again with a fresh end', async () => {
    const { uuid } = linkOf(await create());
    expect(linkOf(await patch(uuid, { status: 'disabled' })).status).toBe('disabled');
    await eventually(() => expect(revocationsOf(uuid)).toEqual(['disabled']));
    await api.pool.query(`UPDATE tracking_link SET expires_at = now() - interval '1 hour' WHERE uuid = $1`, [
      uuid,
    ]);
    const opened = linkOf(await patch(uuid, { status: 'active' }));
    expect(opened.status).toBe('active');
    expect(Date.parse(opened.expires_at ?? '')).toBeGreaterThan(Date.now() + DAY_MS - 60_000);
    expect(await generationOf(uuid)).toBe(2);
  });

  it('that has ended by its time is opened by a later one', async () => {
    const { uuid } = linkOf(await create({ expires_at: new Date(Date.now() - 1_000).toISOString() }));
    expect(linkOf(await api.get(path(uuid), token)).status).toBe('expired');
    const later = new Date(Date.now() + DAY_MS).toISOString();
    expect(linkOf(await patch(uuid, { expires_at: later }))).toMatchObject({
      status: 'active',
      expires_at: later,
    });
    expect(await generationOf(uuid)).toBe(2);
    await patch(uuid, { name: 'Order 2' });
    expect(await generationOf(uuid)).toBe(2);
    await patch(uuid, ofAsset(1));
    expect(await generationOf(uuid)).toBe(3);
  });

  it('ends its viewers when it is deleted', async () => {
    const { uuid } = linkOf(await create());
    expect((await api.send('DELETE', path(uuid), token)).status).toBe(204);
    await eventually(() => expect(revocationsOf(uuid)).toEqual(['deleted']));
    expect((await api.get(path(uuid), token)).status).toBe(404);
    const { rows } = await api.pool.query(
      `SELECT type, asset_id::int, data FROM event WHERE data->>'link_uuid' = $1`,
      [uuid],
    );
    const told = { type: 'link.expired', asset_id: assetId(account, 0) };
    expect(rows).toEqual([{ ...told, data: { link_uuid: uuid, reason: 'deleted' } }]);
  });

  /** As link-session makes it. */
  async function openSession(
    uuid: string,
    email: string | null = null,
  ): Promise<{ id: string; hash: string }> {
    const [id, hash, expiresAt] = [randomUUID(), randomBytes(32), Date.now() + DAY_MS];
    await api.pool.query(
      `INSERT INTO tracking_session (id, account_id, link_uuid, token_hash, access_mode, generation, email, expires_at)
       VALUES ($1, $2, $3, $4, 'email', 1, $5, $6)`,
      [id, account.accountId, uuid, hash, email, new Date(expiresAt)],
    );
    const session = { linkUuid: uuid, handle: id, expiresAt };
    await api.part(LinkAccessStore).putSession(hash.toString('hex'), session);
    return { id, hash: hash.toString('hex') };
  }

  describe('while link-session is away', () => {
    const isOpen = async ({ hash }: { hash: string }) =>
      (await api.part(LinkAccessStore).session(hash)) !== null;
    const post = (uuid: string, what: string, body?: object) =>
      api.send('POST', `${path(uuid)}/${what}`, token, body);

    it('ends one viewer, all of one person, or all, and keeps that from gateways', async () => {
      const { uuid } = linkOf(await create({ access_mode: 'email' }));
      const { uuid: other } = linkOf(await create({ access_mode: 'email' }));
      const [ada, adaAgain, eve, elsewhere] = await Promise.all([
        openSession(uuid, 'ada@acme.example'),
        openSession(uuid, 'ada@acme.example'),
        openSession(uuid, 'eve@acme.example'),
        openSession(other, 'ada@acme.example'),
      ]);
      const open = () => Promise.all([ada, adaAgain, eve, elsewhere].map(isOpen));
      expect((await post(uuid, `sessions/${ada.id}/revoke`)).status).toBe(204);
      await eventually(async () => expect(await open()).toEqual([false, true, true, true]));
      expect((await post(uuid, 'revoke', { email: 'Ada@Acme.example' })).status).toBe(204);
      await eventually(async () => expect(await open()).toEqual([false, false, true, true]));
      expect((await post(uuid, 'sessions/revoke')).status).toBe(204);
      await eventually(async () => expect(await open()).toEqual([false, false, false, true]));
    });

    it('keeps from gateways that a link was disabled', async () => {
      const { uuid } = linkOf(await create());
      const access = api.part(LinkAccessStore);
      const state = { status: 'active', expiresAt: null, nextChangeAt: null, maxViewers: null } as const;
      await access.putLink(uuid, { ...state, readAt: Date.now() });
      await patch(uuid, { status: 'disabled' });
      await eventually(async () => expect(await access.link(uuid)).toMatchObject({ status: 'disabled' }));
    });
  });

  it('follows only what its credential may see', async () => {
    const restricted = await api.tokenFor(account, SCOPES, [assetId(account, 1)]);
    expect((await create(ofAsset(0), restricted)).status).toBe(422);
    const own = linkOf(await create(ofAsset(1), restricted));
    const foreign = linkOf(await create(ofAsset(0)));
    expect((await api.get(path(own.uuid), restricted)).status).toBe(200);
    expect((await api.get(path(foreign.uuid), restricted)).status).toBe(404);
    expect((await api.send('PATCH', path(own.uuid), restricted, ofAsset(0))).status).toBe(422);
  });

  it('bars a person, and lists nobody that it does not have', async () => {
    const { uuid } = linkOf(await create({ access_mode: 'email' }));
    const post = (what: string, body?: object) => api.send('POST', `${path(uuid)}/${what}`, token, body);
    expect((await post('revoke', { email: 'Ada@Acme.example' })).status).toBe(204);
    const { rows } = await api.pool.query('SELECT barred_emails FROM tracking_link WHERE uuid = $1', [uuid]);
    expect(rows).toEqual([{ barred_emails: ['ada@acme.example'] }]);
    expect((await post('revoke', { email: 'nobody' })).status).toBe(422);
    expect((await post(`sessions/${randomUUID()}/revoke`)).status).toBe(404);
    expect((await post('sessions/revoke')).status).toBe(204);
    expect((await post('unlock', { email: 'ada@acme.example' })).status).toBe(204);
    expect((await api.get(`${path(uuid)}/sessions`, token)).body.data).toEqual([]);
    expect(await tasksOf(uuid)).toEqual(
      ['changed', 'changed', 'revoke_all', 'unlock'].map((kind) => ({ kind })),
    );
  });

  const revocationsOf = (uuid: string) =>
    api.log.written
      .filter(({ topic }) => topic === topics.accessRevoked.name)
      .map(({ event }) => event as AccessRevoked)
      .flatMap(({ kind, id, reason }) => (kind === 'link' && id === uuid ? [reason] : []));

  it('is changed by If-Match, however many have come to see it meanwhile', async () => {
    const { uuid } = linkOf(await create());
    const read = await api.get(path(uuid), token);
    const tag = read.headers.get('etag') ?? '';
    await api.pool.query(
      `INSERT INTO link_state (account_id, link_uuid, generation, views_total) VALUES ($1, $2, 1, 7)`,
      [account.accountId, uuid],
    );
    const again = await api.get(path(uuid), token);
    expect(again.body.data).toMatchObject({ views_total: 7 });
    expect(again.headers.get('etag')).not.toBe(tag);
    const change = (name: string) => api.send('PATCH', path(uuid), token, { name }, { 'if-match': tag });
    expect(await change('Order 2')).toMatchObject({ status: 200, body: { data: { name: 'Order 2' } } });
    expect(await change('Order 3')).toMatchObject({ status: 412 });
  });
});
