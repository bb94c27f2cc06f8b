import type { SeededAccount } from '@yipii/persistence';
import { SealedTexts, webhookPurpose } from '@yipii/platform';
import { ApiUnderTest, assetId } from '../api.testing';

interface Webhook {
  readonly id: number;
  readonly secret?: string;
  readonly enabled: boolean;
  readonly health: { readonly state: string };
  readonly previous_secret_expires_at: string | null;
}

const SCOPES = ['webhooks:write', 'links:read', 'fleet:read', 'fleet:write', 'positions:read'];

describe('a webhook', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 1);
    token = await api.tokenFor(alpha, SCOPES);
  });
  afterAll(() => api.stop());

  const body = { name: 'ERP', url: 'https://example.com/hook', events: ['link.opened'] };
  const send = (method: string, path: string, fields?: object, as = token) =>
    api.send(method, `/api/alpha/webhook${path}`, as, fields);
  const create = async (fields: object = {}): Promise<Webhook> => {
    const answer = await send('POST', '', { ...body, ...fields });
    expect(answer.status).toBe(201);
    return answer.body.data as Webhook;
  };
  const rowOf = async (id: number) =>
    (await api.pool.query<Row>('SELECT secret, previous_secret, is_enabled FROM webhook WHERE id = $1', [id]))
      .rows[0] as Row;

  it('shows its secret once, and it is stored encrypted', async () => {
    const { id, secret = '' } = await create();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown =
      JSON.stringify((await send('GET', `/${id}`)).body) + JSON.stringify((await send('GET', '')).body);
    expect(shown).not.toContain('secret"');
    const row = await rowOf(id);
    expect(row.secret.toString('latin1')).not.toContain(secret);
    const texts = new SealedTexts(['an-encryption-key-for-tests-of-webhooks']);
    expect(texts.open(row.secret, webhookPurpose(alpha.accountId))).toBe(secret);
  });

  it('gets a new secret, beside which the old one is valid for a while', async () => {
    const { id, secret } = await create();
    const before = await rowOf(id);
    const rotated = (await send('POST', `/${id}/rotate`, { overlap_seconds: 60 })).body.data as Webhook;
    expect(rotated.secret).not.toBe(secret);
    expect(Date.parse(rotated.previous_secret_expires_at ?? '')).toBeGreaterThan(Date.now());
    expect((await rowOf(id)).previous_secret).toEqual(before.secret);
    await send('POST', `/${id}/rotate`, { overlap_seconds: 0 });
    expect((await rowOf(id)).previous_secret).toBeNull();
  });

  it('tells nothing that its creator may not read', async () => {
    const refused = await send(
      'POST',
      '',
      { ...body, events: ['asset.status_changed'] },
      await tokenOf('links:read'),
    );
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const some = await api.tokenFor(alpha, SCOPES, [assetId(alpha, 0)]);
    expect((await send('POST', '', body, some)).status).toBe(403);
    const { id } = await create();
    expect((await send('GET', `/${id}/delivery`, undefined, some)).status).toBe(403);
  });

  const tokenOf = (...scopes: string[]) => api.tokenFor(alpha, ['webhooks:write', ...scopes]);

  it.each([
    { url: 'ftp://example.com' },
    { url: 'https://user:password@example.com' },
    { url: 'example.com' },
    { events: [] },
    { events: ['alert.exploded'] },
    { events: ['webhook.failing'] },
    { min_severity: 'loud' },
    { group_ids: [8_000_000_000_001] },
  ])('is refused with %j', async (fields) => {
    expect(await send('POST', '', { ...body, ...fields })).toMatchObject({ status: 422 });
  });

  it('shows how its endpoint answers, which is forgotten once it is enabled again', async () => {
    const { id } = await create();
    await api.pool.query(
      `INSERT INTO webhook_health (account_id, webhook_id, failing_since, disabled_at, disabled_reason, last_status)
       VALUES ($1, $2, now(), now(), 'gone', 410)`,
      [alpha.accountId, id],
    );
    const { health } = (await send('GET', `/${id}`)).body.data as Webhook;
    expect(health).toMatchObject({
      state: 'disabled',
      disabled_reason: 'gone',
      last_status: 410,
      waiting: 0,
    });
    const again = (await send('PATCH', `/${id}`, { enabled: true })).body.data as Webhook;
    expect(again).toMatchObject({ enabled: true, health: { state: 'ok', disabled_reason: null } });
  });

  it('lists what it was told, page by page, and asks for it again', async () => {
    const { id } = await create();
    await api.pool.query(
      `INSERT INTO webhook_delivery (account_id, webhook_id, event_id, type, state, expires_at, created_at)
       SELECT $1, $2, gen_random_uuid(), 'link.opened', (ARRAY['dead', 'delivered'])[1 + n % 2], now(), now() - n * interval '1 s'
       FROM generate_series(1, 5) AS n`,
      [alpha.accountId, id],
    );
    const first = await send('GET', `/${id}/delivery?limit=3`);
    const page = first.body as unknown as { data: { id: string }[]; meta: { next_cursor: string } };
    expect(page.data).toHaveLength(3);
    const rest = await send('GET', `/${id}/delivery?limit=3&cursor=${page.meta.next_cursor}`);
    expect(rest.body).toMatchObject({ data: [{}, {}], meta: { next_cursor: null } });
    expect((await send('GET', `/${id}/delivery?state=dead`)).body.data).toHaveLength(2);

    const delivery = page.data[0]?.id ?? '';
    expect((await send('POST', `/${id}/delivery/${delivery}/replay`)).status).toBe(202);
    expect((await send('POST', `/${(await create()).id}/delivery/${delivery}/replay`)).status).toBe(404);
    expect((await send('POST', `/${id}/test`)).status).toBe(202);
    expect((await send('POST', `/${id}/replay`, { since: '2026-06-01T00:00:00Z' })).status).toBe(202);
    const { rows } = await api.pool.query(
      'SELECT kind, delivery_id FROM webhook_request WHERE webhook_id = $1',
      [id],
    );
    expect(rows).toEqual([
      { kind: 'replay', delivery_id: delivery },
      { kind: 'test', delivery_id: null },
      { kind: 'replay_dead', delivery_id: null },
    ]);
  });
});

interface Row {
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
}
