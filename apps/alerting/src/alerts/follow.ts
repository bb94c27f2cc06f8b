import {
  ALERT_TYPES,
  followAsset,
  withdrawRules,
  type AlertEvent,
  type AlertInput,
  type AlertRule,
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

const NONE: readonly AlertEvent[] = [];
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
  const plan = rules.planFor(assetId);
  const registered = rules.asset(assetId);
  const withdrawn = withdraw(asset, plan, input.receivedAt);
  if (!registered) {
    const state = { ...asset, alerts: withdrawn.state, isGone: true };
    return { state, rows: outputsOf(state, withdrawn.events, plan, source) };
  }
  const fences = rules.fencesAround(assetId);
  const world = { assetId, zones, listeningSince, fences, speedLimit: registered.speedLimit };
  const concerned = rulesFor(plan, withdrawn.state, input, fences);
  const { state: alerts, events } = followAsset(withdrawn.state, input, concerned, world);
  const state = { ...asset, alerts, isGone: false };
  const changes = withdrawn.events.length > 0 ? [...withdrawn.events, ...events] : events;
  return { state, rows: outputsOf(state, changes, plan, source) };
}

function withdraw({ alerts, assetId }: WatchedAsset, plan: RulePlan, at: number) {
  const isKept = (ruleId: number): boolean => plan.all.has(ruleId);
  for (const id of alerts.rules.keys()) if (!isKept(id)) return withdrawRules(alerts, isKept, at, assetId);
  return { state: alerts, events: NONE };
}

function outputsOf(
  asset: WatchedAsset,
  events: readonly AlertEvent[],
  { all }: RulePlan,
  source: InputSource,
): AlertOutput[] {
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
