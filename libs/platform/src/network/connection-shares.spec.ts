import { Logger } from '@nestjs/common';
import { Health } from '../health/health';
import { ConnectionShares } from './connection-shares';

const files = (limit: number, count = 0) => ({ limit: () => limit, count: () => count });

describe('the shares of connections', () => {
  it('divide what is left of the open files, equally among what accepts connections', () => {
    const shares = new ConnectionShares(new Health(), files(1_024));
    const trackers = shares.open('tracker', 50_000);
    expect(trackers.max).toBe(768);
    const [http, few] = [shares.open('HTTP'), shares.open('WebSocket', 10)];
    expect([trackers, http, few].map(({ max }) => max)).toEqual([256, 256, 10]);
  });

  it('are at least one, and without end where nothing limits them', () => {
    expect(new ConnectionShares(new Health(), files(1)).open('HTTP').max).toBe(1);
    expect(new ConnectionShares(new Health(), files(Infinity)).open('HTTP').max).toBe(Infinity);
  });

  it('say once that one is used up, and are not ready for a while', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const now = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
    const health = new Health();
    const share = new ConnectionShares(health, files(100)).open('tracker');
    expect(health.problems()).toEqual({});
    share.exhausted();
    share.exhausted();
    expect(health.problems()).toEqual({ 'tracker connections': 'all 50 are in use' });
    expect(warn.mock.calls).toEqual([[expect.objectContaining({ kind: 'tracker', max: 50 })]]);
    now.mockReturnValue(1_010_000);
    expect(health.problems()).toEqual({});
    jest.restoreAllMocks();
  });

  it('are not to be used any more when half of the reserve is', () => {
    const health = new Health();
    expect(new ConnectionShares(health, files(1_024, 896)).isScarce).toBe(false);
    expect(health.problems()).toEqual({});
    expect(new ConnectionShares(health, files(1_024, 897)).isScarce).toBe(true);
    expect(Object.keys(health.problems())).toEqual(['open files']);
  });
});
