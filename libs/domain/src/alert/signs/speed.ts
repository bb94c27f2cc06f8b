import type { ConditionOf, SpeedLimit } from '../alert-condition';
import type { AlertWorld } from '../alert-input';
import type { Watch, WatchMemory } from '../alert-state';
import type { Moment } from '../moment';
import { numberOf } from '../readings';
import { isVague } from './crossing';
import { durationSeconds, isQuiet, lasting, NO_SIGNS, type LastingSign, type ReadSigns } from '../sign';

type SpeedCondition = ConditionOf<'speed.exceeded'>;

/** Longer apart, two fast fixes say nothing about the time between them. Ms. */
const LONGEST_GAP = 180_000;

/** Exceeds its limit until it is slower by the hysteresis. Doubted and vague fixes change nothing. */
export const speedSigns: ReadSigns<SpeedCondition> = (watches, moment, condition, world) => {
  const watch = watches.get('');
  const speed = speedOf(moment, condition);
  if (speed === null && isQuiet(watches, null)) return NO_SIGNS;
  if (speed === null) return [lasting(condition.type, moment, null, { memory: watch?.memory ?? null })];
  const limit = limitAt(condition.limit, moment, world);
  const holds = isExceeded(speed, limit, condition);
  if (isQuiet(watches, holds)) return NO_SIGNS;
  return [speeding(watch, moment, condition, { speed, limit, holds })];
};

interface Reading {
  readonly speed: number;
  readonly limit: number | null | 'none';
  readonly holds: boolean | null;
}

function speeding(
  watch: Watch | undefined,
  moment: Moment,
  condition: SpeedCondition,
  { speed, limit, holds }: Reading,
): LastingSign {
  const peak = peakOf(watch, moment.at, speed);
  return lasting(condition.type, moment, holds, {
    minMs: condition.minSeconds * 1000,
    longestGap: LONGEST_GAP,
    memory: isUnderWay(watch) || holds === true ? peakMemory(watch, peak) : null,
    details: (from, to) => ({ limit, speed, peak, ...durationSeconds(from, to) }),
    ended: (from, to) => ({ peak, ...durationSeconds(from, to) }),
  });
}

function peakMemory(watch: Watch | undefined, peak: number): WatchMemory {
  return watch?.memory?.peak === peak ? watch.memory : { peak };
}

/** Null: unknown, or not to be trusted. */
function speedOf({ record, to }: Moment, { maxAccuracyM }: SpeedCondition): number | null {
  return record && to && !isVague(to, maxAccuracyM) ? record.speed : null;
}

function peakOf(watch: Watch | undefined, at: number, speed: number): number {
  if (!watch || !isUnderWay(watch)) return speed;
  const isNew = watch.raised === null && at - watch.until > LONGEST_GAP;
  return isNew ? speed : Math.max(speed, Number(watch.memory?.peak ?? 0));
}

function isUnderWay(watch: Watch | undefined): boolean {
  return watch !== undefined && watch.since !== null;
}

/** Null: can't be told, or neither too fast nor certainly slow enough. */
function isExceeded(
  speed: number,
  limit: number | null | 'none',
  { hysteresisKmh }: SpeedCondition,
): boolean | null {
  if (limit === 'none') return false;
  if (limit === null) return null;
  if (speed > limit) return true;
  return speed <= limit - hysteresisKmh ? false : null;
}

/** Returns km/h; null: unknown on this street; `none`: nothing limits it here. */
function limitAt(limit: SpeedLimit, moment: Moment, { speedLimit }: AlertWorld): number | null | 'none' {
  if (limit.by === 'fixed') return limit.kmh;
  if (limit.by === 'asset') return speedLimit === null ? 'none' : speedLimit + limit.overKmh;
  if (limit.by === 'geofence') return lowestOf(limit.fences, moment);
  const street = moment.record && numberOf(moment.record, 'speedLimit');
  return street === null ? null : street + limit.overKmh;
}

function lowestOf(
  limits: Extract<SpeedLimit, { by: 'geofence' }>['fences'],
  { near, to }: Moment,
): number | 'none' {
  const inside = new Set(near.filter((fence) => to && fence.distance(to) <= 0).map(({ id }) => id));
  const kmhs = limits.filter(({ geofenceId }) => inside.has(geofenceId)).map(({ kmh }) => kmh);
  return kmhs.length > 0 ? Math.min(...kmhs) : 'none';
}
