import { NOON, FakeClock } from '@yipii/testing';
import { BLANK_MAP } from '@yipii/domain';
import fc from 'fast-check';
import type { PositionReceived } from '@yipii/protocol';
import { MemoryAssetStates } from './asset-states.memory';
import { AssetPartitions } from './asset-partitions';
import { EnrichPositions } from './enrich-positions';
import { WrittenEvents, aBatch, aFrame, asReceived } from './scenario';

const SEED = 20261123;

const record = fc.record({
  /** ms after its frame: far enough apart for trips and stops, close enough for repetitions and late records. */
  later: fc.integer({ min: -4, max: 6 }).map((n) => n * 30_000),
  speed: fc.constantFrom(null, 0, 3, 50),
  lat: fc.oneof(
    fc.integer({ min: 0, max: 9 }).map((n) => 57.7 + n * 0.001),
    fc.constantFrom(91, 0, null),
  ),
  valid: fc.boolean(),
  attributes: fc.record({ ignition: fc.boolean(), odometer: fc.nat(9_000) }, { requiredKeys: [] }),
});
const log = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(record, { minLength: 1, maxLength: 5 })), {
    maxLength: 30,
  })
  .map((frames) =>
    frames.map(([assetId, records], index) =>
      aFrame(assetId, timed(records, index), NOON + index * 60_000 + 120_000),
    ),
  );

function timed<R extends { later: number }>(records: readonly R[], index: number) {
  return records.map(({ later, ...fields }) => ({ ...fields, fixTime: NOON + index * 60_000 + later }));
}

const FATES = [
  'goes on',
  'checkpoint',
  'killed',
  'killed before it counted',
  'frozen',
  'log away',
  'database away',
] as const;
/** The next fate of the partition's owner. */
const fates = fc.array(
  fc.record({
    frames: fc.integer({ min: 1, max: 6 }),
    fate: fc.constantFrom(...FATES),
  }),
  { maxLength: 40 },
);

describe('a partition whose owners are killed at any moment', () => {
  it('produces the outputs, trips and stops of an undisturbed run, byte for byte', async () => {
    let trips = 0;
    await fc.assert(
      fc.asyncProperty(log, fates, async (frames, disturbances) => {
        const calm = await run(frames, []);
        const disturbed = await run(frames, disturbances);
        expect(distinct(disturbed.written.enriched)).toEqual(distinct(calm.written.enriched));
        expect(distinct(disturbed.written.statuses)).toEqual(distinct(calm.written.statuses));
        expect(sorted(disturbed.states.journeys)).toEqual(sorted(calm.states.journeys));
        trips += [...calm.states.journeys.values()].filter(({ kind }) => kind === 'trip').length;
      }),
      { seed: SEED, numRuns: 300 },
    );
    expect(trips).toBeGreaterThan(50);
  });

  it('streams each asset with growing seq and fix time, whatever comes in', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (frames) => {
        const { enriched } = (await run(frames, [])).written;
        const last = new Map<number, { seq: number; timestamp: string }>();
        for (const { event } of enriched) {
          const { location, unstreamed } = event;
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
): Promise<{ written: WrittenEvents; states: MemoryAssetStates }> {
  const states = new MemoryAssetStates();
  const frozen: Owner[] = [];
  const written = new WrittenEvents();
  const next = [...disturbances];
  let owner = await anOwner(states);
  while (owner.offset < frames.length) {
    const { frames: count, fate } = next.shift() ?? { frames: frames.length, fate: 'goes on' };
    const firstOffset = owner.offset;
    const batch = frames.slice(firstOffset, firstOffset + count).map(asReceived);
    written.away = fate === 'log away';
    const alive = owner;
    const done = alive.sut.run(aBatch(batch, written, { firstOffset })).then(
      () => (alive.offset += batch.length),
      () => undefined,
    );
    if (fate !== 'killed before it counted') await done;
    states.away = fate === 'database away';
    if (fate === 'checkpoint' || states.away) await owner.partitions.checkpoint();
    states.away = false;
    if (fate === 'frozen') frozen.push(owner);
    if (fate.startsWith('killed') || fate === 'frozen') owner = await anOwner(states);
    // Frozen owners come back and try to store their states.
    for (const former of frozen) await former.partitions.checkpoint();
  }
  await owner.partitions.checkpoint();
  return { written, states };
}

type Owner = Awaited<ReturnType<typeof anOwner>>;

async function anOwner(states: MemoryAssetStates) {
  const partitions = new AssetPartitions(states, new FakeClock(NOON));
  const offset = await partitions.assigned(0);
  return { partitions, sut: new EnrichPositions(partitions, BLANK_MAP), offset };
}

/** Each event once, in the order of its first appearance. */
function distinct(events: readonly object[]): string[] {
  return [...new Set(events.map((event) => JSON.stringify(event)))];
}

function sorted(journeys: ReadonlyMap<string, object>): string[] {
  return [...journeys].map((entry) => JSON.stringify(entry)).sort();
}
