import { STATUSES } from '../position/location-update';
import { NEW_ASSET_ALERTS, type AssetAlerts, type RuleState, type Sight, type Watch } from './alert-state';

/**
 * Restores a stored state. Fields that an older version did not have start empty; a rule whose state is damaged begins
 * anew. Returns null if the state is none.
 */
export function restoreAssetAlerts(stored: unknown): AssetAlerts | null {
  if (!isObject(stored) || !isObject(stored.sight) || !isObject(stored.rules)) return null;
  const sight = { ...NEW_ASSET_ALERTS.sight, ...stored.sight };
  if (!isSight(sight)) return null;
  const rules = Object.entries(stored.rules).filter((entry): entry is [string, RuleState] =>
    isRuleState(entry[1]),
  );
  const dueAt = typeof stored.dueAt === 'number' ? stored.dueAt : null;
  return { version: 1, sight, rules: Object.fromEntries(rules), dueAt };
}

function isSight(sight: Sight): boolean {
  const { at, heardAt, restInterval, status, fix, astray, doubt, jamming } = sight;
  return (
    [at, heardAt, restInterval].every(Number.isFinite) &&
    STATUSES.includes(status) &&
    [fix, astray].every((place) => place === null || isFix(place)) &&
    [doubt, jamming].every((period) => period === null || isPeriod(period))
  );
}

function isFix(value: unknown): boolean {
  return isObject(value) && [value.at, value.lat, value.lng].every(Number.isFinite);
}

function isPeriod(value: unknown): boolean {
  return isObject(value) && [value.since, value.until].every(Number.isFinite);
}

function isRuleState(value: unknown): value is RuleState {
  return (
    isObject(value) &&
    Number.isFinite(value.since) &&
    isObject(value.watches) &&
    Object.values(value.watches).every(isWatch)
  );
}

function isWatch(value: unknown): value is Watch {
  if (!isObject(value)) return false;
  const { since, until, raised, lastRaisedAt, memory } = value;
  return (
    [since, lastRaisedAt].every((time) => time === null || Number.isFinite(time)) &&
    Number.isFinite(until) &&
    (raised === null ||
      (isObject(raised) && Number.isFinite(raised.at) && typeof raised.type === 'string')) &&
    (memory === null || isObject(memory))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
