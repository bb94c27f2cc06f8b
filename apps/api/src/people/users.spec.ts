import { SCOPES_OF_ROLE, type Role } from '@yipii/domain';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId, bearer, type Answer } from '../api.testing';
import { aUser, anAddress, Browser, mailedToken, PASSWORD } from './people.testing';

describe('users of an account', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let owner: Browser;
  let ownerId: number;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 3);
    ({ browser: owner, id: ownerId } = await aUser(api, alpha, 'owner'));
  });
  afterAll(() => api.stop());

  const revoked = (): AccessRevoked[] =>
    api.log.written
      .filter(({ topic }) => topic === topics.accessRevoked.name)
      .map(({ event }) => event as AccessRevoked);
  const aGroup = async (...assets: number[]): Promise<number> => {
    const { body } = await owner.post('/api/alpha/asset-group', { name: 'Group', asset_ids: assets });
    return (body.data as { id: number }).id;
  };
  const assetsSeenBy = async (browser: Browser): Promise<number[]> => {
    const { body } = await browser.get('/api/alpha/asset');
    return (body.data as { id: number }[]).map(({ id }) => id);
  };
  const sessionOf = async (userId: number): Promise<string> => {
    const { rows } = await api.pool.query<{ handle: string }>(
      'SELECT handle FROM user_session WHERE user_id = $1',
      [userId],
    );
    return rows[0]?.handle ?? '';
  };
  const invite = (
    browser: Browser,
    email: string,
    role: Role = 'viewer',
    more: object = {},
  ): Promise<Answer> => browser.post('/api/alpha/invitation', { email, role, ...more });
  const accept = (token: string, fields: object = {}): Promise<Answer> =>
    new Browser(api).post('/api/auth/accept-invitation', {
      token,
      name: 'Ada',
      password: PASSWORD,
      ...fields,
    });

  it.each<Role>(['owner', 'operator', 'viewer'])('may do what the role %s says', async (role) => {
    const { browser } = await aUser(api, alpha, role);
    expect((await browser.get('/api/user')).body.data).toMatchObject({ scopes: SCOPES_OF_ROLE[role] });
    const mayWrite = role !== 'viewer';
    expect((await browser.post('/api/alpha/asset', { name: 'x' })).status).toBe(mayWrite ? 201 : 403);
    expect((await browser.get('/api/alpha/user')).status).toBe(role === 'owner' ? 200 : 403);
    expect((await invite(browser, anAddress())).status).toBe(role === 'owner' ? 201 : 403);
  });

  it('join by a mailed link, once, with the role and groups of the invitation', async () => {
    const email = anAddress();
    const group = await aGroup(assetId(alpha, 0));
    const invited = await invite(owner, email, 'operator', { group_ids: [group] });
    expect(invited).toMatchObject({
      status: 201,
      body: { data: { email, role: 'operator', group_ids: [group] } },
    });
    expect(JSON.stringify(invited.body)).not.toMatch(/token/);
    await eventually(() => expect(mailedToken(api, email)).not.toBe(''));
    const token = mailedToken(api, email);
    const answers = await Promise.all([accept(token), accept(token), accept(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
    expect(await accept(token)).toMatchObject({ status: 422, body: { code: 'LINK_INVALID' } });
    const browser = new Browser(api);
    await browser.signIn(email);
    expect(await assetsSeenBy(browser)).toEqual([assetId(alpha, 0)]);
    const { body } = await owner.get('/api/alpha/user?per_page=200');
    expect(body.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ email, name: 'Ada', role: 'operator', group_ids: [group] }),
      ]),
    );
    expect(JSON.stringify(body)).not.toMatch(/argon2|hash|secret/);
  });

  it('are listed as CSV, with those who are invited', async () => {
    const email = anAddress();
    await invite(owner, email);
    for (const [list, text] of [
      ['user', `,Ada,owner,,`],
      ['invitation', `,${email},viewer,`],
    ]) {
      const { headers, body } = await owner.get(`/api/alpha/${list}?format=csv`);
      expect(headers.get('content-type')).toMatch('text/csv');
      expect(body as unknown as string).toContain(text);
    }
  });

  it('can not accept an invitation that was revoked, replaced or has expired', async () => {
    const email = anAddress();
    const invited = await invite(owner, email);
    await eventually(() => expect(mailedToken(api, email)).not.toBe(''));
    const first = mailedToken(api, email);
    const replacing = await invite(owner, email);
    await eventually(() => expect(mailedToken(api, email)).not.toBe(first));
    expect((await accept(first)).status).toBe(422);
    const idOf = ({ body }: Answer) => (body.data as { id: number }).id;
    expect((await owner.get(`/api/alpha/invitation/${idOf(invited)}`)).status).toBe(404);
    expect((await owner.send('DELETE', `/api/alpha/invitation/${idOf(replacing)}`)).status).toBe(204);
    expect((await accept(mailedToken(api, email))).status).toBe(422);
    const late = anAddress();
    await invite(owner, late);
    await eventually(() => expect(mailedToken(api, late)).not.toBe(''));
    await api.pool.query('UPDATE invitation SET expires_at = now() WHERE email = $1', [late]);
    expect((await accept(mailedToken(api, late))).status).toBe(422);
  });

  it('are invited with what can be delivered and exists', async () => {
    const { email } = await aUser(api, alpha, 'viewer');
    for (const [fields, field] of [
      [{ email: 'nobody' }, 'email'],
      [{ email: 'a@b.test,c@d.test' }, 'email'],
      [{ email: email.toUpperCase() }, 'email'],
      [{ group_ids: [999_999] }, 'group_ids'],
      [{ role: 'owner', group_ids: [] }, 'group_ids'],
      [{ role: 'operator of all' }, 'role'],
    ] as const) {
      const answer = await invite(owner, anAddress(), 'viewer', fields);
      expect(answer).toMatchObject({ status: 422, body: { errors: { [field]: [expect.any(String)] } } });
    }
  });

  it('of another account show neither in an invitation nor in a list, and keep their address', async () => {
    const beta = await api.seed('beta', 1);
    const { email, id, browser } = await aUser(api, beta, 'owner');
    expect((await invite(owner, email)).status).toBe(201);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? {} : undefined;
      expect((await owner.send(method, `/api/alpha/user/${id}`, body)).status).toBe(404);
    }
    await eventually(() => expect(mailedToken(api, email)).not.toBe(''));
    expect(await accept(mailedToken(api, email))).toMatchObject({
      status: 422,
      body: { code: 'VALIDATION_FAILED' },
    });
    expect((await browser.get('/api/beta/asset')).status).toBe(200);
  });

  it('see the assets of their groups, from the next request on when these change', async () => {
    const [one, two] = [assetId(alpha, 0), assetId(alpha, 1)];
    const group = await aGroup(one);
    const { browser, id } = await aUser(api, alpha, 'viewer', { groupIds: [group] });
    expect(await assetsSeenBy(browser)).toEqual([one]);
    const channel = (name: string) =>
      browser.post('/broadcasting/auth', { socket_id: '1.2', channel_name: name });
    expect((await channel('private-account.alpha')).status).toBe(403);
    expect((await channel(`private-asset.${two}`)).status).toBe(403);
    const former = await sessionOf(id);
    const setMembers = (...ids: number[]) =>
      owner.send('PATCH', `/api/alpha/asset-group/${group}`, { asset_ids: ids });
    await setMembers(one, two);
    expect(await assetsSeenBy(browser)).toEqual([one, two]);
    expect((await channel(`private-asset.${two}`)).status).toBe(200);
    expect(await sessionOf(id)).toBe(former);
    await setMembers(two);
    expect(await assetsSeenBy(browser)).toEqual([two]);
    await eventually(() =>
      expect(revoked()).toContainEqual(expect.objectContaining({ kind: 'user_session', id: former })),
    );
    const next = await sessionOf(id);
    await owner.send('DELETE', `/api/alpha/asset-group/${group}`);
    expect(await assetsSeenBy(browser)).toEqual([]);
    await eventually(() => expect(revoked()).toContainEqual(expect.objectContaining({ id: next })));
  });

  it('keep their channels when an asset leaves one of two groups of theirs', async () => {
    const one = assetId(alpha, 0);
    const groups = [await aGroup(one), await aGroup(one)];
    const { id } = await aUser(api, alpha, 'viewer', { groupIds: groups });
    const handle = await sessionOf(id);
    await owner.send('PATCH', `/api/alpha/asset-group/${groups[0]}`, { asset_ids: [] });
    expect(await sessionOf(id)).toBe(handle);
  });

  it('sign in again after their role was changed, and go on with other groups', async () => {
    const { browser, id } = await aUser(api, alpha, 'operator');
    const patch = (fields: object) => owner.send('PATCH', `/api/alpha/user/${id}`, fields);
    const handle = await sessionOf(id);
    expect((await patch({ name: 'Grace' })).status).toBe(200);
    expect(await sessionOf(id)).toBe(handle);
    const group = await aGroup(assetId(alpha, 1));
    expect(await patch({ group_ids: [group] })).toMatchObject({
      status: 200,
      body: { data: { group_ids: [group] } },
    });
    expect(await assetsSeenBy(browser)).toEqual([assetId(alpha, 1)]);
    await eventually(() => expect(revoked()).toContainEqual(expect.objectContaining({ id: handle })));
    expect((await patch({ role: 'viewer' })).status).toBe(200);
    expect((await browser.get('/api/user')).status).toBe(401);
    expect((await patch({ role: 'owner' })).status).toBe(422);
    expect((await patch({ email: 'x@example.com' })).status).toBe(422);
  });

  it('lose all access when they are deleted', async () => {
    const { browser, id, email } = await aUser(api, alpha, 'operator');
    expect((await owner.send('DELETE', `/api/alpha/user/${id}`)).status).toBe(204);
    expect((await browser.get('/api/user')).status).toBe(401);
    expect((await new Browser(api).signIn(email)).status).toBe(401);
    await eventually(() =>
      expect(revoked()).toContainEqual(expect.objectContaining({ kind: 'user', id: String(id) })),
    );
    const { rowCount } = await api.pool.query('SELECT FROM user_session WHERE user_id = $1', [id]);
    expect(rowCount).toBe(0);
  });

  it('always have an owner among them, whoever tries at the same time', async () => {
    const gamma = await api.seed('gamma', 0);
    const two = [await aUser(api, gamma, 'owner'), await aUser(api, gamma, 'owner')] as const;
    const demote = (from: number, to: number) =>
      two[from]?.browser.send('PATCH', `/api/gamma/user/${two[to]?.id}`, { role: 'viewer' });
    const remove = (from: number, to: number) =>
      two[from]?.browser.send('DELETE', `/api/gamma/user/${two[to]?.id}`);
    // Two may succeed: to demote who was demoted a moment ago changes nothing.
    await Promise.all([demote(0, 1), remove(1, 0), remove(0, 0), demote(1, 1)]);
    const { rows } = await api.pool.query<{ id: string }>(
      `SELECT id FROM account_user WHERE account_id = $1 AND role = 'owner'`,
      [gamma.accountId],
    );
    expect(rows.length).toBeGreaterThanOrEqual(1);
    const last = await aUser(api, await api.seed('delta', 0), 'owner');
    for (const [method, body] of [
      ['DELETE', undefined],
      ['PATCH', { role: 'viewer' }],
    ] as const) {
      const answer = await last.browser.send(method, `/api/delta/user/${last.id}`, body);
      expect(answer).toMatchObject({ status: 409, body: { code: 'LAST_OWNER' } });
    }
  });

  it('are managed only by those who may do as much themselves, over all assets', async () => {
    const { id } = await aUser(api, alpha, 'viewer');
    const manage = async (token: string) => {
      const headers = { ...bearer(token), 'content-type': 'application/json' };
      const call = (method: string, path: string, body?: object) =>
        api.call(method, `/api/alpha/${path}`, { headers, ...(body && { body: JSON.stringify(body) }) });
      return [
        (await call('POST', 'invitation', { email: anAddress(), role: 'viewer' })).status,
        (await call('POST', 'invitation', { email: anAddress(), role: 'owner' })).status,
        (await call('PATCH', `user/${id}`, { role: 'operator' })).status,
        (await call('DELETE', `user/${ownerId}`)).status,
      ];
    };
    const viewer = [...SCOPES_OF_ROLE.viewer, 'users:write'];
    expect(await manage(await api.tokenFor(alpha, viewer))).toEqual([201, 403, 403, 403]);
    expect(await manage(await api.tokenFor(alpha, ['users:write']))).toEqual([403, 403, 403, 403]);
    const some = await api.tokenFor(alpha, [...SCOPES_OF_ROLE.owner], [assetId(alpha, 0)]);
    expect(await manage(some)).toEqual([403, 403, 403, 403]);
    expect((await api.get('/api/alpha/user', some)).status).toBe(403);
  });

  it('have each invitation and change in the audit log', async () => {
    const { id } = await aUser(api, alpha, 'viewer');
    await owner.send('PATCH', `/api/alpha/user/${id}`, { role: 'operator' });
    const { rows } = await api.pool.query(
      `SELECT actor_kind, actor_id, action, changes FROM audit_log WHERE kind = 'user' AND subject_id = $1`,
      [String(id)],
    );
    expect(rows).toEqual([
      {
        ...{ actor_kind: 'user', actor_id: String(ownerId), action: 'updated' },
        changes: { role: { before: 'viewer', after: 'operator' } },
      },
    ]);
  });
});
