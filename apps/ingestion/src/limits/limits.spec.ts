import { Allowance } from './allowance';
import { ByteBudgets } from './byte-budgets';
import { ConnectionLimits } from './connection-limits';
import { RepeatedCauses } from './repeated-causes';
import { StrangerAllowances } from './stranger-allowances';

const NOON = Date.UTC(2026, 5, 1, 12);

describe('an allowance', () => {
  it('has a burst, and comes back with time', () => {
    const sut = new Allowance(2, 10);
    expect([1, 2, 3].map(() => sut.take(NOON))).toEqual([true, true, false]);
    expect([sut.take(NOON + 99), sut.take(NOON + 100)]).toEqual([false, true]);
    expect([1, 2, 3].map(() => sut.take(NOON + 60_000))).toEqual([true, true, false]);
  });

  it('can be overdrawn, and is given back', () => {
    const sut = new Allowance(2, 10);
    sut.spend(3);
    expect([sut.has(NOON), sut.has(NOON + 100), sut.has(NOON + 200)]).toEqual([true, true, true]);
  });
});

describe('the allowances of strangers', () => {
  it('are one per client, and one in all for those beyond 16,384 clients', () => {
    const sut = new StrangerAllowances();
    expect(sut.of('192.0.2.1', NOON)).toBe(sut.of('::ffff:192.0.2.1', NOON));
    expect(sut.of('2001:db8::1', NOON)).toBe(sut.of('2001:db8::2', NOON));
    expect(sut.of('192.0.2.1', NOON)).not.toBe(sut.of('192.0.2.2', NOON));
    for (let n = 0; n < 16_384; n += 1) sut.of(`10.0.${n >> 8}.${n & 255}`, NOON);
    expect(sut.of('198.51.100.1', NOON)).toBe(sut.of('198.51.100.2', NOON));
  });

  it('are kept while the client is heard, and forgotten later', () => {
    const sut = new StrangerAllowances();
    const first = sut.of('192.0.2.1', NOON);
    expect(sut.of('192.0.2.1', NOON + 60_000)).toBe(first);
    expect(sut.of('192.0.2.1', NOON + 120_000)).toBe(first);
    sut.of('192.0.2.2', NOON + 180_000);
    sut.of('192.0.2.2', NOON + 240_000);
    expect(sut.of('192.0.2.1', NOON + 240_000)).not.toBe(first);
  });
});

describe('the budgets of bytes', () => {
  it('are one per client and second', () => {
    const sut = new ByteBudgets(100);
    expect([sut.spend('a', 60), sut.spend('a', 60), sut.spend('b', 60)]).toEqual([true, false, true]);
    sut.refill();
    expect(sut.spend('a', 60)).toBe(true);
  });

  it('are one in all for clients beyond 16,384', () => {
    const sut = new ByteBudgets(100);
    for (let n = 0; n < 16_384; n += 1) sut.spend(String(n), 1);
    expect([sut.spend('x', 60), sut.spend('y', 60)]).toEqual([true, false]);
  });
});

describe('the limits of connections', () => {
  it('count all of an IPv6 /64 as one client', () => {
    const sut = new ConnectionLimits({ max: 10, exhausted: () => undefined }, 1);
    expect([sut.enter('2001:db8::1'), sut.enter('2001:db8::2')]).toEqual([null, 'too_many_of_address']);
    sut.leave('2001:db8::1');
    expect(sut.enter('2001:db8::3')).toBeNull();
  });
});

describe('a repeated cause', () => {
  it('is logged once in 10 s, with the number of those left out', () => {
    const sut = new RepeatedCauses();
    expect([sut.due('a', NOON), sut.due('a', NOON + 9_999), sut.due('b', NOON)]).toEqual([{}, null, {}]);
    expect(sut.due('a', NOON + 10_000)).toEqual({ leftOut: 1 });
  });
});
