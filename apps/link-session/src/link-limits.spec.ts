import type { SeededAccount } from '@yipii/persistence';
import { asViewer, LinkSessionUnderTest, type Answer } from './link-session.testing';

/** Each as it is by default. */
const DEFAULTS = {
  LINK_VERIFICATIONS_PER_MINUTE: '',
  LINK_LOCATIONS_PER_MINUTE: '',
  LINK_REQUESTS_PER_MINUTE: '',
  TRUSTED_PROXIES: 'loopback',
};

describe('viewers of tracking links', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;
  let uuid: string;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start(DEFAULTS);
    account = await sut.seed('alpha', 1);
    uuid = await sut.link(account.accountId, account.assets[0]?.assetId ?? 0);
  });
  afterAll(() => sut.stop());

  const from = (address: string, headers: object = {}) => ({
    headers: { 'x-forwarded-for': address, ...headers },
  });

  /** All but the last are let through. */
  async function expectLimit(limit: number, call: () => Promise<Answer>): Promise<void> {
    const answers: Answer[] = [];
    for (let n = 0; n <= limit; n += 1) answers.push(await call());
    const refused = answers.pop();
    expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused?.headers.get('x-ratelimit-limit')).toBe(String(limit));
    expect(answers.at(-1)?.headers.get('x-ratelimit-remaining')).toBe('0');
  }

  it('may verify 30 times a minute from one address', async () => {
    const verify = (address: string) => sut.call('POST', `${uuid}/verify`, from(address));
    await expectLimit(30, () => verify('10.203.113.1'));
    expect((await verify('10.203.113.2')).status).toBe(200);
  });

  it('may poll 60 times a minute with one session, however many share their address', async () => {
    const here = '10.203.113.3';
    const aSession = async () => (await sut.call('POST', `${uuid}/verify`, from(here))).body.session_token;
    const [busy, other] = [await aSession(), await aSession()];
    const poll = (token: string) =>
      sut.call('GET', `${uuid}/location`, from(here, { authorization: `Bearer ${token}` }));
    await expectLimit(60, () => poll(busy));
    expect((await poll(other)).status).toBe(200);
    expect((await sut.poll(uuid, busy)).status).toBe(429);
    expect((await sut.call('GET', `${uuid}/session`, asViewer(busy))).status).toBe(200);
  });

  it('may ask 120 times a minute what a link demands from one address', async () => {
    await expectLimit(120, () => sut.call('GET', uuid, from('10.203.113.4')));
    expect((await sut.call('GET', uuid, from('10.203.113.5'))).status).toBe(200);
  });
});
