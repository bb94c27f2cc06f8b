import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId } from '../api.testing';

describe('a notification policy', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 1);
    token = await api.tokenFor(alpha, ['alerts:read', 'alerts:write']);
  });
  afterAll(() => api.stop());

  const policy = { name: 'Dispatch', emails: ['ada@example.com'] };
  const send = (method: string, path: string, body?: object, as = token) =>
    api.send(method, `/api/alpha/${path}`, as, body);

  it('says who is told of what, and when', async () => {
    const digest = { minutes: null, daily_at: '07:00', timezone: 'Europe/Vilnius' };
    const quiet_hours = {
      timezone: 'Europe/Vilnius',
      windows: [{ days: [1, 2, 3, 4, 5], from: '20:00', to: '06:00' }],
    };
    const escalation = [
      { after_minutes: 10, emails: ['boss@example.com'] },
      { after_minutes: 30, emails: null },
    ];
    const fields = { ...policy, digest, quiet_hours, escalation, storm: { assets: 5, minutes: 5 } };
    const { status, body } = await send('POST', 'notification-policy', fields);
    expect({ status, data: body.data }).toMatchObject({
      status: 201,
      data: { ...fields, min_severity: 'warning', also_told: [], enabled: true, group_ids: null },
    });
    const { id } = body.data as { id: number };
    const patched = await send('PATCH', `notification-policy/${id}`, { digest: null, enabled: false });
    expect(patched.body.data).toMatchObject({ digest: null, enabled: false, escalation });
  });

  it('gathers what is not critical unless it says otherwise', async () => {
    const standard = await send('POST', 'notification-policy', policy);
    expect(standard.body.data).toMatchObject({ digest: { minutes: 360 }, storm: { assets: 5, minutes: 5 } });
    const plain = await send('POST', 'notification-policy', { ...policy, digest: null, storm: null });
    expect(plain.body.data).toMatchObject({ digest: null, storm: null });
    const { id } = plain.body.data as { id: number };
    const renamed = await send('PATCH', `notification-policy/${id}`, { name: 'Night' });
    expect(renamed.body.data).toMatchObject({ name: 'Night', digest: null, storm: null });
  });

  it.each([
    { emails: [] },
    { emails: ['nobody'] },
    { emails: ['a@example.com\r\nBcc: b@example.com'] },
    { digest: { minutes: null, daily_at: null, timezone: 'UTC' } },
    { digest: { minutes: 5, daily_at: '07:00', timezone: 'UTC' } },
    { digest: { minutes: 5, daily_at: null, timezone: 'Mars/Base' } },
    { escalation: Array.from({ length: 4 }, () => ({ after_minutes: 1, emails: null })) },
    { group_ids: [8_000_000_000_001] },
    { locale: 'tlh' },
  ])('is refused with %j', async (fields) => {
    expect((await send('POST', 'notification-policy', { ...policy, ...fields })).status).toBe(422);
  });

  it('is not for those who see some assets only, nor is what was told', async () => {
    const some = await api.tokenFor(alpha, ['alerts:read', 'alerts:write'], [assetId(alpha, 0)]);
    expect((await send('POST', 'notification-policy', policy, some)).status).toBe(403);
    expect((await send('GET', 'notification', undefined, some)).status).toBe(403);
  });

  it('is silenced by a mute of an asset until a time, and of nothing else', async () => {
    const until = '2030-01-01T00:00:00.000Z';
    const asset_id = assetId(alpha, 0);
    expect(await send('POST', 'mute', { asset_id, until })).toMatchObject({
      ...{ status: 201, body: { data: { asset_id, rule_id: null, until } } },
    });
    for (const fields of [
      {},
      { asset_id, rule_id: 1 },
      { asset_id: 8_000_000_000_001 },
      { rule_id: 8_000_000_000_001 },
    ])
      expect((await send('POST', 'mute', { ...fields, until })).status).toBe(422);
  });

  it('shows what was told, and which mail was refused', async () => {
    await api.pool.query(
      `WITH sent AS (
         INSERT INTO notification (id, account_id, policy_id, email, kind, alert_ids)
         SELECT gen_random_uuid(), $1, 1, 'ada@example.com', 'raised', ARRAY[gen_random_uuid()]
         FROM generate_series(1, 3) RETURNING id)
       INSERT INTO mail_refusal (mail_id, account_id, code) SELECT id, $1, 550 FROM sent ORDER BY id DESC LIMIT 1`,
      [alpha.accountId],
    );
    const first = (await send('GET', 'notification?limit=2')).body as unknown as {
      data: { refused_code: number | null }[];
      meta: { next_cursor: string };
    };
    const rest = (await send('GET', `notification?limit=2&cursor=${first.meta.next_cursor}`)).body;
    const all = [...first.data, ...(rest.data as typeof first.data)];
    expect(all.map(({ refused_code: code }) => code)).toEqual([550, null, null]);
  });
});
