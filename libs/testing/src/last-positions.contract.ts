import type { LastPosition, LastPositions } from '@yipii/live';

/** What every implementation of `LastPositions` keeps. Account ids are the suite's own from 1,000 on. */
export function lastPositionsContract(name: string, open: () => LastPositions): void {
  describe(`last positions in ${name}`, () => {
    let account = 1_000;
    const positions = (): LastPositions => open();
    beforeEach(() => (account += 2));

    const aPosition = (assetId: number, seq: number): LastPosition => ({
      assetId,
      seq,
      json: JSON.stringify({ assetId, seq, name: 'Škoda “7” {x}' }),
    });

    async function all(accountId = account): Promise<LastPosition[]> {
      const found: LastPosition[] = [];
      for await (const chunk of positions().ofAccount(accountId)) {
        expect(chunk.length).toBeLessThanOrEqual(500);
        found.push(...chunk);
      }
      return found.sort((a, b) => a.assetId - b.assetId);
    }

    it('are warm once that is told', async () => {
      expect(await positions().isWarm()).toBe(false);
      await positions().warmed();
      expect(await positions().isWarm()).toBe(true);
    });

    it('are the newest of each asset, whatever comes when', async () => {
      const sequences = [5, 3, 9, 9, 10, 2];
      for (const seq of sequences) await positions().put(account, [aPosition(1, seq), aPosition(300, 1)]);
      expect(await all()).toEqual([aPosition(1, 10), aPosition(300, 1)]);
    });

    it('stay the newest when many write at once', async () => {
      const puts = Array.from({ length: 100 }, (_, i) =>
        positions().put(account, [aPosition(1, (i * 37) % 100)]),
      );
      await Promise.all(puts);
      expect(await all()).toEqual([aPosition(1, 99)]);
    });

    it('compare large numbers as numbers', async () => {
      await positions().put(account, [aPosition(1, 9_007_199_254_740_991)]);
      await positions().put(account, [aPosition(1, 9_007_199_254_740_990), aPosition(2, 10)]);
      await positions().put(account, [aPosition(2, 9)]);
      expect((await all()).map(({ seq }) => seq)).toEqual([9_007_199_254_740_991, 10]);
    });

    it('of a large fleet come in chunks, each asset once', async () => {
      const fleet = Array.from({ length: 1_500 }, (_, i) => aPosition(i + 1, 1));
      await positions().put(account, fleet);
      expect(await all()).toEqual(fleet);
    });

    it('of an account are its own', async () => {
      await positions().put(account, [aPosition(1, 1)]);
      await positions().put(account + 1, [aPosition(2, 1)]);
      expect(await all()).toEqual([aPosition(1, 1)]);
      expect(await positions().ofAssets(account, [1, 2])).toEqual([aPosition(1, 1)]);
    });

    it('of chosen assets are those that have one', async () => {
      await positions().put(account, [aPosition(1, 1), aPosition(2, 1), aPosition(700, 4)]);
      const found = await positions().ofAssets(account, [700, 3, 1]);
      expect([...found].sort((a, b) => a.assetId - b.assetId)).toEqual([aPosition(1, 1), aPosition(700, 4)]);
      expect(await positions().ofAssets(account, [])).toEqual([]);
    });
  });
}
