import type { SeededAccount } from '@yipii/persistence';
import { eventually } from '@yipii/testing';
import { ApiUnderTest, assetId, bearer, type Answer } from '../api.testing';

interface Credential {
  readonly id: number;
  readonly client_id: string;
  readonly secret: string;
  readonly scopes: readonly string[];
  readonly previous_secret_expires_at: string | null;
}

const OWN_SCOPES = ['keys:write', 'positions:read', 'fleet:read'];

describe('credentials', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 2);
    token = await api.tokenFor(alpha, OWN_SCOPES);
  });
  afterAll(() => api.stop());

  const send = (method: string, path: string, body?: unknown, as = token): Promise<Answer> =>
    api.call(method, `/api/alpha/${path}`, {
      headers: { ...bearer(as), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const dataOf = ({ body }: Answer) => body.data as Credential;
  const create = async (kind: string, fields: object = {}, as = token): Promise<Credential> => {
    const answer = await send('POST', kind, { name: 'Dispatch', scopes: ['positions:read'], ...fields }, as);
    expect(answer.status).toBe(201);
    return dataOf(answer);
  };
  const statusOf = async (secret: string) => (await api.get('/api/user', secret)).status;
  const tokenOf = async ({ client_id: clientId, secret: clientSecret }: Credential) =>
    api.token({ clientId, clientSecret });
  const revoked = () =>
    api.log.written
      .filter(({ topic }) => topic === 'access.revoked.v1')
      .map(({ event }) => `${(event as { kind: string }).kind}:${(event as { id: string }).id}`);

  it.each(['api-key', 'oauth-client'])('tell that an id of other systems is taken (%s)', async (kind) => {
    const [, other] = [await create(kind, { external_id: 'mine' }), await create(kind)];
    expect(await send('PATCH', `${kind}/${other.id}`, { external_id: 'mine' })).toMatchObject({
      ...{ status: 422, body: { errors: { external_id: ['external_id is taken.'] } } },
    });
  });

  describe('of the kind api-key', () => {
    it('are made of 32 random bytes, shown once, stored as SHA-256 and good as a bearer at once', async () => {
      const key = await create('api-key', { asset_ids: [assetId(alpha, 0)], external_id: 'k1' });
      expect(key.secret).toMatch(/^yak_[A-Za-z0-9_-]{43}$/);
      const { body } = await api.get('/api/user', key.secret);
      expect(body.data).toEqual({
        ...{ type: 'api_key', id: String(key.id), accounts: [{ key: 'alpha', name: 'ALPHA' }] },
        ...{ scopes: ['positions:read'], asset_ids: [assetId(alpha, 0)], expires_at: null, user: null },
      });
      for (const path of ['api-key', `api-key/${key.id}`]) {
        const shown = await send('GET', path);
        expect(shown.status).toBe(200);
        expect(JSON.stringify(shown.body)).not.toContain(key.secret);
      }
      const { rows } = await api.pool.query<{ row: string }>('SELECT k::text AS row FROM api_key k');
      const audit = await api.pool.query<{ row: string }>('SELECT l::text AS row FROM audit_log l');
      expect(JSON.stringify([rows, audit.rows])).not.toContain(key.secret.slice(4));
    });

    it.each(['yak_', 'yak_x', `yak_${'A'.repeat(43)}`, `yak_${'A'.repeat(44)}`])(
      'are refused: %s',
      async (key) => {
        expect(await api.get('/api/user', key)).toMatchObject({
          status: 401,
          body: { code: 'INVALID_TOKEN' },
        });
      },
    );

    it('end at their expiry', async () => {
      const key = await create('api-key', { expires_at: new Date(Date.now() + 3_600_000).toISOString() });
      expect(await statusOf(key.secret)).toBe(200);
      await api.pool.query(`UPDATE api_key SET expires_at = now() WHERE id = $1`, [key.id]);
      expect(await statusOf(key.secret)).toBe(401);
    });

    it('authorise channels, with a grant that ends with them', async () => {
      const key = await create('api-key', { name: 'Map' });
      const channel = { socket_id: '1.2', channel_name: 'private-account.alpha' };
      const { body } = await api.form('/broadcasting/auth', channel, bearer(key.secret));
      const grant = JSON.parse(Buffer.from(body.auth.split('.')[1] ?? '', 'base64url').toString()) as object;
      expect(grant).toMatchObject({
        ids: [`key:${key.id}`, `key:${key.id}.1`, `account:${alpha.accountId}`],
      });
    });

    it('end at once when they are deleted, and it is announced', async () => {
      const key = await create('api-key');
      expect((await send('DELETE', `api-key/${key.id}`)).status).toBe(204);
      expect(await statusOf(key.secret)).toBe(401);
      await eventually(() => expect(revoked()).toContain(`key:${key.id}`));
    });

    it('are rotated with an overlap, or without one', async () => {
      const key = await create('api-key');
      const second = dataOf(await send('POST', `api-key/${key.id}/rotate`, { overlap_seconds: 60 }));
      expect(second.secret).not.toBe(key.secret);
      expect([await statusOf(key.secret), await statusOf(second.secret)]).toEqual([200, 200]);
      const { body } = await api.get('/api/user', key.secret);
      expect((body.data as { expires_at: string }).expires_at).toBe(second.previous_secret_expires_at);

      await api.pool.query(`UPDATE api_key SET previous_secret_expires_at = now() WHERE id = $1`, [key.id]);
      expect([await statusOf(key.secret), await statusOf(second.secret)]).toEqual([401, 200]);

      const third = dataOf(await send('POST', `api-key/${key.id}/rotate`, { overlap_seconds: 0 }));
      expect([await statusOf(second.secret), await statusOf(third.secret)]).toEqual([401, 200]);
      await eventually(() => expect(revoked()).toContain(`key:${key.id}.1`));
    });

    it('end what they have opened when they are narrowed, but not when they are widened or renamed', async () => {
      const key = await create('api-key', { asset_ids: [assetId(alpha, 0)] });
      const path = `api-key/${key.id}`;
      expect(
        (await send('PATCH', path, { name: 'Other', scopes: ['positions:read', 'fleet:read'] })).status,
      ).toBe(200);
      expect((await send('PATCH', path, { asset_ids: null })).status).toBe(200);
      expect((await send('PATCH', path, { asset_ids: [assetId(alpha, 1)] })).status).toBe(200);
      expect((await send('PATCH', path, { scopes: ['fleet:read'] })).status).toBe(200);
      await eventually(() => expect(revoked()).toContain(`key:${key.id}.2`));
      expect(revoked().filter((id) => id.startsWith(`key:${key.id}.`))).toEqual([
        `key:${key.id}.1`,
        `key:${key.id}.2`,
      ]);
      expect((await api.get('/api/user', key.secret)).body.data).toMatchObject({ scopes: ['fleet:read'] });
    });
  });

  describe('of the kind oauth-client', () => {
    it('get tokens, which end at once when the client is deleted, narrowed, or rotated without overlap', async () => {
      const client = await create('oauth-client', { scopes: ['positions:read', 'fleet:read'] });
      const path = `oauth-client/${client.id}`;
      const first = await tokenOf(client);
      expect(await statusOf(first)).toBe(200);

      expect((await send('PATCH', path, { scopes: ['fleet:read'] })).status).toBe(200);
      await eventually(async () => expect(await statusOf(first)).toBe(401));
      const second = await tokenOf(client);
      expect((await api.get('/api/user', second)).body.data).toMatchObject({ scopes: ['fleet:read'] });

      const rotated = dataOf(await send('POST', `${path}/rotate`, {}));
      expect([await statusOf(await tokenOf(client)), await statusOf(await tokenOf(rotated))]).toEqual([
        200, 200,
      ]);
      expect(await statusOf(second)).toBe(200);
      const last = dataOf(await send('POST', `${path}/rotate`, { overlap_seconds: 0 }));
      await eventually(async () => expect(await statusOf(second)).toBe(401));
      expect(await tokenOf(rotated)).toBeUndefined();

      const third = await tokenOf(last);
      expect(await statusOf(third)).toBe(200);
      expect((await send('DELETE', path)).status).toBe(204);
      await eventually(async () => expect(await statusOf(third)).toBe(401));
      const { base: later } = await api.startReplica();
      for (const old of [first, second, third])
        expect((await api.get('/api/user', old, later)).status).toBe(401);
    });
  });

  describe.each(['api-key', 'oauth-client'])('of the kind %s', (kind) => {
    it('have no more scopes or assets than their creator’s', async () => {
      const [one, two] = [assetId(alpha, 0), assetId(alpha, 1)];
      const narrow = (await create('api-key', { scopes: ['keys:write'], asset_ids: [one] })).secret;
      const refusals: [object, number][] = [
        [{ name: 'x', scopes: ['fleet:read'], asset_ids: [one] }, 403],
        [{ name: 'x', scopes: ['keys:write'], asset_ids: null }, 403],
        [{ name: 'x', scopes: ['keys:write'], asset_ids: [one, two] }, 403],
      ];
      for (const [body, status] of refusals)
        expect((await send('POST', kind, body, narrow)).status).toBe(status);
      const own = await create(kind, { scopes: ['keys:write'], asset_ids: [one] }, narrow);
      expect((await send('PATCH', `${kind}/${own.id}`, { asset_ids: [two] }, narrow)).status).toBe(403);

      const wide = await create(kind);
      for (const path of [`${kind}/${wide.id}`]) {
        expect((await send('GET', path, undefined, narrow)).status).toBe(404);
        expect((await send('DELETE', path, undefined, narrow)).status).toBe(404);
        expect((await send('POST', `${path}/rotate`, {}, narrow)).status).toBe(404);
      }
      expect(JSON.stringify((await send('GET', kind, undefined, narrow)).body)).not.toContain(
        `"id":${wide.id},`,
      );

      const few = (await create('api-key', { scopes: ['keys:write'] })).secret;
      expect((await send('POST', `${kind}/${wide.id}/rotate`, {}, few)).status).toBe(403);
      expect((await send('PATCH', `${kind}/${wide.id}`, { name: 'y' }, few)).status).toBe(403);
    });

    it.each<[object]>([
      [{ scopes: [] }],
      [{ scopes: ['everything'] }],
      [{ scopes: 'fleet:read' }],
      [{ asset_ids: ['1'] }],
      [{ asset_ids: [1e300] }],
      [{ asset_ids: [9_007_199_254_740_991] }],
      [{ expires_at: 'tomorrow' }],
      [{ name: '' }],
      [{ secret: 'mine' }],
      [{ name: 'a\0' }],
    ])('are refused with %j', async (fields) => {
      const body = { name: 'x', scopes: ['fleet:read'], ...fields };
      expect(await send('POST', kind, body)).toMatchObject({
        status: 422,
        body: { code: 'VALIDATION_FAILED' },
      });
    });

    it('are created once per idempotency key, and their secret is not told again', async () => {
      const headers = { ...bearer(token), 'idempotency-key': `once ${kind}`.replace(' ', '-') };
      const body = { name: 'x', scopes: ['fleet:read'] };
      const first = await api.json(`/api/alpha/${kind}`, body, headers);
      expect(first.status).toBe(201);
      const again = await api.json(`/api/alpha/${kind}`, body, headers);
      expect(again).toMatchObject({ status: 409, body: { code: 'ANSWER_NOT_KEPT' } });
    });
  });
});
