import { BLANK_MAP } from '@yipii/domain';
import { Health, type HeardSpan } from '@yipii/platform';
import { FakeClock, NOON } from '@yipii/testing';
import { MemoryAssetStates } from '../positions/asset-states.memory';
import { AssetPartitions } from '../positions/asset-partitions';
import { EnrichPositions } from '../positions/enrich-positions';
import { WrittenEvents, aBatch, aFrame, asReceived } from '../positions/scenario';
import { listeningToDevices } from './listening-to-devices';
import { TellHeard } from './tell-heard';

async function aTeller() {
  const clock = new FakeClock(NOON);
  const health = new Health();
  const partitions = new AssetPartitions(new MemoryAssetStates(), clock);
  await partitions.assigned(0);
  const written = new WrittenEvents();
  const enrich = new EnrichPositions(partitions, BLANK_MAP);
  const listening = listeningToDevices(health, clock);
  const told: HeardSpan[] = [];
  const spans = {
    tell: (all: readonly HeardSpan[]) => {
      told.push(...all.map(({ since, until }) => ({ since: since - NOON, until: until - NOON })));
      return Promise.resolve();
    },
    of: () => Promise.resolve(new Map<number, HeardSpan>()),
  };
  const sut = new TellHeard(partitions, listening, spans, clock);
  let firstOffset = 0;
  return {
    ...{ written, health },
    hear: (lag = 0) => {
      const frame = asReceived(aFrame(7, [{ fixTime: clock.now() }], clock.now()));
      return enrich.run(aBatch([frame], written, { firstOffset: firstOffset++, lag }));
    },
    after: async (ms: number) => {
      clock.advance(ms);
      listening.check();
      await sut.run();
      return told.at(-1);
    },
  };
}

describe('what enrichment tells of its progress', () => {
  it('is that all was read until now, while nothing waits', async () => {
    const { hear, after } = await aTeller();
    await hear();
    expect(await after(1_000)).toEqual({ since: 0, until: 1_000 });
  });

  it('is the last event that was read, while others wait', async () => {
    const { hear, after } = await aTeller();
    await after(1_000);
    await hear(20);
    expect(await after(3_000)).toEqual({ since: 0, until: 1_000 });
  });

  it('does not include a batch whose outputs could not be published', async () => {
    const { hear, after, written } = await aTeller();
    await hear();
    await after(1_000);
    written.away = true;
    await expect(hear()).rejects.toThrow();
    expect(await after(2_000)).toMatchObject({ until: 0 });
    written.away = false;
    await hear();
    expect(await after(1_000)).toMatchObject({ until: 4_000 });
  });

  it('begins anew after something that it needs was away', async () => {
    const { after, health } = await aTeller();
    health.register('log', () => 'away');
    await after(4_000);
    health.register('log', () => null);
    expect(await after(1_000)).toEqual({ since: 4_000, until: 5_000 });
  });
});
