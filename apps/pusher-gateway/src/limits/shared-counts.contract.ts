import type { ConnectionCounts } from './connection-counts.ports';

/** What every implementation of `ConnectionCounts` does for the process that it is in. */
export function connectionCountsContract(name: string, open: () => ConnectionCounts): void {
  describe(`connections counted in ${name}`, () => {
    let counts: ConnectionCounts;
    let key = '';
    let suites = 0;
    beforeEach(() => {
      counts = open();
      key = `address:203.0.113.${suites++}`;
    });

    it('are known at once', () => {
      expect(counts.of(key)).toBe(0);
      counts.add(key);
      counts.add(key);
      expect(counts.of(key)).toBe(2);
      counts.remove(key);
      expect(counts.of(key)).toBe(1);
    });

    it('are counted by key', () => {
      counts.add(`${key}a`);
      counts.add(`${key}b`);
      counts.remove(`${key}a`);
      expect([counts.of(`${key}a`), counts.of(`${key}b`)]).toEqual([0, 1]);
    });

    it('are never fewer than none', () => {
      counts.remove(key);
      counts.remove(key);
      counts.add(key);
      expect(counts.of(key)).toBe(1);
    });
  });
}
