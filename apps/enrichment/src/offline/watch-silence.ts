import {
  DueKeys,
  FailureStreak,
  Logger,
  type Clock,
  type EventPublisher,
  type Listening,
  type StateKey,
} from '@yipii/platform';
import { topics, type RegistryChanged } from '@yipii/protocol';
import {
  isOffline,
  toStateChange,
  type AssetPartition,
  type AssetPartitions,
} from '../positions/asset-partitions';
import type { Asset } from '../positions/asset-states.ports';
import { toFeed, wentOffline } from '../positions/events';
import type { OfflineSettings } from './offline-settings.ports';

const DEFAULT_OFFLINE_AFTER_MS = 900_000;
/** In the next round. */
const NOW = 0;

/**
 * Tells once when an asset was not heard of for too long. Silence counts only while we listened
 * ({@link Listening}), and behind a backlog time goes no further than what was read of it. So an outage of ours
 * declares nothing offline. A round looks only at assets that have come online since the last one, or may have been silent
 * for long enough by now.
 */
export class WatchSilence {
  private readonly streak = new FailureStreak(new Logger('offline'), {});
  private readonly due = new WeakMap<AssetPartition, DueKeys>();

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

  /** Looks at an asset whose timeout may have become shorter. */
  changed({ kind, id }: RegistryChanged): void {
    if (kind !== 'asset') return;
    for (const partition of this.partitions.all()) if (partition.get(id)) this.dueIn(partition).at(id, NOW);
  }

  private async look(partition: AssetPartition, now: number): Promise<void> {
    if (partition.isBusy) return;
    const due = this.dueIn(partition);
    for (const key of partition.takeChanged()) if (!due.has(key)) due.at(key, NOW);
    const until = partition.seenUntil(now);
    const keys = due.take(until);
    if (keys.length === 0) return;
    try {
      await this.lookAt(partition, keys, until);
    } catch (error) {
      for (const key of keys) due.at(key, NOW);
      throw error;
    }
  }

  private async lookAt(partition: AssetPartition, keys: readonly StateKey[], until: number): Promise<void> {
    const online = keys.flatMap((key) => partition.get(key) ?? []).filter((asset) => !isOffline(asset));
    const settings = await this.settings.settingsOf(online.map(({ assetId }) => assetId));
    const limitOf = ({ assetId }: Asset): number =>
      settings.get(assetId)?.afterMs ?? DEFAULT_OFFLINE_AFTER_MS;
    const since = this.listening.sinceIn(partition);
    const silentAt = (asset: Asset): number => Math.max(asset.state.heardAt, since) + limitOf(asset);
    const silent = online.filter((asset) => silentAt(asset) <= until);
    for (const asset of online) this.dueIn(partition).at(asset.assetId, silentAt(asset));
    if (silent.length > 0) await this.tell(partition, silent, limitOf);
  }

  private dueIn(partition: AssetPartition): DueKeys {
    const due = this.due.get(partition) ?? new DueKeys();
    this.due.set(partition, due);
    return due;
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
