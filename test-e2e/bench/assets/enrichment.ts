import { BLANK_MAP } from '@yipii/domain';
import { Health } from '@yipii/platform';
import { simulateDay } from '@yipii/simulator';
import { FakeClock } from '@yipii/testing';
import { CachedOfflineSettings } from '../../../apps/enrichment/src/offline/cached-offline-settings';
import { listeningToDevices } from '../../../apps/enrichment/src/offline/listening-to-devices';
import { PostgresOfflineSettings } from '../../../apps/enrichment/src/offline/offline-settings.postgres';
import { WatchSilence } from '../../../apps/enrichment/src/offline/watch-silence';
import { AssetPartitions } from '../../../apps/enrichment/src/positions/asset-partitions';
import { MemoryAssetStates } from '../../../apps/enrichment/src/positions/asset-states.memory';
import { PostgresAssetStates } from '../../../apps/enrichment/src/positions/asset-states.postgres';
import { EnrichPositions } from '../../../apps/enrichment/src/positions/enrich-positions';
import { aBatch, aFrame, asReceived } from '../../../apps/enrichment/src/positions/scenario';
import {
  PARTITIONS,
  accountOf,
  assetsOfPartition,
  partitionOf,
  reportingAssets,
  type FleetSize,
  type ServiceOfFleet,
} from './known-fleet';
import { simulatedDatabase } from './simulated-database';

const DAY = Date.UTC(2026, 5, 1);
const MORNING = DAY + 32 * 3_600_000;
const VEHICLES = 50;
const CHECKPOINT_S = 5;
/** Every other asset may be silent for a week, so it counts as online all the while. */
const OFFLINE_AFTER_S = [900, 7 * 86_400];

const publish = () => Promise.resolve();

/** Enriches positions, looks for silent assets every second, and stores checkpoints every five. */
export class EnrichmentOfFleet implements ServiceOfFleet {
  private readonly clock = new FakeClock(MORNING);
  private states: readonly (readonly [state: string, location: string])[] = [];
  private readonly database = simulatedDatabase((table, values) => this.read(table, values));
  private readonly partitions = new AssetPartitions(new PostgresAssetStates(this.database), this.clock);
  private readonly enrich = new EnrichPositions(this.partitions, BLANK_MAP);
  private readonly silence = new WatchSilence(
    this.partitions,
    new CachedOfflineSettings(new PostgresOfflineSettings(this.database), this.clock),
    { publish },
    listeningToDevices(new Health(), this.clock),
    this.clock,
  );
  private seconds = 0;
  private readonly offsets = new Map<number, number>();

  constructor(private readonly size: FleetSize) {}

  async learn(): Promise<number> {
    this.states = await statesAfterADay();
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      this.offsets.set(partition, await this.partitions.assigned(partition));
    return this.size.known;
  }

  second(): () => Promise<void> {
    this.clock.advance(1_000);
    const isCheckpoint = (this.seconds += 1) % CHECKPOINT_S === 0;
    const batches = Array.from({ length: PARTITIONS }, (_, partition) => this.batch(partition));
    return async () => {
      for (const batch of batches) await this.enrich.run(batch);
      await this.silence.run();
      if (isCheckpoint) await this.partitions.checkpoint();
    };
  }

  private batch(partition: number) {
    const now = this.clock.now();
    const frames = reportingAssets(this.size)
      .filter((assetId) => partitionOf(assetId) === partition)
      .map((assetId) => {
        const fix = { fixTime: now - 500, lat: 57.7 + this.seconds * 0.000_1, lng: 11.97 };
        const attributes = { externalVoltage: 13.9, gsmSignal: 4, ignition: true };
        const frame = asReceived(aFrame(assetId, [{ ...fix, attributes }], now));
        return { ...frame, account: accountOf(assetId) };
      });
    const firstOffset = this.offsets.get(partition) ?? 0;
    this.offsets.set(partition, firstOffset + frames.length);
    return { ...aBatch(frames, { publish }, { firstOffset }), partition };
  }

  private read(table: string, values: readonly unknown[]) {
    if (table === 'asset')
      return (values[0] as readonly number[]).map((id) => ({
        ...{ id: String(id), version: '1', seconds: OFFLINE_AFTER_S[id % 2] },
      }));
    return assetsOfPartition(this.size, Number(values[0])).map((assetId) => this.row(assetId));
  }

  private row(assetId: number) {
    const { id, key } = accountOf(assetId);
    const [state = '', location = ''] = this.states[assetId % this.states.length] ?? [];
    return {
      ...{ asset_id: String(assetId), account_id: String(id), account_key: key, seq: '1' },
      ...{ state: JSON.parse(state) as unknown, location: JSON.parse(location) as unknown },
    };
  }
}

/** As the last checkpoint of a day has them, in JSON; half have been told to be offline since. */
async function statesAfterADay(): Promise<(readonly [string, string])[]> {
  const { frames } = simulateDay({ vehicles: VEHICLES, seed: 7, start: DAY });
  const stored = new MemoryAssetStates();
  const partitions = new AssetPartitions(stored, new FakeClock(DAY));
  await partitions.assigned(0);
  const received = frames.map((frame) => asReceived(frame));
  await new EnrichPositions(partitions, BLANK_MAP).run(aBatch(received, { publish }));
  await partitions.checkpoint();
  const { states } = await stored.take(0);
  return states.map(({ state, location }, i) => {
    const online = state as object;
    const told = i % 2 === 0 ? { ...online, status: 'offline' } : online;
    return [JSON.stringify(told), JSON.stringify(location)] as const;
  });
}
