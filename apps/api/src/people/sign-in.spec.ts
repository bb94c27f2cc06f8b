import { eventually } from '@yipii/testing';
import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, bearer } from '../api.testing';
import { aUser, anAddress, Browser, mailedToken, PASSWORD } from './people.testing';

describe('people who sign in', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ TRUSTED_PROXIES: 'loopback' });
    alpha = await api.seed('alpha', 2);
  });
  afterAll(() => api.stop());

  it('get a session in a cookie that scripts can not read, and are known by it', async () => {
    const { id, email } = await aUser(api, alpha, 'viewer');
    const browser = new Browser(api);
    const { status, headers } = await browser.signIn(email.toUpperCase());
    expect(status).toBe(200);
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^yipii_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await browser.get('/api/user')).toMatchObject({
      status: 200,
      body: {
        data: {
          type: 'user',
          id: String(id),
          accounts: [{ key: 'alpha', name: 'ALPHA' }],
          scopes: ['positions:read', 'alerts:read', 'links:read', 'fleet:read'],
          asset_ids: null,
          user: { email, name: 'Ada', role: 'viewer', group_ids: null },
        },
      },
    });
    expect((await browser.get('/api/alpha/asset')).status).toBe(200);
    expect((await browser.get('/api/beta/asset')).status).toBe(404);
  });

  it('store nothing that lets others in: of tokens the hash, of passwords Argon2id', async () => {
    const { browser } = await aUser(api, alpha, 'viewer');
    const token = browser.cookie.split('=')[1] ?? '';
    const { rows } = await api.pool.query<{ row: string }>(
      `SELECT to_jsonb(s)::text || to_jsonb(u)::text AS row FROM user_session s JOIN account_user u ON u.id = s.user_id`,
    );
    expect(token).toHaveLength(43);
    const text = rows.map(({ row }) => row).join();
    expect(text).not.toContain(token);
    expect(text).not.toContain(PASSWORD);
    expect(text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('get the same answer whether the address is unknown or the password wrong', async () => {
    const { email } = await aUser(api, alpha, 'viewer');
    const answers = await Promise.all([
      new Browser(api).signIn(email, 'wrong password'),
      new Browser(api).signIn(anAddress(), 'wrong password'),
      new Browser(api).signIn('nonsense', 'wrong password'),
    ]);
    for (const { status, body, headers } of answers) {
      expect({ status, body: { ...body, trace_id: '' } }).toEqual({
        status: 401,
        body: { ...answers[0].body, trace_id: '' },
      });
      expect(body.code).toBe('SIGN_IN_FAILED');
      expect(headers.getSetCookie()).toEqual([]);
    }
  });

  it('need a password that is a text', async () => {
    const { email } = await aUser(api, alpha, 'viewer');
    for (const password of ['', null, 7, ['x'], 'x'.repeat(201), '\0', undefined]) {
      const answer = await new Browser(api).post('/api/auth/sign-in', { email, password });
      expect(answer).toMatchObject({ status: 422, body: { errors: { password: [expect.any(String)] } } });
    }
    expect(await new Browser(api).signIn(email, '\ud800')).toMatchObject({ status: 422 });
  });

  it('are refused after ten failures from the same address, which locks nobody out elsewhere', async () => {
    const { email } = await aUser(api, alpha, 'viewer');
    const attacker = { 'x-forwarded-for': '10.203.113.9' };
    const attempt = (password: string) =>
      new Browser(api).send('POST', '/api/auth/sign-in', { email, password }, attacker);
    const statuses = await Promise.all(Array.from({ length: 14 }, (_, i) => attempt(`wrong password ${i}`)));
    expect(statuses.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(10).fill(401),
      ...Array<number>(4).fill(429),
    ]);
    expect((await attempt(PASSWORD)).status).toBe(429);
    expect((await new Browser(api).signIn(email)).status).toBe(200);
  });

  it('get a new token with each sign-in, and the old one ends', async () => {
    const { browser, email } = await aUser(api, alpha, 'viewer');
    const former = new Browser(api);
    former.cookie = browser.cookie;
    await browser.signIn(email);
    expect(browser.cookie).not.toBe(former.cookie);
    expect((await browser.get('/api/user')).status).toBe(200);
    expect(await former.get('/api/user')).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
  });

  it('change nothing without the CSRF token of their session, channel authorisation included', async () => {
    const { browser } = await aUser(api, alpha, 'owner');
    const { browser: other } = await aUser(api, alpha, 'owner');
    const calls = [
      ['POST', '/api/alpha/asset', { name: 'Van' }],
      ['POST', '/broadcasting/auth', { socket_id: '1.2', channel_name: 'private-account.alpha' }],
      ['POST', '/api/auth/sign-out', {}],
    ] as const;
    for (const [method, path, body] of calls) {
      for (const token of ['', 'x', other.csrfToken]) {
        const refused = await browser.send(method, path, body, { 'x-csrf-token': token });
        expect(refused).toMatchObject({ status: 403, body: { code: 'CSRF_TOKEN_INVALID' } });
      }
      expect((await browser.send(method, path, body)).status).toBeLessThan(300);
    }
    expect((await browser.get('/api/user')).status).toBe(401);
  });

  it('count on the pages of this server only', async () => {
    const { browser } = await aUser(api, alpha, 'owner');
    const foreign: Readonly<Record<string, string>>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      const { cookie, csrfToken } = browser;
      const all = { cookie, 'x-csrf-token': csrfToken, ...headers };
      for (const method of ['GET', 'DELETE'])
        expect((await api.call(method, '/api/alpha/asset/1', { headers: all })).status).toBe(401);
    }
    const signIn = { email: anAddress(), password: PASSWORD };
    const forged = await browser.send('POST', '/api/auth/sign-in', signIn, {
      'sec-fetch-site': 'cross-site',
    });
    expect(forged.status).toBe(403);
  });

  it('are not mistaken for a bearer token that comes along', async () => {
    const { browser } = await aUser(api, alpha, 'owner');
    const answer = await browser.send('GET', '/api/user', undefined, bearer(await api.tokenFor(alpha)));
    expect(answer.body.data).toMatchObject({ type: 'client' });
  });

  it('see where they are signed in, and sign out there', async () => {
    const { browser, email } = await aUser(api, alpha, 'viewer');
    const other = new Browser(api);
    await other.send('POST', '/api/auth/sign-in', { email, password: PASSWORD }, { 'user-agent': 'Phone' });
    const list = (await browser.get('/api/user/session')).body.data as {
      id: string;
      is_current: boolean;
      user_agent: string;
    }[];
    expect(list.map(({ is_current: current, user_agent: agent }) => [current, agent])).toEqual([
      [false, 'Phone'],
      [true, 'node'],
    ]);
    const { browser: stranger } = await aUser(api, alpha, 'owner');
    const path = `/api/user/session/${list[0]?.id}`;
    expect((await stranger.send('DELETE', path)).status).toBe(404);
    expect((await browser.send('DELETE', path)).status).toBe(204);
    expect((await other.get('/api/user')).status).toBe(401);
    expect((await browser.get('/api/user')).status).toBe(200);
  });

  it('find their CSRF token again after a page is loaded', async () => {
    const { browser } = await aUser(api, alpha, 'viewer');
    const { csrfToken } = browser;
    const { body } = await browser.get('/api/user/session/current');
    expect(body.data).toMatchObject({ csrf_token: csrfToken });
    const token = bearer(await api.tokenFor(alpha));
    expect((await api.call('GET', '/api/user/session/current', { headers: token })).status).toBe(403);
  });

  it('change their password, which ends their other sessions and renews this one', async () => {
    const { browser, email } = await aUser(api, alpha, 'viewer');
    const other = new Browser(api);
    await other.signIn(email);
    const former = browser.cookie;
    const password = 'another long password';
    const change = (current: string, next = password) =>
      browser.post('/api/user/password', { current_password: current, password: next });
    expect(await change('wrong password')).toMatchObject({
      status: 422,
      body: { errors: { current_password: [/wrong/] } },
    });
    for (const weak of ['short', 'aaaaaaaaaaaa']) expect((await change(PASSWORD, weak)).status).toBe(422);
    expect((await change(PASSWORD)).status).toBe(200);
    expect(browser.cookie).not.toBe(former);
    expect((await browser.get('/api/user')).status).toBe(200);
    expect((await other.get('/api/user')).status).toBe(401);
    expect((await new Browser(api).signIn(email)).status).toBe(401);
    expect((await new Browser(api).signIn(email, password)).status).toBe(200);
  });

  it('who have forgotten it set another by a mailed link, once, and all their sessions end', async () => {
    const { browser, email } = await aUser(api, alpha, 'viewer');
    const stranger = new Browser(api);
    expect((await stranger.post('/api/auth/password-reset', { email })).status).toBe(202);
    await eventually(() => expect(mailedToken(api, email)).not.toBe(''));
    const confirm = (token: string, password = 'another long password') =>
      stranger.post('/api/auth/password-reset/confirm', { token, password });
    const token = mailedToken(api, email);
    expect((await confirm(token, 'short')).status).toBe(422);
    const answers = await Promise.all([confirm(token), confirm(token), confirm(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422, 422]);
    for (const used of [token, 'x', token.replace(/.$/, '_')])
      expect(await confirm(used)).toMatchObject({ status: 422, body: { code: 'LINK_INVALID' } });
    expect((await browser.get('/api/user')).status).toBe(401);
    expect((await browser.signIn(email, 'another long password')).status).toBe(200);
  });

  it('can not be found by asking for new passwords, nor be flooded with mail', async () => {
    const unknown = anAddress();
    const { email } = await aUser(api, alpha, 'viewer');
    for (const address of [unknown, 'nonsense', ...Array<string>(6).fill(email)]) {
      const answer = await new Browser(api).post('/api/auth/password-reset', { email: address });
      expect(answer).toMatchObject({ status: 202, body: '' });
    }
    const { rows } = await api.pool.query<{ n: string }>(
      `SELECT count(*) AS n FROM password_reset r JOIN account_user u ON u.id = r.user_id WHERE u.email = $1`,
      [email],
    );
    expect(Number(rows[0]?.n)).toBe(3);
    await eventually(() => expect(api.mails.last.filter(({ to }) => to === email)).toHaveLength(3));
    expect(api.mails.last.filter(({ to }) => to === unknown)).toEqual([]);
  });
});
