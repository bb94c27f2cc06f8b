import { revocableIds, type Principal } from './principal';

const access = {
  account: { key: 'acme', name: 'Acme' },
  scope: { accountId: 7, assets: null },
  scopes: ['positions:read'],
  expiresAt: 1_000,
};

describe('a principal', () => {
  it.each<[Principal, string[]]>([
    [{ ...access, kind: 'client', clientId: 'c', tokenId: 't' }, ['token:t', 'client:c', 'account:7']],
    [{ ...access, kind: 'api_key', keyId: 'k' }, ['key:k', 'account:7']],
    [{ ...access, kind: 'user', userId: 'u', sessionId: 's' }, ['user_session:s', 'user:u', 'account:7']],
  ])('ends with what it rests on (%#)', (principal, ids) => {
    expect(revocableIds(principal)).toEqual(ids);
  });

  it('of a tracking link ends with its session and link, and tells nothing of the account', () => {
    const viewer: Principal = { ...access, kind: 'tracking_session', handle: 'h', linkUuid: 'l' };
    expect(revocableIds(viewer)).toEqual(['session:h', 'link:l']);
  });
});
