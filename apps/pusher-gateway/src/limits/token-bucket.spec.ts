import { FakeClock } from '@yipii/testing';
import { AcceptRate } from './accept-rate';
import { FrameAllowance, type FrameVerdict } from './frame-allowance';
import { TokenBucket } from './token-bucket';

let clock: FakeClock;
const now = (): number => clock.now();
beforeEach(() => (clock = new FakeClock()));

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe('a token bucket', () => {
  it('lets the burst through at once, then its rate', () => {
    const bucket = new TokenBucket(now, { perSecond: 20, burst: 100 });
    expect(times(101, () => bucket.take()).lastIndexOf(true)).toBe(99);
    clock.advance(250);
    expect(times(6, () => bucket.take())).toEqual([true, true, true, true, true, false]);
  });

  it('keeps fractions, so that a rate below one a turn is met as well', () => {
    const bucket = new TokenBucket(now, { perSecond: 2, burst: 1 });
    const passed = times(1_000, () => {
      clock.advance(10);
      return bucket.take();
    }).filter(Boolean).length;
    expect(passed).toBeGreaterThanOrEqual(19);
    expect(passed).toBeLessThanOrEqual(21);
  });

  it('holds no more than its burst, however long nobody takes', () => {
    const bucket = new TokenBucket(now, { perSecond: 20, burst: 3 });
    clock.advance(3_600_000);
    expect(times(4, () => bucket.take())).toEqual([true, true, true, false]);
  });

  it('continues after the clock is set back', () => {
    const bucket = new TokenBucket(now, { perSecond: 1, burst: 1 });
    bucket.take();
    clock.advance(-3_600_000);
    expect(bucket.take()).toBe(false);
    clock.advance(1_000);
    expect(bucket.take()).toBe(true);
  });
});

describe('the frames of a connection', () => {
  const RATE = { perSecond: 20, burst: 1_000 };

  it('are served up to the burst, as when a client subscribes to all its channels', () => {
    const frames = new FrameAllowance(now, RATE);
    expect(new Set(times(1_000, () => frames.take()))).toEqual(new Set(['ok']));
    expect(frames.take()).toBe('excess');
  });

  /** One frame each 10 ms, five times what is allowed. */
  function flood(frames: FrameAllowance, ms: number): FrameVerdict[] {
    return times(ms / 10, () => {
      clock.advance(10);
      return frames.take();
    });
  }

  it('in excess are answered once a second, and after 5 s with the end', () => {
    const frames = new FrameAllowance(now, RATE);
    times(1_000, () => frames.take());
    const verdicts = flood(frames, 4_900);
    expect(verdicts).not.toContain('close');
    expect(verdicts.filter((verdict) => verdict === 'excess')).toHaveLength(5);
    expect(flood(frames, 300)).toContain('close');
  });

  it('in excess again and again, with pauses of more than a second, do not close the connection', () => {
    const frames = new FrameAllowance(now, { perSecond: 20, burst: 20 });
    const verdicts = times(20, () => {
      const second = flood(frames, 1_000);
      clock.advance(1_500);
      return second;
    }).flat();
    expect(verdicts).toContain('excess');
    expect(verdicts).not.toContain('close');
  });

  it('of one kind may exceed the rate forever', () => {
    const events = new FrameAllowance(now, { perSecond: 10, burst: 10 }, Infinity);
    expect(flood(events, 20_000)).not.toContain('close');
  });

  it('are unlimited where the rate is 0', () => {
    const frames = new FrameAllowance(now, { perSecond: 0, burst: 1 });
    expect(new Set(times(10_000, () => frames.take()))).toEqual(new Set(['ok']));
  });
});

describe('the accept rate', () => {
  it('admits a fixed number per second', () => {
    const rate = new AcceptRate(now, 3);
    expect(times(4, () => rate.take())).toEqual([true, true, true, false]);
    clock.advance(1_000);
    expect(times(4, () => rate.take())).toEqual([true, true, true, false]);
  });

  it('of 0 admits everyone', () => {
    const rate = new AcceptRate(now, 0);
    expect(times(10_000, () => rate.take())).not.toContain(false);
  });
});
