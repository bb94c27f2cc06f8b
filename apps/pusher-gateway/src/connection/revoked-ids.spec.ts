import { FakeClock } from '@yipii/testing';
import { RevokedIds } from './revoked-ids';

describe('revoked ids', () => {
  it('are known for two minutes from their last revocation on', () => {
    const clock = new FakeClock();
    const revoked = new RevokedIds(() => clock.now());
    revoked.add('token:a');
    clock.advance(60_000);
    revoked.add('token:b');
    revoked.add('token:a');
    clock.advance(60_001);
    expect([revoked.has('token:a'), revoked.has('token:b'), revoked.has('token:c')]).toEqual([
      true,
      true,
      false,
    ]);
    clock.advance(60_000);
    revoked.add('token:c');
    expect([revoked.has('token:a'), revoked.has('token:b'), revoked.has('token:c')]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
