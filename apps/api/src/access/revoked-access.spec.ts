import type { Principal } from '@yipii/domain';
import { FakeClock } from '@yipii/testing';
import type { Revocations } from './access.ports';
import { RevokedAccess } from './revoked-access';

const HOUR_MS = 3_600_000;

describe('revoked access', () => {
  const clock = new FakeClock();
  const inHours = (hours: number) => new Date(clock.now() + hours * HOUR_MS);
  const stored = [{ jti: 'stored', expiresAt: inHours(2) }];
  const sut = new RevokedAccess({ active: () => Promise.resolve(stored) } as unknown as Revocations, clock);

  const isRevoked = (tokenId: string) =>
    sut.has({
      ...{ kind: 'client', tokenId, clientId: 'c', version: 1, account: { key: 'a', name: 'A' } },
      ...{ scope: { accountId: 7, assets: null }, scopes: [], expiresAt: 0 },
    } satisfies Principal);

  it('is kept until it would have expired, and forgotten then', async () => {
    await sut.load();
    sut.add({ kind: 'token', id: 'told', expiresAt: inHours(1).toISOString() });
    sut.add({ kind: 'token', id: 'endless' });
    sut.add({ kind: 'user_session', id: 's' });
    expect(['stored', 'told', 'endless', 'other'].map(isRevoked)).toEqual([true, true, true, false]);
    clock.advance(HOUR_MS + 1);
    expect(['stored', 'told', 'endless'].map(isRevoked)).toEqual([true, false, true]);
    clock.advance(HOUR_MS);
    expect(['stored', 'told', 'endless'].map(isRevoked)).toEqual([false, false, true]);
    sut.add({ kind: 'token', id: 'endless' });
    expect(sut.size).toBe(1);
  });
});
