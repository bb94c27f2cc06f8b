import { FailureStreak, Logger, type Clock, type EventPublisher, type Health } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import type { AssetPartitions } from '../positions/asset-partitions';
import { wentOffline } from '../positions/events';
import type { Asset, OwnedPartition } from '../positions/owned-partition';
import type { OfflineSettings } from './offline-settings.ports';

const DEFAULT_OFFLINE_AFTER_MS = 900_000;
/** A round that comes this late means that the process stood still. */
const STOOD_STILL_MS = 5_000;

/**
 * Tells once when an asset was not heard of for too long. Silence counts only while we listened: after a
 * takeover, after anything this process needs was away, and after it stood still, everybody gets the full
 * time again, and behind a backlog time goes no further than what was read of it. So an outage of ours
 * declares nothing offline.
 */
export class WatchSilence {
  private readonly streak = new FailureStreak(new Logger('offline'), {});
  private readonly offlineAfterMs = new Map<number, number>();
  private listeningSince: number;
  private lastRound: number;

  constructor(
    private readonly partitions: AssetPartitions,
    private readonly settings: OfflineSettings,
    private readonly publisher: EventPublisher,
    private readonly health: Health,
    private readonly clock: Clock,
  ) {
    this.listeningSince = this.lastRound = clock.now();
  }

  /** One round; never rejects. */
  async run(): Promise<void> {
    const now = this.clock.now();
    if (this.wasDeaf(now)) this.listeningSince = now;
    this.lastRound = now;
    try {
      for (const partition of this.partitions.all()) await this.look(partition, now);
      this.streak.succeeded();
    } catch (error) {
      this.listeningSince = this.clock.now();
      this.streak.failed('silent assets can not be told', error);
    }
  }

  /** Its setting is read anew. */
  forget(assetId: number): void {
    this.offlineAfterMs.delete(assetId);
  }

  private wasDeaf(now: number): boolean {
    return now - this.lastRound > STOOD_STILL_MS || Object.keys(this.health.problems()).length > 0;
  }

  private async look(partition: OwnedPartition, now: number): Promise<void> {
    if (partition.waiting) return;
    const online = [...partition.all()].filter(({ state }) => state.status !== 'offline');
    await this.readSettings(online);
    const until = partition.seenUntil(now);
    const since = Math.max(this.listeningSince, partition.takenAt);
    const silent = online.filter(
      ({ assetId, state }) => until - Math.max(state.heardAt, since) >= this.limitOf(assetId),
    );
    if (silent.length > 0) await this.tell(partition, silent);
  }

  private async tell(partition: OwnedPartition, silent: readonly Asset[]): Promise<void> {
    const events = silent.map(({ state, ...asset }) =>
      wentOffline(
        { ...asset, ignition: state.motion.ignition, heardAt: state.heardAt },
        this.limitOf(asset.assetId),
      ),
    );
    await this.publisher.publish(topics.statusChanged, events);
    for (const asset of silent) {
      const heardMeanwhile = partition.asset(asset.assetId) !== asset;
      if (!heardMeanwhile)
        partition.apply({
          ...asset,
          state: { ...asset.state, status: 'offline' },
          location: null,
          journeys: [],
        });
    }
  }

  private limitOf(assetId: number): number {
    return this.offlineAfterMs.get(assetId) ?? DEFAULT_OFFLINE_AFTER_MS;
  }

  private async readSettings(assets: readonly Asset[]): Promise<void> {
    const unknown = assets.map(({ assetId }) => assetId).filter((id) => !this.offlineAfterMs.has(id));
    if (unknown.length === 0) return;
    const found = await this.settings.offlineAfterMs(unknown);
    for (const id of unknown) this.offlineAfterMs.set(id, found.get(id) ?? DEFAULT_OFFLINE_AFTER_MS);
  }
}
