import { MemorySharedCounts } from './shared-counts.memory';
import { ConnectionQuotas } from './connection-quotas';

const ADDRESS = '203.0.113.7';

describe('the connections of a client', () => {
  const aLimit = (perAddress: number, perAccount = 2): ConnectionQuotas =>
    new ConnectionQuotas(new MemorySharedCounts(), { perAddress, perAccount });

  it('are refused beyond their limit, and one more when one has left', () => {
    const limits = aLimit(2);
    const slots = [limits.acquire(ADDRESS), limits.acquire(ADDRESS)];
    expect([limits.hasRoom(ADDRESS), limits.hasRoom('203.0.113.8')]).toEqual([false, true]);
    slots[0]?.release();
    slots[0]?.release();
    expect(limits.hasRoom(ADDRESS)).toBe(true);
    limits.acquire(ADDRESS);
    expect(limits.hasRoom(ADDRESS)).toBe(false);
  });

  it('that authorise a fleet channel count for their account instead', () => {
    const limits = aLimit(1);
    const slot = limits.acquire(ADDRESS);
    expect(slot.moveToAccount(7)).toBe(true);
    expect(slot.moveToAccount(7)).toBe(true);
    expect(limits.hasRoom(ADDRESS)).toBe(true);
    const other = limits.acquire(ADDRESS);
    expect(other.moveToAccount(7)).toBe(true);
    const third = limits.acquire(ADDRESS);
    expect(third.moveToAccount(7)).toBe(false);
    expect(third.moveToAccount(8)).toBe(true);
    slot.release();
    expect(limits.acquire(ADDRESS).moveToAccount(7)).toBe(true);
  });

  it('whose account is full still count for their address', () => {
    const limits = aLimit(1, 1);
    limits.acquire('203.0.113.8').moveToAccount(7);
    const slot = limits.acquire(ADDRESS);
    expect(slot.moveToAccount(7)).toBe(false);
    expect(limits.hasRoom(ADDRESS)).toBe(false);
    slot.release();
    expect(limits.hasRoom(ADDRESS)).toBe(true);
  });

  it('are unlimited where a limit is 0', () => {
    const limits = aLimit(0, 0);
    for (let i = 0; i < 1_000; i++) expect(limits.acquire(ADDRESS).moveToAccount(7)).toBe(true);
    for (let i = 0; i < 1_000; i++) limits.acquire(ADDRESS);
    expect(limits.hasRoom(ADDRESS)).toBe(true);
  });
});
