import type { ConditionOf } from '../alert-condition';
import { numberOf } from '../readings';
import { instant, type ReadSigns, type Sign } from '../sign';

/** Readings whose median is the level: fuel sloshes, and sensors stutter. */
const SMOOTHED = 5;
/** Readings after it has driven off that still tell what was lost at the stop. */
const AFTERWARDS = 3;
/** Levels kept of the time to compare with. */
const LEVELS = 24;

interface FuelMemory {
  /** The newest readings, percent. */
  readonly recent: readonly number[];
  /** Times and smoothed levels in turn, of this stop; empty: it drives. */
  readonly levels: readonly number[];
  /** Readings since it drove off. */
  readonly driven: number;
}

const NOTHING: FuelMemory = { recent: [], levels: [], driven: 0 };

/** Fuel that is lost while the asset stands: by a median of readings, so that neither slosh nor one wrong value counts. */
export const fuelDropSigns: ReadSigns<ConditionOf<'device.fuel_drop'>> = (watches, moment, condition) => {
  const reading = moment.record && numberOf(moment.record, 'fuelLevel');
  if (!moment.record || reading === null) return [];
  const before = (watches.get('')?.memory ?? NOTHING) as unknown as FuelMemory;
  const driven = moment.record.status === 'moving' ? before.driven + 1 : 0;
  const after = { recent: [...before.recent, reading].slice(-SMOOTHED), driven };
  if (driven > AFTERWARDS) return [instant(condition.type, null, { memory: { ...after, levels: [] } })];
  return [compare(before, after, moment.at, condition)];
};

function compare(
  before: FuelMemory,
  after: Omit<FuelMemory, 'levels'>,
  at: number,
  { type, dropPercent, withinSeconds }: ConditionOf<'device.fuel_drop'>,
): Sign {
  const within = withinSeconds * 1000;
  const levels = before.levels.length > 0 ? newest(before.levels, at - within) : atArrival(before, at);
  const level = median(after.recent);
  const highest = Math.max(...levels.filter((_, index) => index % 2 === 1), -Infinity);
  const isDrop = after.recent.length >= AFTERWARDS && highest - level >= dropPercent;
  const kept = isDrop ? [at, level] : noted(levels, [at, level], within / LEVELS);
  return instant(type, isDrop ? at : null, {
    details: { before: highest, after: level },
    memory: { ...after, levels: kept },
  });
}

function atArrival({ recent }: FuelMemory, at: number): readonly number[] {
  return recent.length > 0 ? [at, median(recent)] : [];
}

/** The newest level before that time is still the one from which it fell. */
function newest(levels: readonly number[], from: number): readonly number[] {
  let first = 0;
  while (first + 2 < levels.length && (levels[first + 2] ?? 0) <= from) first += 2;
  return levels.slice(first);
}

/** Keeps levels at equal intervals, so that there are never too many. */
function noted(
  levels: readonly number[],
  [at, level]: readonly [at: number, level: number],
  interval: number,
): readonly number[] {
  return at - (levels.at(-2) ?? -Infinity) >= interval ? [...levels, at, level] : levels;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
