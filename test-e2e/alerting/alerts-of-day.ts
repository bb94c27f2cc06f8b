import {
  followAsset,
  NEW_ASSET_ALERTS,
  toAlertRecord,
  type AlertEvent,
  type AlertRecord,
  type AlertRule,
  type AlertWorld,
  type AssetAlerts,
} from '@yipii/domain';
import type { FleetDay } from '@yipii/simulator';
import { asReceived } from '../../apps/enrichment/src/positions/scenario';
import { EnrichedDay } from '../enrichment/enrich-day';

/** A condition that was raised, and its end if it had one. */
export interface Alert {
  readonly raised: AlertEvent;
  readonly cleared: AlertEvent | null;
}

/** What an asset's records came to. */
export interface AssetDay {
  /** As they were evaluated. */
  readonly records: readonly AlertRecord[];
  readonly alerts: readonly Alert[];
}

/** Runs a day's frames through enrichment and then through rules, until its end in epoch ms. */
export async function alertsOfDay(
  day: FleetDay,
  rules: readonly AlertRule[],
  world: Omit<AlertWorld, 'assetId'>,
  end: number,
): Promise<ReadonlyMap<number, AssetDay>> {
  const enriched = new EnrichedDay();
  await enriched.run(day.frames.map(asReceived));
  const records = new Map<number, AlertRecord[]>();
  for (const { event } of enriched.written.enriched) {
    const { assetId } = event.location;
    records.set(assetId, [...(records.get(assetId) ?? []), toAlertRecord(event)]);
  }
  return new Map(
    [...records].map(([assetId, all]) => [assetId, follow(all, rules, { ...world, assetId }, end)]),
  );
}

function follow(
  records: readonly AlertRecord[],
  rules: readonly AlertRule[],
  world: AlertWorld,
  end: number,
): AssetDay {
  let state: AssetAlerts = NEW_ASSET_ALERTS;
  const events: AlertEvent[] = [];
  for (const input of [...records, { kind: 'clock' as const, receivedAt: end }]) {
    const followed = followAsset(state, input, rules, world);
    ({ state } = followed);
    events.push(...followed.events);
  }
  return { records, alerts: paired(events) };
}

/** @throws Error if anything was raised twice or cleared without a raise */
function paired(events: readonly AlertEvent[]): Alert[] {
  const alerts = new Map<string, Alert>();
  for (const event of events) {
    const incident = JSON.stringify(event.incident);
    const alert = alerts.get(incident);
    const isRaise = event.change === 'raised';
    if (isRaise === (alert !== undefined) || alert?.cleared)
      throw new Error(`${event.change} twice: ${incident}`);
    alerts.set(incident, alert ? { ...alert, cleared: event } : { raised: event, cleared: null });
  }
  return [...alerts.values()];
}
