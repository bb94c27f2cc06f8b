import { STATUSES } from '../position/location-update';
import { NEW_ASSET_ALERTS, type AssetAlerts, type RuleState, type Sight, type Watch } from './alert-state';

/** A rule's state as it is stored. */
interface StoredRule extends Omit<RuleState, 'watches'> {
  readonly watches: Readonly<Record<string, Watch>>;
}

/** Returns what `restoreAssetAlerts` reads, as plain JSON. */
export function toStoredAlerts({ rules, ...alerts }: AssetAlerts): object {
  const stored = [...rules].map(([id, { since, watches }]): [number, StoredRule] => [
    id,
    { since, watches: Object.fromEntries(watches) },
  ]);
  return { ...alerts, rules: Object.fromEntries(stored) };
}

/**
 * Restores a stored state. Fields that an older version did not have start empty; a rule whose state is damaged begins
 * anew. Returns null if the state is none.
 */
export function restoreAssetAlerts(stored: unknown): AssetAlerts | null {
  if (!isObject(stored) || !isObject(stored.sight) || !isObject(stored.rules)) return null;
  const sight = { ...NEW_ASSET_ALERTS.sight, ...stored.sight };
  if (!isSight(sight)) return null;
  const rules = Object.entries(stored.rules).flatMap(([id, rule]): [number, RuleState][] =>
    isStoredRule(rule) ? [[Number(id), { ...rule, watches: new Map(Object.entries(rule.watches)) }]] : [],
  );
  const dueAt = typeof stored.dueAt === 'number' ? stored.dueAt : null;
  return { version: 1, sight, rules: new Map(rules), dueAt };
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

function isStoredRule(value: unknown): value is StoredRule {
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
