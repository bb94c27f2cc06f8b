import { BLANK_MAP } from '@yipii/domain';
import fc from 'fast-check';
import type { PositionReceived } from '@yipii/protocol';
import { MemoryAssetStates } from './asset-states.memory';
import { AssetPartitions } from './asset-partitions';
import { EnrichPositions } from './enrich-positions';
import { NOON, SetClock, WrittenEvents, aBatch, aFrame } from './scenario';

const SEED = 20261123;

const record = fc.record({
  fixTime: fc.integer({ min: -3, max: 40 }).map((n) => NOON + n * 1000),
  speed: fc.constantFrom(null, 0, 3, 50),
  lat: fc.constantFrom(57.7, 91, null),
  valid: fc.boolean(),
  attributes: fc.record({ ignition: fc.boolean(), odometer: fc.nat() }, { requiredKeys: [] }),
});
const log = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.array(record, { minLength: 1, maxLength: 5 }))
    .map(([assetId, records]) => aFrame(assetId, records)),
  { maxLength: 30 },
);
/** What happens next to the owner of the partition. */
const fates = fc.array(
  fc.record({
    frames: fc.integer({ min: 1, max: 6 }),
    fate: fc.constantFrom('goes on', 'checkpoint', 'killed', 'killed before it counted', 'log away'),
  }),
  { maxLength: 40 },
);

describe('a partition whose owners are killed at any moment', () => {
  it('comes to the outputs of an undisturbed run, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(log, fates, async (frames, disturbances) => {
        const calm = await run(frames, []);
        const disturbed = await run(frames, disturbances);
        expect(distinct(disturbed.enriched)).toEqual(distinct(calm.enriched));
        expect(distinct(disturbed.statuses)).toEqual(distinct(calm.statuses));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('streams each asset with growing seq and fix time, whatever comes in', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (frames) => {
        const { enriched } = await run(frames, []);
        const last = new Map<number, { seq: number; timestamp: string }>();
        for (const { location, unstreamed } of enriched) {
          if (unstreamed !== null) continue;
          const before = last.get(location.assetId);
          expect(location.seq).toBe((before?.seq ?? 0) + 1);
          expect(location.timestamp > (before?.timestamp ?? '')).toBe(true);
          last.set(location.assetId, location);
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

type Disturbance = { readonly frames: number; readonly fate: string };

async function run(
  frames: readonly PositionReceived[],
  disturbances: readonly Disturbance[],
): Promise<WrittenEvents> {
  const states = new MemoryAssetStates();
  const written = new WrittenEvents();
  const next = [...disturbances];
  let owner = await anOwner(states);
  while (owner.offset < frames.length) {
    const { frames: count, fate } = next.shift() ?? { frames: frames.length, fate: 'goes on' };
    const firstOffset = owner.offset;
    const batch = frames.slice(firstOffset, firstOffset + count);
    written.away = fate === 'log away';
    const alive = owner;
    const done = alive.sut.run(aBatch(batch, written, { firstOffset })).then(
      () => (alive.offset += batch.length),
      () => undefined,
    );
    if (fate !== 'killed before it counted') await done;
    if (fate === 'checkpoint') await owner.partitions.checkpoint();
    if (fate.startsWith('killed')) owner = await anOwner(states);
  }
  return written;
}

async function anOwner(states: MemoryAssetStates) {
  const partitions = new AssetPartitions(states, new SetClock());
  const offset = await partitions.assigned(0);
  return { partitions, sut: new EnrichPositions(partitions, BLANK_MAP), offset };
}

/** Each event once, in the order of its first appearance. */
function distinct(events: readonly object[]): string[] {
  return [...new Set(events.map((event) => JSON.stringify(event)))];
}
