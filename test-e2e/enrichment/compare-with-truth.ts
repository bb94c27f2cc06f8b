import { metresBetween, type Stop, type Trip } from '@yipii/domain';
import type { StatusChange, VehicleTruth } from '@yipii/simulator';
import { statusDifferences } from './compare-statuses';

/** ms: devices report every 10 to 30 s while they move. */
export const TIME_TOLERANCE = 30_000;
/** Metres: a parked receiver wanders up to 80 m. */
const PLACE_TOLERANCE = 200;

/** Metres beside 1 %, by what a device tells: its odometer, or only fixes, whose noise a short trip does not even out. */
export const KM_TOLERANCE = { odometer: 50, fixes: 150 } as const;

export type Journey = Trip | Stop;

/** What was made of a vehicle's records. */
export interface AssetResult {
  /** In any order. */
  readonly journeys: readonly Journey[];
  /** In the order of time. */
  readonly statuses: readonly StatusChange[];
  /** Driven in all; null: unknown. */
  readonly km: number | null;
}

/** Every difference that is more than the records' own uncertainty, for people; none: they agree. */
export function compareWithTruth(
  result: AssetResult,
  truth: Pick<VehicleTruth, 'vehicle' | 'journeys' | 'statuses' | 'km'>,
  countedBy: keyof typeof KM_TOLERANCE = 'odometer',
): string[] {
  const metres = KM_TOLERANCE[countedBy];
  return [
    ...journeyDifferences(result.journeys, truth.journeys, metres),
    ...statusDifferences(result.statuses, truth.statuses, TIME_TOLERANCE),
    ...kmDifference('in all', [result.km, truth.km], KM_TOLERANCE.odometer),
  ].map((difference) => `${truth.vehicle}: ${difference}`);
}

function journeyDifferences(
  results: readonly Journey[],
  truths: readonly Journey[],
  metres: number,
): string[] {
  const found = new Map(truths.map((truth) => [truth, results.find((result) => isSame(result, truth))]));
  const paired = new Set(found.values());
  const extra = results.filter((result) => !paired.has(result));
  return [
    ...[...found].flatMap(([truth, result]) =>
      result ? differencesBetween(result, truth, metres) : [`missing ${nameOf(truth)}`],
    ),
    ...extra.map((result) => `extra ${nameOf(result)}`),
  ];
}

/** Whether two journeys share more than half of the time that either takes. */
function isSame(a: Journey, b: Journey): boolean {
  if (a.kind !== b.kind) return false;
  const shared = Math.min(endOf(a), endOf(b)) - Math.max(a.start.at, b.start.at);
  const longer = Math.max(endOf(a) - a.start.at, endOf(b) - b.start.at);
  return shared * 2 > longer;
}

function differencesBetween(result: Journey, truth: Journey, tolerance: number): string[] {
  const name = nameOf(truth);
  const differences = [
    ...timeDifference(`${name} starts`, result.start.at, truth.start.at),
    ...(isOver(result) === isOver(truth) ? [] : [`${name} is ${isOver(result) ? '' : 'not '}over`]),
    ...(isOver(result) && isOver(truth) ? timeDifference(`${name} ends`, endOf(result), endOf(truth)) : []),
  ];
  if (result.kind === 'trip' && truth.kind === 'trip')
    return [...differences, ...kmDifference(`${name} has`, [result.distanceKm, truth.distanceKm], tolerance)];
  const metres = Math.round(metresBetween(result.start, truth.start));
  return metres > PLACE_TOLERANCE ? [...differences, `${name} is ${metres} m away`] : differences;
}

function timeDifference(what: string, result: number, truth: number): string[] {
  if (Math.abs(result - truth) <= TIME_TOLERANCE) return [];
  const seconds = Math.round((result - truth) / 1000);
  return [`${what} ${Math.abs(seconds)} s too ${seconds > 0 ? 'late' : 'early'}`];
}

/** 1 % and some metres. */
function kmDifference(what: string, km: readonly [number | null, number], metres: number): string[] {
  const [result, truth] = km;
  if (result !== null && Math.abs(result - truth) <= truth * 0.01 + metres / 1000) return [];
  return [`${what} ${result?.toFixed(3) ?? 'unknown'} km instead of ${truth.toFixed(3)}`];
}

function isOver(journey: Journey): boolean {
  return journey.kind === 'trip' ? journey.over : journey.endedAt !== null;
}

/** Infinity where it lasts. */
function endOf(journey: Journey): number {
  if (journey.kind === 'trip') return journey.end.at;
  return journey.endedAt ?? Number.MAX_SAFE_INTEGER;
}

function nameOf(journey: Journey): string {
  const end = journey.kind === 'stop' && journey.endedAt === null ? '' : clock(endOf(journey));
  return `${journey.kind} ${clock(journey.start.at)}–${end}`;
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
