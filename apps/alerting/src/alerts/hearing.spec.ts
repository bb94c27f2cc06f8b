import { Health, Listening, OwnedPartition, type HeardSpan } from '@yipii/platform';
import { FakeClock, NOON } from '@yipii/testing';
import type { AlertPartition } from './alert-partitions';
import type { AlertOutput } from './alert-states.ports';
import { Hearing } from './hearing';
import type { WatchedAsset } from './watched-asset';

const CLAIM = { group: 'alerting', topic: 'position.enriched.v1', partition: 3, epoch: 1 };

function aHearing() {
  const clock = new FakeClock(NOON);
  const spans = new Map<number, HeardSpan>();
  const sut = new Hearing(
    new Listening(new Health(), clock),
    { of: () => Promise.resolve(new Map(spans)), tell: () => Promise.resolve() },
    clock,
  );
  const partition: AlertPartition = new OwnedPartition<WatchedAsset, AlertOutput>(
    { claim: CLAIM, offset: 0, states: [] },
    { ofState: ({ assetId }) => assetId, ofRow: () => '' },
    NOON,
  );
  return {
    ...{ sut, clock, partition },
    tell: (since: number, until: number) => spans.set(3, { since, until }),
    check: async (afterMs: number) => {
      clock.advance(afterMs);
      await sut.check([partition]);
    },
  };
}

describe('how far a partition was heard', () => {
  it('is not known before enrichment has told it', async () => {
    const { sut, partition, check } = aHearing();
    await check(0);
    expect(sut.untilIn(partition)).toBe(-Infinity);
  });

  it('is what enrichment told a second ago: that has arrived', async () => {
    const { sut, partition, tell, check } = aHearing();
    tell(NOON - 5_000, NOON);
    await check(0);
    expect(sut.untilIn(partition)).toBe(-Infinity);
    tell(NOON - 5_000, NOON + 1_000);
    await check(1_000);
    expect(sut.untilIn(partition)).toBe(NOON);
    await check(250);
    expect(sut.untilIn(partition)).toBe(NOON);
  });

  it('is no more than what we have read ourselves', async () => {
    const { sut, partition, tell, check } = aHearing();
    tell(NOON, NOON + 4_000);
    await check(2_000);
    await check(2_000);
    partition.advance([], { nextOffset: 9, lag: 4, lastEventAt: NOON + 500 });
    expect(sut.untilIn(partition)).toBe(NOON + 500);
  });

  it('begins anew with another owner at enrichment, and after it told nothing for half a minute', async () => {
    const { sut, partition, tell, check } = aHearing();
    tell(NOON + 700, NOON + 700);
    await check(1_000);
    expect(sut.sinceIn(partition)).toBe(NOON + 700);
    for (let second = 1; second <= 29; second += 1) await check(1_000);
    expect(sut.sinceIn(partition)).toBe(NOON + 700);
    for (let second = 1; second <= 2; second += 1) await check(1_000);
    expect(sut.sinceIn(partition)).toBe(NOON + 32_000);
  });
});
