import type { AlertEvent } from './alert-event';
import type { AlertRecord, AlertWorld } from './alert-input';
import type { AlertRule } from './alert-rule';
import { NEW_ASSET_ALERTS } from './alert-state';
import { followAsset } from './follow-asset';

/** An alert that a rule would have raised. Its end is null if it would not have been over. */
export interface PreviewedAlert {
  readonly raised: AlertEvent;
  readonly cleared: AlertEvent | null;
}

/**
 * Returns the alerts that a rule would have raised for an asset, had it been in force.
 *
 * @param records of the asset, in the order of their arrival
 * @param now epoch ms; time has passed until then
 */
export function previewRule(
  rule: AlertRule,
  records: readonly AlertRecord[],
  now: number,
  world: AlertWorld,
): readonly PreviewedAlert[] {
  const always = [{ ...rule, since: 0 }];
  const alerts = new Map<string, PreviewedAlert>();
  let state = NEW_ASSET_ALERTS;
  for (const input of [...records, { kind: 'clock' as const, receivedAt: now }]) {
    const followed = followAsset(state, input, always, world);
    ({ state } = followed);
    for (const event of followed.events) note(alerts, event);
  }
  return [...alerts.values()];
}

function note(alerts: Map<string, PreviewedAlert>, event: AlertEvent): void {
  const incident = JSON.stringify(event.incident);
  const known = alerts.get(incident);
  if (event.change === 'raised') alerts.set(incident, { raised: event, cleared: null });
  else if (known) alerts.set(incident, { ...known, cleared: event });
}
