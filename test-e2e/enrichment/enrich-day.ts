import { NOON, FakeClock } from '@yipii/testing';
import { BLANK_MAP, type StreetMap } from '@yipii/domain';
import type { Envelope, PositionEnriched, PositionReceived } from '@yipii/protocol';
import type { StatusChange } from '@yipii/simulator';
import { AssetPartitions } from '../../apps/enrichment/src/positions/asset-partitions';
import { MemoryAssetStates } from '../../apps/enrichment/src/positions/asset-states.memory';
import { EnrichPositions } from '../../apps/enrichment/src/positions/enrich-positions';
import { WrittenEvents, aBatch } from '../../apps/enrichment/src/positions/scenario';
import type { AssetResult, Journey } from './compare-with-truth';

/** Frames between two checkpoints, each a batch. */
const BATCH = 500;

/** Enrichment of one partition in virtual time, with all that it wrote. */
export class EnrichedDay {
  readonly written = new WrittenEvents();
  private readonly states = new MemoryAssetStates();
  private readonly partitions = new AssetPartitions(this.states, new FakeClock(NOON));
  private readonly enrichment: EnrichPositions;
  private offset: number | null = null;

  constructor(map: StreetMap = BLANK_MAP) {
    this.enrichment = new EnrichPositions(this.partitions, map);
  }

  async run(frames: readonly Envelope<PositionReceived>[]): Promise<void> {
    this.offset ??= await this.partitions.assigned(0);
    for (let i = 0; i < frames.length; i += BATCH) {
      const batch = frames.slice(i, i + BATCH);
      await this.enrichment.run(aBatch(batch, this.written, { firstOffset: this.offset }));
      this.offset += batch.length;
      await this.partitions.checkpoint();
    }
  }

  /** What a repeat must not change; history has each event once, by its id. */
  summary() {
    const { enriched, statuses } = this.written;
    const streamed = enriched.filter(({ event }) => event.unstreamed === null);
    return {
      history: new Set(enriched.map(({ id }) => id)).size,
      streamed: streamed.length,
      statuses: statuses.length,
      journeys: [...this.states.journeys],
      kms: new Map(streamed.map(({ event: { location } }) => [location.assetId, location.odometerKm])),
    };
  }

  /** @param statuses those that clients were told, or those that history has, of late records, too */
  resultOf(assetId: number, statuses: 'stream' | 'history' = 'stream'): AssetResult {
    const events = this.written.enriched
      .map(({ event }) => event)
      .filter(({ location }) => location.assetId === assetId);
    const streamed = events.filter(({ unstreamed }) => unstreamed === null);
    const late = statuses === 'stream' ? [] : events.filter(({ unstreamed }) => unstreamed === 'late');
    const kms = streamed.flatMap(({ location: { odometerKm } }) => odometerKm ?? []);
    const km = kms.length > 0 ? (kms.at(-1) ?? 0) - (kms[0] ?? 0) : null;
    return {
      journeys: this.journeysOf(assetId),
      statuses: this.statusesOf(assetId, [...streamed, ...late]),
      km,
    };
  }

  /** Each with its asset. */
  journeys(): [assetId: number, journey: Journey][] {
    return [...this.states.journeys].map(([key, journey]) => [Number(key.split(' ')[1]), journey]);
  }

  private journeysOf(wanted: number): Journey[] {
    return this.journeys().flatMap(([assetId, journey]) => (assetId === wanted ? [journey] : []));
  }

  /** As clients were told, each by the time that it is of. */
  private statusesOf(assetId: number, streamed: readonly PositionEnriched[]): StatusChange[] {
    const told = this.written.statuses
      .filter(({ event }) => event.assetId === assetId)
      .map(({ occurredAt, event }) => ({ at: occurredAt, status: event.status }));
    return [...streamed.map(({ location: { timestamp: at, status } }) => ({ at, status })), ...told]
      .map(({ at, status }) => ({ at: Date.parse(at), status }))
      .filter((change): change is StatusChange => change.status !== 'offline')
      .sort((a, b) => a.at - b.at);
  }
}
