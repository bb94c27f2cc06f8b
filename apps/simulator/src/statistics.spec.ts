import { Durations } from './statistics';

describe('Durations', () => {
  it('returns percentiles with an error of two percent at most', () => {
    const durations = new Durations();
    for (let ms = 1; ms <= 1000; ms++) durations.add(ms);
    expect(Math.abs((durations.percentile(0.5) ?? 0) - 500)).toBeLessThan(11);
    expect(Math.abs((durations.percentile(0.99) ?? 0) - 990)).toBeLessThan(21);
  });

  it('takes very short and very long durations', () => {
    const durations = new Durations();
    durations.add(0);
    expect(durations.percentile(0.5)).toBe(0.01);
    durations.add(1e9);
    expect(durations.percentile(1)).toBeGreaterThan(1e7);
  });

  it('returns null before the first duration', () => {
    expect(new Durations().percentile(0.5)).toBeNull();
  });
});
