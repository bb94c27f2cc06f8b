import type { SignedInUser, SubscribeFrame, SubscriptionRefusal } from '@yipii/protocol';
import { refusal, type AdmissionOutcome } from './admission';
import type { AppPolicy } from './app-policy';
import { CountedPolicy } from './counted-policy';

const WRONG = refusal('AuthError', 401, 'wrong');
const FORBIDDEN = refusal('AuthError', 403, 'no such channel');
const RIGHT: SignedInUser = { userId: 'u', userInfo: null, watchlist: [] };
const SUBSCRIBE: SubscribeFrame = { kind: 'subscribe', channel: 'private-x', auth: '' };
const IDENTITY = { socketId: '1.2', client: '203.0.113.9', user: null };

function aPolicy(
  answer: AdmissionOutcome | Promise<AdmissionOutcome>,
  signIn: SignedInUser | SubscriptionRefusal = WRONG,
) {
  const policy: AppPolicy = {
    maxChannels: 1,
    admit: () => answer,
    signIn: () => signIn,
    problemWith: () => null,
  };
  const failed: string[] = [];
  const failures = {
    failed: (client: string, credential: string) =>
      failed.push(`${client} ${credential}`) > 1 ? { limit: 1, endsAt: 0 } : null,
  };
  return { failed, policy: new CountedPolicy(policy, failures) };
}

describe('a policy that counts', () => {
  it.each([
    ['at once', WRONG],
    ['later', Promise.resolve(WRONG)],
  ])('answers 429 to wrong credentials that are too many (%s)', async (_, answer) => {
    const { policy, failed } = aPolicy(answer);
    expect(await policy.admit(SUBSCRIBE, IDENTITY)).toBe(WRONG);
    expect(await policy.admit(SUBSCRIBE, IDENTITY)).toMatchObject({ type: 'LimitReached', status: 429 });
    const expected = `${IDENTITY.client} subscription`;
    expect(failed).toEqual([expected, expected]);
  });

  it('counts sign-ins', () => {
    const { policy } = aPolicy(FORBIDDEN);
    const signIn = (): unknown => policy.signIn({ kind: 'sign-in', auth: '', userData: '' }, IDENTITY);
    expect(signIn()).toBe(WRONG);
    expect(signIn()).toMatchObject({ status: 429 });
  });

  it('counts nothing else', async () => {
    const { policy, failed } = aPolicy(FORBIDDEN, RIGHT);
    expect(await policy.admit(SUBSCRIBE, IDENTITY)).toBe(FORBIDDEN);
    expect(policy.signIn({ kind: 'sign-in', auth: '', userData: '' }, IDENTITY)).toBe(RIGHT);
    expect(failed).toEqual([]);
  });
});
