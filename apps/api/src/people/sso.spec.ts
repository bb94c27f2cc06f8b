import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, type Answer } from '../api.testing';
import { TestProvider, type TestIdentity } from './oidc-provider.testing';
import { aUser, anAddress, Browser } from './people.testing';

const CALLBACK = '/api/auth/sso/callback';

/** A browser that goes to the provider and comes back. */
class Visitor {
  private cookies: string[] = [];

  constructor(
    private readonly api: ApiUnderTest,
    private readonly provider: TestProvider,
  ) {}

  async begin(): Promise<string> {
    const answer = await this.go('/api/auth/sso');
    expect(answer.status).toBe(302);
    return answer.headers.get('location') ?? '';
  }

  async signIn(identity: TestIdentity): Promise<Answer> {
    return this.go(this.provider.signIn(await this.begin(), identity));
  }

  async go(path: string): Promise<Answer> {
    const headers = { cookie: this.cookies.join('; '), 'sec-fetch-site': 'cross-site' };
    const answer = await this.api.call('GET', path, { headers });
    for (const set of answer.headers.getSetCookie()) this.keep(set.split(';')[0] ?? '');
    return answer;
  }

  caller(): Promise<Answer> {
    return this.api.call('GET', '/api/user', { headers: { cookie: this.cookies.join('; ') } });
  }

  private keep(cookie: string): void {
    const [name = ''] = cookie.split('=');
    this.cookies = this.cookies.filter((one) => !one.startsWith(`${name}=`));
    if (!cookie.endsWith('=')) this.cookies.push(cookie);
  }
}

describe('single sign-on', () => {
  let api: ApiUnderTest;
  let provider: TestProvider;
  let alpha: SeededAccount;
  let subjects = 0;

  beforeAll(async () => {
    provider = await TestProvider.start();
    const { issuer } = provider;
    api = await ApiUnderTest.start({
      SSO_ISSUER: issuer,
      SSO_CLIENT_ID: 'fleet',
      SSO_CLIENT_SECRET: 'secret',
    });
    alpha = await api.seed('alpha', 0);
  });
  beforeEach(() => (provider.lies = {}));
  afterAll(async () => {
    await api.stop();
    await provider.stop();
  });

  const aPerson = (email: string): TestIdentity => ({
    sub: `s${++subjects}`,
    email,
    email_verified: true,
    name: 'Grace',
  });
  const visitor = () => new Visitor(api, provider);
  const expectRefusal = (answer: Answer) => {
    expect(answer).toMatchObject({ status: 401, body: { code: 'SIGN_IN_FAILED' } });
    expect(answer.headers.getSetCookie().join()).not.toMatch(/yipii_session=[\w-]/);
  };

  it('asks with PKCE, state and nonce, each of them new', async () => {
    const [one, two] = [new URL(await visitor().begin()), new URL(await visitor().begin())].map(
      ({ searchParams }) => Object.fromEntries(searchParams),
    );
    expect(one).toMatchObject({
      ...{
        client_id: 'fleet',
        response_type: 'code',
        code_challenge_method: 'S256',
        scope: 'openid email profile',
      },
      redirect_uri: `http://localhost:8080${CALLBACK}`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one?.[name]).toMatch(/^[\w-]{43}$/);
      expect(one?.[name]).not.toBe(two?.[name]);
    }
  });

  it('signs users in by their verified address, and by their subject from then on', async () => {
    const { email, id } = await aUser(api, alpha, 'viewer');
    const person = aPerson(email.toUpperCase());
    const first = visitor();
    const answer = await first.signIn(person);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/']);
    expect((await first.caller()).body.data).toMatchObject({ type: 'user', id: String(id) });
    const renamed = visitor();
    await renamed.signIn({ ...person, email: anAddress() });
    expect((await renamed.caller()).body.data).toMatchObject({ id: String(id) });
  });

  it('accepts the invitation of a verified address', async () => {
    const { browser } = await aUser(api, alpha, 'owner');
    const email = anAddress();
    await browser.post('/api/alpha/invitation', { email, role: 'operator' });
    const person = aPerson(email);
    const invited = visitor();
    expect((await invited.signIn(person)).status).toBe(302);
    expect((await invited.caller()).body.data).toMatchObject({
      user: { email, role: 'operator', name: 'Grace' },
    });
    // Without a password there is none to guess.
    expect((await new Browser(api).signIn(email, 'null')).status).toBe(401);
  });

  it('refuses strangers, addresses that were not verified, and another identity with the address of a user', async () => {
    const { email } = await aUser(api, alpha, 'viewer');
    expectRefusal(await visitor().signIn(aPerson(anAddress())));
    expectRefusal(await visitor().signIn({ ...aPerson(email), email_verified: false }));
    await visitor().signIn(aPerson(email));
    expectRefusal(await visitor().signIn(aPerson(email)));
  });

  it('takes no answer that another browser has asked for, and none twice', async () => {
    const { email } = await aUser(api, alpha, 'viewer');
    const [attacker, victim] = [visitor(), visitor()];
    const callback = provider.signIn(await attacker.begin(), aPerson(email));
    expectRefusal(await victim.go(callback));
    await victim.begin();
    expectRefusal(await victim.go(callback));
    expect((await attacker.go(callback)).status).toBe(302);
    expectRefusal(await attacker.go(callback));
  });

  it('refuses an ID token that was made for another sign-in', async () => {
    const { email } = await aUser(api, alpha, 'viewer');
    provider.lies = { nonce: 'another' };
    expectRefusal(await visitor().signIn(aPerson(email)));
  });

  it('refuses what the provider refuses, and nonsense', async () => {
    const person = visitor();
    const state = new URL(await person.begin()).searchParams.get('state') ?? '';
    const iss = encodeURIComponent(provider.issuer);
    expectRefusal(await person.go(`${CALLBACK}?error=access_denied&state=${state}&iss=${iss}`));
    for (const query of ['', '?code=x', '?code=x&state=y', '?state=%00&code[]=1']) {
      await person.begin();
      expectRefusal(await person.go(`${CALLBACK}${query}`));
    }
  });

  it('is not there unless it is configured, and unavailable while the provider is', async () => {
    const none = await api.startReplica();
    expect((await api.call('GET', '/api/auth/sso', {}, none.base)).status).toBe(404);
    const away = await api.startReplica({ SSO_ISSUER: 'http://127.0.0.1:1', SSO_CLIENT_ID: 'fleet' });
    const answer = await api.call('GET', '/api/auth/sso', {}, away.base);
    expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  });
});
