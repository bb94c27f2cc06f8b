import { metresBetween, type Stop, type Trip } from '@yipii/domain';
import type { StatusChange, VehicleTruth } from '@yipii/simulator';
import { statusDifferences } from './compare-statuses';

/** Metres: a parked receiver wanders up to 80 m. */
const PLACE_TOLERANCE = 200;

interface Tolerance {
  /** Share of the kilometres, and metres beside it. */
  readonly share: number;
  readonly metres: number;
  /** ms. */
  readonly time: number;
}

/**
 * By what a device tells: its odometer, or only fixes, whose noise a short trip does not even out. Devices report
 * every 10 to 30 s while they move. Without a speed that can be believed a halt shows later.
 */
export const TOLERANCES = {
  odometer: { share: 0.01, metres: 50, time: 30_000 },
  fixes: { share: 0.01, metres: 150, time: 30_000 },
  fixesAlone: { share: 0.03, metres: 150, time: 50_000 },
} as const satisfies Readonly<Record<string, Tolerance>>;

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
  tolerated: keyof typeof TOLERANCES = 'odometer',
): string[] {
  const tolerance = TOLERANCES[tolerated];
  const { metres } = TOLERANCES.odometer;
  return [
    ...journeyDifferences(result.journeys, truth.journeys, tolerance),
    ...statusDifferences(result.statuses, truth.statuses, tolerance.time),
    ...kmDifference('in all', [result.km, truth.km], { ...tolerance, metres }),
  ].map((difference) => `${truth.vehicle}: ${difference}`);
}

function journeyDifferences(
  results: readonly Journey[],
  truths: readonly Journey[],
  tolerance: Tolerance,
): string[] {
  const found = new Map(truths.map((truth) => [truth, results.find((result) => isSame(result, truth))]));
  const paired = new Set(found.values());
  const extra = results.filter((result) => !paired.has(result));
  return [
    ...[...found].flatMap(([truth, result]) =>
      result ? differencesBetween(result, truth, tolerance) : [`missing ${nameOf(truth)}`],
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

function differencesBetween(result: Journey, truth: Journey, tolerance: Tolerance): string[] {
  const name = nameOf(truth);
  const { time } = tolerance;
  const differences = [
    ...timeDifference(`${name} starts`, [result.start.at, truth.start.at], time),
    ...(isOver(result) === isOver(truth) ? [] : [`${name} is ${isOver(result) ? '' : 'not '}over`]),
    ...(isOver(result) && isOver(truth)
      ? timeDifference(`${name} ends`, [endOf(result), endOf(truth)], time)
      : []),
  ];
  if (result.kind === 'trip' && truth.kind === 'trip')
    return [...differences, ...kmDifference(`${name} has`, [result.distanceKm, truth.distanceKm], tolerance)];
  const metres = Math.round(metresBetween(result.start, truth.start));
  return metres > PLACE_TOLERANCE ? [...differences, `${name} is ${metres} m away`] : differences;
}

function timeDifference(
  what: string,
  [result, truth]: readonly [number, number],
  tolerance: number,
): string[] {
  if (Math.abs(result - truth) <= tolerance) return [];
  const seconds = Math.round((result - truth) / 1000);
  return [`${what} ${Math.abs(seconds)} s too ${seconds > 0 ? 'late' : 'early'}`];
}

function kmDifference(
  what: string,
  [result, truth]: readonly [number | null, number],
  { share, metres }: Tolerance,
): string[] {
  if (result !== null && Math.abs(result - truth) <= truth * share + metres / 1000) return [];
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
