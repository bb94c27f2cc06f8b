import type { SeededAccount } from '@yipii/persistence';
import { Secret, TOTP } from 'otpauth';
import { ApiUnderTest } from '../api.testing';
import { aUser, Browser, PASSWORD } from './people.testing';
import { totpStepOf } from './second-factor';

const STEP_MS = 30_000;

describe('a code of the second factor', () => {
  // RFC 6238, appendix B: the last six digits for SHA-1.
  const secret = Secret.fromUTF8('12345678901234567890').base32;

  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [20_000_000_000, '353130'],
  ])('is the one of RFC 6238 at %d s', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    expect(totpStepOf(secret, code, seconds * 1_000)).toBe(step);
    expect(totpStepOf(secret, code, seconds * 1_000 + STEP_MS)).toBe(step);
    expect(totpStepOf(secret, code, seconds * 1_000 + 2 * STEP_MS)).toBeNull();
  });
});

describe('users with a second factor', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 0);
  });
  afterAll(() => api.stop());

  /** Turns it on by the present code, so that the next one is good, even if the step ends meanwhile. */
  const aSecuredUser = async () => {
    const { browser, email } = await aUser(api, alpha, 'viewer');
    const other = new Browser(api);
    await other.signIn(email);
    const { secret, url } = (await browser.post('/api/user/totp', { password: PASSWORD })).body.data as {
      secret: string;
      url: string;
    };
    expect(url).toMatch(/^otpauth:\/\/totp\/Yipii%20Live:/);
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const codeAt = (steps: number) => totp.generate({ timestamp: Date.now() + steps * STEP_MS });
    const confirmed = await browser.post('/api/user/totp/confirm', { code: codeAt(0) });
    const { recovery_codes: codes } = confirmed.body.data as { recovery_codes: string[] };
    return { browser, email, other, codeAt, codes };
  };

  it('need a code once one has confirmed it, and their other sessions end', async () => {
    const { browser, email, other, codeAt, codes } = await aSecuredUser();
    expect(new Set(codes).size).toBe(10);
    expect((await browser.get('/api/user')).status).toBe(200);
    expect((await other.get('/api/user')).status).toBe(401);
    const required = await other.signIn(email);
    expect(required).toMatchObject({ status: 401, body: { code: 'SECOND_FACTOR_REQUIRED' } });
    expect((await other.signIn(email, 'wrong password', codeAt(1))).body.code).toBe('SIGN_IN_FAILED');
    expect((await other.signIn(email, PASSWORD, '000000')).body.code).toBe('SIGN_IN_FAILED');
    expect((await other.signIn(email, PASSWORD, codeAt(1))).status).toBe(200);
  });

  it('use each code once, also at the same time', async () => {
    const { email, codeAt } = await aSecuredUser();
    const code = codeAt(1);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => new Browser(api).signIn(email, PASSWORD, code)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect((await new Browser(api).signIn(email, PASSWORD, codeAt(0))).status).toBe(401);
  });

  it('come in by a recovery code, each once, however it is typed', async () => {
    const { email, codes } = await aSecuredUser();
    const [first = '', second = ''] = codes;
    expect((await new Browser(api).signIn(email, PASSWORD, first)).status).toBe(200);
    expect((await new Browser(api).signIn(email, PASSWORD, first)).status).toBe(401);
    const typed = second.toUpperCase().replace('-', ' ');
    expect((await new Browser(api).signIn(email, PASSWORD, typed)).status).toBe(200);
  });

  it('can not have their codes guessed', async () => {
    const { email, codeAt } = await aSecuredUser();
    const statuses: number[] = [];
    for (let i = 0; i < 10; i += 1)
      statuses.push((await new Browser(api).signIn(email, PASSWORD, `recovery-${i}`)).status);
    expect(statuses).toEqual(Array(10).fill(401));
    expect((await new Browser(api).signIn(email, PASSWORD, codeAt(1))).status).toBe(429);
  });

  it('turn it off with their password only', async () => {
    const { browser, email } = await aSecuredUser();
    expect((await browser.post('/api/user/totp/remove', { password: 'wrong password' })).status).toBe(422);
    expect((await new Browser(api).signIn(email)).status).toBe(401);
    expect((await browser.post('/api/user/totp/remove', { password: PASSWORD })).status).toBe(204);
    expect((await new Browser(api).signIn(email)).status).toBe(200);
  });

  it('prove with a code that they have it, before it counts', async () => {
    const { browser, email } = await aUser(api, alpha, 'viewer');
    expect((await browser.post('/api/user/totp', { password: 'wrong password' })).status).toBe(422);
    expect((await browser.post('/api/user/totp/confirm', { code: '123456' })).status).toBe(422);
    await browser.post('/api/user/totp', { password: PASSWORD });
    expect((await browser.post('/api/user/totp/confirm', { code: 'x' })).status).toBe(422);
    expect((await new Browser(api).signIn(email)).status).toBe(200);
  });
});
