import type { SharedCounts } from './shared-counts.ports';

/** What every implementation of `SharedCounts` does for the process that it is in. */
export function sharedCountsContract(name: string, open: () => SharedCounts): void {
  describe(`connections counted in ${name}`, () => {
    let counts: SharedCounts;
    let key = '';
    let suites = 0;
    beforeEach(() => {
      counts = open();
      key = `address:203.0.113.${suites++}`;
    });

    it('are visible at once', () => {
      expect(counts.of(key)).toBe(0);
      counts.add(key);
      counts.add(key);
      expect(counts.of(key)).toBe(2);
      counts.remove(key);
      expect(counts.of(key)).toBe(1);
    });

    it('are counted per key', () => {
      counts.add(`${key}a`);
      counts.add(`${key}b`);
      counts.remove(`${key}a`);
      expect([counts.of(`${key}a`), counts.of(`${key}b`)]).toEqual([0, 1]);
    });

    it('never fall below zero', () => {
      counts.remove(key);
      counts.remove(key);
      counts.add(key);
      expect(counts.of(key)).toBe(1);
    });
  });
}
