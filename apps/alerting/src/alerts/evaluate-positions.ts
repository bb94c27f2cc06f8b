import { NEW_ASSET_ALERTS, toAlertRecord, type AssetAlerts, type TimeZones } from '@yipii/domain';
import type { Batch, ConsumedEvent, StateChange } from '@yipii/platform';
import { ownerOf, type PositionEnriched } from '@yipii/protocol';
import type { AccountRules } from '../rules/account-rules';
import type { RuleBook } from '../rules/rule-book';
import type { AlertPartition, AlertPartitions } from './alert-partitions';
import type { AlertOutput } from './alert-states.ports';
import { follow } from './follow';
import type { Hearing } from './hearing';
import type { WatchedAsset } from './watched-asset';

type Change = StateChange<WatchedAsset, AlertOutput>;

/** Evaluates the rules of each asset whose records come in. */
export class EvaluatePositions {
  constructor(
    private readonly partitions: AlertPartitions,
    private readonly rules: RuleBook,
    private readonly hearing: Pick<Hearing, 'sinceIn'>,
    private readonly zones: TimeZones,
  ) {}

  /** @throws PartitionLost */
  async run(batch: Batch<PositionEnriched>): Promise<void> {
    const last = batch.events.at(-1)?.event.location.receivedAt;
    const { partition: number, nextOffset, lag } = batch;
    const lastEventAt = last === undefined ? undefined : Date.parse(last);
    const end = { partition: number, nextOffset, lag, lastEventAt };
    await this.partitions.handleStored(end, async (partition) => {
      await this.rules.read(new Set(batch.events.map((event) => ownerOf(event).id)));
      return this.evaluate(partition, batch.events);
    });
  }

  private evaluate(
    partition: AlertPartition,
    events: readonly ConsumedEvent<PositionEnriched>[],
  ): readonly Change[] {
    const changes = new Map<number, Change>();
    const context = { zones: this.zones, listeningSince: this.hearing.sinceIn(partition) };
    for (const event of events) {
      if (partition.has(event.offset)) continue;
      const { location } = event.event;
      const { id: accountId } = ownerOf(event);
      const rules = this.rules.of(accountId);
      const before = changes.get(location.assetId);
      const alerts = alertsOf(before?.state ?? partition.get(location.assetId), accountId);
      if (!rules || isUnruled(location.assetId, alerts, rules)) continue;
      const { traceparent } = event;
      const change = follow(
        watched(event, alerts),
        toAlertRecord(event.event),
        { ...context, rules },
        { location, traceparent },
      );
      changes.set(location.assetId, { ...change, rows: [...(before?.rows ?? []), ...change.rows] });
    }
    return [...changes.values()];
  }
}

/** Nothing is kept of an asset without rules. */
function isUnruled(assetId: number, alerts: AssetAlerts, rules: AccountRules): boolean {
  return rules.of(assetId).plan.all.size === 0 && alerts.rules.size === 0;
}

/** One that was deleted, or has come to another account, begins anew. */
function alertsOf(before: WatchedAsset | undefined, accountId: number): AssetAlerts {
  const isKnown = before?.isGone === false && before.accountId === accountId;
  return isKnown ? before.alerts : NEW_ASSET_ALERTS;
}

function watched(event: ConsumedEvent<PositionEnriched>, alerts: AssetAlerts): WatchedAsset {
  const { id: accountId, key: accountKey } = ownerOf(event);
  const { deviceId, location } = event.event;
  const { assetId, name } = location;
  return { assetId, accountId, accountKey, name, deviceId, alerts, isGone: false };
}
