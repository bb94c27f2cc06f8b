import type { AssetAlerts } from '@yipii/domain';

/** An asset whose rules are followed, with their state. */
export interface WatchedAsset {
  readonly assetId: number;
  readonly accountId: number;
  readonly accountKey: string;
  /** As its last record named it. */
  readonly name: string;
  /** The device that reported last. */
  readonly deviceId: number;
  readonly alerts: AssetAlerts;
  /** Whether the asset was deleted and nothing of it is left to follow. */
  readonly isGone: boolean;
}
