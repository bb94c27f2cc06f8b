import { revocableIds, type Principal } from './principal';

const access = {
  account: { key: 'acme', name: 'Acme' },
  scope: { accountId: 7, assets: null },
  scopes: ['positions:read'],
  expiresAt: 1_000,
};

describe('a principal', () => {
  it.each<[Principal, string[]]>([
    [
      { ...access, kind: 'client', clientId: 'c', tokenId: 't', version: 2 },
      ['token:t', 'client:c', 'client:c.2', 'account:7'],
    ],
    [{ ...access, kind: 'api_key', keyId: 'k', version: 1 }, ['key:k', 'key:k.1', 'account:7']],
    [{ ...access, kind: 'external', trustId: '3', subject: 's' }, ['trust:3', 'account:7']],
    [{ ...access, kind: 'user', userId: 'u', sessionId: 's' }, ['user_session:s', 'user:u', 'account:7']],
  ])('ends with what it rests on (%#)', (principal, ids) => {
    expect(revocableIds(principal)).toEqual(ids);
  });

  it('of a tracking link ends with its session and link, and tells nothing of the account', () => {
    const viewer: Principal = { ...access, kind: 'tracking_session', handle: 'h', linkUuid: 'l' };
    expect(revocableIds(viewer)).toEqual(['session:h', 'link:l']);
  });
});
