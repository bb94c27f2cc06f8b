import type { Batch } from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import { aPositionEnriched } from './scenario';
import { History, UnstorableRecords, type HistoryRecord } from './history.ports';
import { WriteHistory } from './write-history';

/** Holds every insert until it is released; can't store records of asset 13. */
class HeldHistory extends History {
  readonly inserts: (readonly HistoryRecord[])[] = [];
  readonly stored: HistoryRecord[] = [];
  readonly gathered = (): Promise<void> => new Promise((resolve) => this.release.push(resolve));
  away = false;
  private release: (() => void)[] = [];

  async insert(records: readonly HistoryRecord[]): Promise<void> {
    this.inserts.push(records);
    await new Promise<void>((resolve) => this.release.push(resolve));
    if (this.away) throw new Error('the database is away');
    if (assetsOf(records).includes(13)) throw new UnstorableRecords('13');
    this.stored.push(...records);
  }

  tidy(): Promise<void> {
    return Promise.resolve();
  }

  async letGo(): Promise<void> {
    for (let round = 0; round < 50; round += 1) {
      for (const release of this.release.splice(0)) release();
      await Promise.resolve();
    }
  }
}

function aHistoryBatch(
  partition: number,
  assetIds: readonly number[],
  letters: unknown[] = [],
): Batch<PositionEnriched> {
  return {
    topic: topics.positionEnriched,
    partition,
    events: assetIds.map((assetId, offset) => ({ ...aPositionEnriched({ assetId }), offset })),
    nextOffset: assetIds.length,
    lag: 0,
    publish: (_topic, events) => {
      for (const { event } of events) letters.push(event);
      return Promise.resolve();
    },
  };
}

describe('history', () => {
  it('stores records that arrive from all partitions at the same time in one insert', async () => {
    const history = new HeldHistory();
    const sut = new WriteHistory(history, history.gathered);
    const first = sut.run(aHistoryBatch(0, [1]));
    await Promise.resolve();
    const second = sut.run(aHistoryBatch(1, [2]));
    expect(history.inserts).toEqual([]);
    await history.letGo();
    await Promise.all([first, second]);
    expect(history.inserts.map(assetsOf)).toEqual([[1, 2]]);
  });

  it('does not wait when more records follow, and takes together what came while the last insert ran', async () => {
    const history = new HeldHistory();
    const sut = new WriteHistory(history, history.gathered);
    const behind = (partition: number, assetIds: number[]) =>
      sut.run({ ...aHistoryBatch(partition, assetIds), lag: 100 });
    const done = [behind(0, [1]), behind(1, [2, 3]), behind(2, [4])];
    expect(history.inserts.map(assetsOf)).toEqual([[1]]);
    await history.letGo();
    await Promise.all(done);
    expect(history.inserts.map(assetsOf)).toEqual([[1], [2, 3, 4]]);
  });

  it('fails every batch of an insert that failed, so that they come again', async () => {
    const history = new HeldHistory();
    const sut = new WriteHistory(history, history.gathered);
    history.away = true;
    const results = Promise.allSettled([sut.run(aHistoryBatch(0, [1])), sut.run(aHistoryBatch(1, [2]))]);
    await history.letGo();
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('dead-letters a record that can’t be stored, and stores the rest', async () => {
    const history = new HeldHistory();
    const letters: unknown[] = [];
    const running = new WriteHistory(history, history.gathered).run(aHistoryBatch(4, [1, 13, 2], letters));
    for (let i = 0; i < 10; i += 1) await history.letGo();
    await running;
    expect(letters).toMatchObject([
      {
        origin: { kind: 'topic', topic: 'position.enriched.v1', partition: 4, offset: 1 },
        reason: 'history can not hold it',
      },
    ]);
    expect(history.inserts.slice(1).map(assetsOf)).toEqual([[1], [13, 2], [13], [2]]);
  });

  it('does not reject other records because of one that can’t be stored, of whatever partition', async () => {
    const history = new HeldHistory();
    const letters: unknown[] = [];
    const sut = new WriteHistory(history, history.gathered);
    const running = Promise.all([
      sut.run(aHistoryBatch(0, [1, 2], letters)),
      sut.run(aHistoryBatch(1, [13, 3], letters)),
      sut.run(aHistoryBatch(2, [4, 5], letters)),
      sut.run(aHistoryBatch(3, [6, 13, 7, 13], letters)),
    ]);
    for (let i = 0; i < 20; i += 1) await history.letGo();
    await running;
    expect(letters).toHaveLength(3);
    expect(new Set(assetsOf(history.stored))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  });
});

function assetsOf(records: readonly HistoryRecord[]): number[] {
  return records.map(({ event }) => event.location.assetId);
}
