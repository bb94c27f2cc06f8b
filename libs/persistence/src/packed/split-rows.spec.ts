import { aHistoryRow } from './packing.testing';
import { keyOf } from './history-key';
import { cutIntoPacks, groupByPack, PACK_ROWS, type StoredPack } from './split-rows';

const at = (ms: number) => aHistoryRow({ fix_time: new Date(ms) });
const drive = (count: number, from = 0) => Array.from({ length: count }, (_, n) => at(from + n));

/** A pack from one time to another. */
const aPack = (from: number, to: number, records = PACK_ROWS): StoredPack => ({
  ...{ first: keyOf(at(from)), lastFix: new Date(to), records },
});

describe('cutting rows into packs', () => {
  it.each([
    [1, [1]],
    [250, [250]],
    [251, [126, 125]],
    [1_000, [250, 250, 250, 250]],
    [400, [200, 200]],
  ])('makes of %i rows packs of about the same length', (count, lengths) => {
    const packs = cutIntoPacks(drive(count));
    expect(packs.map((pack) => pack.length)).toEqual(lengths);
    expect(packs.flat()).toHaveLength(count);
  });

  it('parts no moment, unless it is endless', () => {
    const moment = Array.from({ length: 100 }, () => at(200));
    expect(cutIntoPacks([...drive(200), ...moment]).map((pack) => pack.length)).toEqual([150, 150]);
    const crossing = [...drive(100), ...Array.from({ length: 100 }, () => at(100)), ...drive(100, 200)];
    expect(cutIntoPacks(crossing).map((pack) => pack.length)).toEqual([200, 100]);
    const endless = Array.from({ length: 5_000 }, () => at(1));
    const packs = cutIntoPacks(endless);
    expect(Math.max(...packs.map((pack) => pack.length))).toBe(4 * PACK_ROWS);
    expect(packs.flat()).toHaveLength(5_000);
  });
});

describe('finding the pack of rows', () => {
  const [early, late] = [aPack(100, 199), aPack(300, 399)];
  const found = (times: readonly number[], packs = [early, late]) =>
    groupByPack(times.map(at), packs).map(({ pack, rows }) => [
      pack && packs.indexOf(pack),
      rows.map(({ fix_time }) => fix_time.getTime()),
    ]);

  it('makes new ones where there is none', () => {
    expect(found([1, 2], [])).toEqual([[null, [1, 2]]]);
  });

  it('takes the one that begins before a row, or the first of the day', () => {
    expect(found([50, 150, 350])).toEqual([
      [0, [50, 150]],
      [1, [350]],
    ]);
  });

  it('makes new ones behind a full one, each before the next', () => {
    expect(found([150, 250, 350, 450])).toEqual([
      [0, [150]],
      [null, [250]],
      [1, [350]],
      [null, [450]],
    ]);
    expect(found([250, 450])).toEqual([
      [null, [250]],
      [null, [450]],
    ]);
  });

  it('fills the one that is not full', () => {
    expect(found([450, 460], [early, aPack(300, 399, 10)])).toEqual([[1, [450, 460]]]);
  });
});
