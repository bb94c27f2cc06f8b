import { NOON, FakeClock } from '@yipii/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BLANK_MAP, type StreetMap } from '@yipii/domain';
import { gothenburgFile, loadStreetMap } from '@yipii/geo';
import type { PositionReceived } from '@yipii/protocol';
import { simulateDay } from '@yipii/simulator';
import { MemoryAssetStates } from '../../apps/enrichment/src/positions/asset-states.memory';
import { AssetPartitions } from '../../apps/enrichment/src/positions/asset-partitions';
import { EnrichPositions } from '../../apps/enrichment/src/positions/enrich-positions';
import { aBatch, asReceived } from '../../apps/enrichment/src/positions/scenario';
import { cpuTicks, slowdownSince } from '../support/stolen-time';

const VEHICLES = 50;
const SEED = 7;
/** The day is enriched so often, each time as that of another fleet; the first is not counted. */
const DAYS = 6;
const FRAMES_OF_A_BATCH = 200;
/** As a checkpoint of 5 s at 1,000 frames/s. */
const BATCHES_OF_A_CHECKPOINT = 25;

/** What a position costs from the received frame to the events that are published, on one core, with its address. */
async function main(): Promise<void> {
  const cacheFolder = mkdtempSync(path.join(os.tmpdir(), 'yipii-enrich-'));
  const ticks = cpuTicks();
  try {
    const { frames } = simulateDay({ vehicles: VEHICLES, seed: SEED, start: Date.UTC(2026, 5, 1) });
    const log = { log: () => undefined, warn: (entry: object) => console.error(entry) };
    const towns = await loadStreetMap({ cacheFolder, log });
    const streets = await loadStreetMap({ streets: gothenburgFile(), cacheFolder, log });
    const results = [];
    for (const [name, map] of Object.entries({ 'no map': BLANK_MAP, towns, streets }))
      results.push(await measure(name, map, frames));
    console.table(results);
    const run = { node: process.version, cpus: os.cpus().length, 'slowed by host': slowdownSince(ticks) };
    console.log(JSON.stringify({ bench: 'enrich', ...run, results }));
  } finally {
    rmSync(cacheFolder, { recursive: true });
  }
}

async function measure(name: string, map: StreetMap, frames: readonly PositionReceived[]) {
  const partitions = new AssetPartitions(new MemoryAssetStates(), new FakeClock(NOON));
  const enrichment = new EnrichPositions(partitions, map);
  let offset = await partitions.assigned(0);
  let written = 0;
  const publish = (_: unknown, events: readonly unknown[]) => {
    written += events.length;
    return Promise.resolve();
  };
  let [micros, records] = [0, 0];
  for (let day = 0; day < DAYS; day += 1) {
    const ofFleet = frames.map((frame) => asReceived({ ...frame, assetId: frame.assetId + day * VEHICLES }));
    const cpu = process.cpuUsage();
    for (let i = 0; i < ofFleet.length; i += FRAMES_OF_A_BATCH) {
      const batch = ofFleet.slice(i, i + FRAMES_OF_A_BATCH);
      await enrichment.run(aBatch(batch, { publish }, { firstOffset: offset }));
      offset += batch.length;
      if ((i / FRAMES_OF_A_BATCH) % BATCHES_OF_A_CHECKPOINT === 0) await partitions.checkpoint();
    }
    const { user, system } = process.cpuUsage(cpu);
    if (day === 0) {
      written = 0;
      continue;
    }
    micros += user + system;
    records += frames.reduce((sum, frame) => sum + frame.records.length, 0);
  }
  return {
    map: name,
    records,
    events: written,
    'µs a record': Number((micros / records).toFixed(1)),
    'records/s per core': Math.round(records / (micros / 1e6)),
  };
}

void main();
