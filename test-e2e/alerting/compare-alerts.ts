import type { AlertRecord, AlertType } from '@yipii/domain';
import type { DayVehicle } from '@yipii/simulator';
import type { Alert, AssetDay } from './alerts-of-day';
import { fenceOccasions } from './fence-occasions';
import { shownSeconds, Sightings, time, type Occasion, type Span } from './sightings';
import { LASTS } from './town-rules';

/** km/h, as the rule has it. */
const TOO_FAST = 60;
const SLOW = 55;

export interface Comparison {
  /** For people; none: they agree. */
  readonly differences: readonly string[];
  readonly alerts: number;
  /** That the records leave open, e.g. since a fence was only touched. */
  readonly doubtful: number;
}

type Kind = readonly [type: AlertType, subject: string, occasions: readonly Occasion[]];

/** Compares the alerts about a vehicle with what really happened to it. */
export function compareAlerts(
  vehicle: DayVehicle,
  { records, alerts }: AssetDay,
  fenceIds: readonly number[],
): Comparison {
  const kinds = occasionsOf(vehicle, records, fenceIds);
  const compared = kinds.map(([type, subject, occasions]) => {
    const told = alerts.filter(
      ({ raised }) => raised.incident.type === type && raised.incident.subject === subject,
    );
    return match(told, occasions).map(
      (difference) => `${vehicle.truth.vehicle}: ${difference} ${type} ${subject}`,
    );
  });
  const all = kinds.flatMap(([, , occasions]) => occasions);
  return {
    differences: compared.flat(),
    alerts: alerts.length,
    doubtful: all.filter(({ isCertain }) => !isCertain).length,
  };
}

function occasionsOf(
  { truth }: DayVehicle,
  records: readonly AlertRecord[],
  fenceIds: readonly number[],
): Kind[] {
  const seen = new Sightings(records);
  const ofFences = fenceIds.flatMap((id): Kind[] => {
    const { entries, exits, dwells } = fenceOccasions(truth.visits, id, seen);
    return [
      ['geofence.entered', String(id), entries],
      ['geofence.exited', String(id), exits],
      ['geofence.dwelled', String(id), dwells],
    ];
  });
  return [
    ...ofFences,
    ['speed.exceeded', '', joined(truth.speedings, seen).flatMap((span) => speeding(span, seen))],
    ['device.idling', '', truth.idlings.flatMap((span) => idling(span, seen))],
    ['device.offline', '', silences(records)],
  ];
}

/** Each alert belongs to one occasion, and each certain occasion has one. */
function match(alerts: readonly Alert[], occasions: readonly Occasion[]): string[] {
  const fits = occasions.map(({ alertsFrom, alertsTo }) =>
    alerts.flatMap(({ raised: { at } }, i) => (at >= alertsFrom && at <= alertsTo ? [i] : [])),
  );
  const pairs = new Pairs(fits);
  const order = occasions
    .map((_, i) => i)
    .sort((a, b) => Number(occasions[b]?.isCertain) - Number(occasions[a]?.isCertain));
  for (const occasion of order) pairs.find(occasion);
  const missing = occasions
    .filter(({ isCertain }, i) => isCertain && !pairs.has(i))
    .map(({ what }) => `missing ${what}`);
  const extra = alerts.filter((_, i) => !pairs.taken.has(i)).map(({ raised }) => `extra ${time(raised.at)}`);
  return [...missing, ...extra];
}

/** As many pairs of occasions and alerts as possible: one that has a partner keeps one (Kuhn's algorithm). */
class Pairs {
  /** The occasion of each alert. */
  readonly taken = new Map<number, number>();

  constructor(private readonly fits: readonly (readonly number[])[]) {}

  has(occasion: number): boolean {
    return [...this.taken.values()].includes(occasion);
  }

  find(occasion: number, tried = new Set<number>()): boolean {
    for (const alert of this.fits[occasion] ?? []) {
      if (tried.has(alert)) continue;
      tried.add(alert);
      const other = this.taken.get(alert);
      if (other !== undefined && !this.find(other, tried)) continue;
      this.taken.set(alert, occasion);
      return true;
    }
    return false;
  }
}

/** Between two records nobody sees that a vehicle was slower for a moment. */
function joined(spans: readonly Span[], seen: Sightings): Span[] {
  const all: Span[] = [];
  for (const { from, to } of spans) {
    const last = all.at(-1);
    const isSlower =
      !last || seen.within({ from: last.to, to: from }).some(({ speed }) => (speed ?? 0) <= SLOW);
    if (isSlower) all.push({ from, to });
    else all.splice(-1, 1, { from: last.from, to });
  }
  return all;
}

function speeding({ from, to }: Span, seen: Sightings): Occasion[] {
  if (to - from < LASTS.speeding * 1000) return [];
  const fast = seen.within({ from, to }).filter(({ speed }) => (speed ?? 0) > TOO_FAST);
  return [
    {
      what: `speeding ${time(from)}`,
      ...{ alertsFrom: from + LASTS.speeding * 1000, alertsTo: to },
      isCertain: shownSeconds(fast) >= LASTS.speeding,
    },
  ];
}

function idling({ from, to }: Span, seen: Sightings): Occasion[] {
  const late = 30_000;
  if (to - from < LASTS.idling * 1000 - late) return [];
  const shown = seen.evaluated.filter(({ at }) => at >= from + late && at <= to - late);
  return [
    {
      what: `idling ${time(from)}`,
      ...{ alertsFrom: from + LASTS.idling * 1000 - late, alertsTo: to + late },
      isCertain: shown.every(({ status }) => status === 'idling') && shownSeconds(shown) >= LASTS.idling,
    },
  ];
}

/** Whatever is received ends a silence. */
function silences(records: readonly AlertRecord[]): Occasion[] {
  const heard = records.map(({ receivedAt }) => receivedAt).sort((a, b) => a - b);
  return heard.flatMap((from, i) => {
    const to = heard[i + 1] ?? Infinity;
    const at = from + LASTS.offline * 1000;
    if (to <= at || to === Infinity) return [];
    return [{ what: `silence ${time(from)}`, alertsFrom: at, alertsTo: at, isCertain: true }];
  });
}
