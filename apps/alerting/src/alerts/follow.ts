import {
  ALERT_TYPES,
  followAsset,
  joinEvents,
  NO_EVENTS,
  withdrawRules,
  type AlertEvent,
  type AlertInput,
  type AlertRule,
  type AssetAlerts,
  type Followed,
  type TimeZones,
} from '@yipii/domain';
import type { StateChange } from '@yipii/platform';
import { alertId, type AlertPosition, type EnrichedLocation } from '@yipii/protocol';
import type { AccountRules } from '../rules/account-rules';
import { rulesFor, type RulePlan } from '../rules/rule-plan';
import type { AlertOutput } from './alert-states.ports';
import type { WatchedAsset } from './watched-asset';

/** What is the same for all assets of an account. */
export interface FollowContext {
  readonly rules: AccountRules;
  readonly zones: TimeZones;
  /** See `AlertWorld`. */
  readonly listeningSince: number;
}

/** What the input tells besides what rules need. */
export interface InputSource {
  readonly location: EnrichedLocation | null;
  readonly traceparent: string | null;
}

const NO_SOURCE: InputSource = { location: null, traceparent: null };

/**
 * Returns what an input comes to for an asset: its next state, and the alerts that it raises and clears. Rules that
 * were deleted, or are of this asset no longer, are withdrawn first.
 */
export function follow(
  asset: WatchedAsset,
  input: AlertInput,
  { rules, zones, listeningSince }: FollowContext,
  source = NO_SOURCE,
): StateChange<WatchedAsset, AlertOutput> {
  const { assetId } = asset;
  const { asset: registered, plan, fences } = rules.of(assetId);
  const withdrawn = withdraw(asset, plan, input.receivedAt);
  if (!registered) {
    const state = after(asset, withdrawn.state, true);
    return { state, rows: outputsOf(state, withdrawn.events, plan, source) };
  }
  const world = { assetId, zones, listeningSince, fences, speedLimit: registered.speedLimit };
  const concerned = rulesFor(plan, withdrawn.state, input, fences);
  const { state: alerts, events } = followAsset(withdrawn.state, input, concerned, world);
  const state = after(asset, alerts, false);
  return { state, rows: outputsOf(state, joinEvents(withdrawn.events, events), plan, source) };
}

/** Field by field, since this is done for every record, and a spread is several times as slow. */
function after(
  { assetId, accountId, accountKey, name, deviceId }: WatchedAsset,
  alerts: AssetAlerts,
  isGone: boolean,
): WatchedAsset {
  return { assetId, accountId, accountKey, name, deviceId, alerts, isGone };
}

/** What was raised by rules that the asset has no longer is cleared. */
function withdraw({ alerts, assetId }: WatchedAsset, { all }: RulePlan, at: number): Followed {
  if (alerts.rules.size === 0) return { state: alerts, events: NO_EVENTS };
  return withdrawRules(alerts, all, at, assetId);
}

const NO_OUTPUTS: readonly AlertOutput[] = [];

function outputsOf(
  asset: WatchedAsset,
  events: readonly AlertEvent[],
  { all }: RulePlan,
  source: InputSource,
): readonly AlertOutput[] {
  if (events.length === 0) return NO_OUTPUTS;
  const account = { id: asset.accountId, key: asset.accountKey };
  const { traceparent } = source;
  return events.flatMap((event): AlertOutput[] => {
    const { incident, at: clearedAt, details: data } = event;
    const id = alertId(incident);
    if (event.change === 'cleared') return [{ account, traceparent, cleared: { id, clearedAt, data } }];
    const rule = all.get(incident.ruleId);
    if (!rule) return [];
    return [{ account, traceparent, raised: { id, ...raisedBy(asset, event, rule, source) } }];
  });
}

function raisedBy(
  { accountId, assetId, name, deviceId }: WatchedAsset,
  { incident: { type, raisedAt }, delayed, place, details }: AlertEvent,
  rule: AlertRule,
  { location }: InputSource,
) {
  return {
    ...{ accountId, assetId, assetName: name, deviceId, ruleId: rule.id, ruleName: rule.name },
    ...{ type, category: type.slice(0, type.indexOf('.')), lifetime: ALERT_TYPES[type] },
    ...{ severity: rule.severity, triggeredAt: raisedAt, delayed, data: details },
    position: place && positionAt(place, location),
  };
}

/** The address is known of the position of the record only. */
function positionAt(
  { lat, lng }: NonNullable<AlertEvent['place']>,
  location: EnrichedLocation | null,
): AlertPosition {
  const isThere = location?.lat === lat && location.lng === lng;
  return { lat, lng, address: isThere ? location.address : null };
}
