import { FailureStreak, Logger, type Clock, type EventPublisher, type Listening } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { toStateChange, type AssetPartition, type AssetPartitions } from '../positions/asset-partitions';
import type { Asset } from '../positions/asset-states.ports';
import { toFeed, wentOffline } from '../positions/events';
import type { OfflineSettings } from './offline-settings.ports';

const DEFAULT_OFFLINE_AFTER_MS = 900_000;

/**
 * Tells once when an asset was not heard of for too long. Silence counts only while we listened
 * ({@link Listening}), and behind a backlog time goes no further than what was read of it. So an outage of ours
 * declares nothing offline.
 */
export class WatchSilence {
  private readonly streak = new FailureStreak(new Logger('offline'), {});

  constructor(
    private readonly partitions: AssetPartitions,
    private readonly settings: OfflineSettings,
    private readonly publisher: EventPublisher,
    private readonly listening: Listening,
    private readonly clock: Clock,
  ) {}

  /** Runs one round; never rejects. */
  async run(): Promise<void> {
    const now = this.clock.now();
    this.listening.check();
    try {
      for (const partition of this.partitions.all()) await this.look(partition, now);
      this.streak.succeeded();
    } catch (error) {
      this.listening.interrupt();
      this.streak.failed('silent assets can not be told', error);
    }
  }

  private async look(partition: AssetPartition, now: number): Promise<void> {
    if (partition.isBusy) return;
    const online = [...partition.all()].filter(({ state }) => state.status !== 'offline');
    const settings = await this.settings.settingsOf(online.map(({ assetId }) => assetId));
    const limitOf = ({ assetId }: Asset): number =>
      settings.get(assetId)?.afterMs ?? DEFAULT_OFFLINE_AFTER_MS;
    const until = partition.seenUntil(now);
    const since = this.listening.sinceIn(partition);
    const silent = online.filter((asset) => until - Math.max(asset.state.heardAt, since) >= limitOf(asset));
    if (silent.length > 0) await this.tell(partition, silent, limitOf);
  }

  private async tell(
    partition: AssetPartition,
    silent: readonly Asset[],
    limitOf: (asset: Asset) => number,
  ): Promise<void> {
    const events = silent.map(({ state, ...asset }) =>
      wentOffline(
        { ...asset, ignition: state.motion.ignition, heardAt: state.heardAt },
        limitOf({ state, ...asset }),
      ),
    );
    await this.publisher.publish(topics.statusChanged, events);
    for (const [index, asset] of silent.entries()) {
      const told = events[index];
      const heardMeanwhile = partition.get(asset.assetId) !== asset;
      if (!heardMeanwhile)
        partition.apply(
          toStateChange({
            ...asset,
            state: { ...asset.state, status: 'offline' },
            location: null,
            journeys: [],
            events: told ? [toFeed(told, null)] : [],
          }),
        );
    }
  }
}
