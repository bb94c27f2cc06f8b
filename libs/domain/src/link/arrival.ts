import { metresBetween, type Place } from '../position/place';
import type { VehicleFix } from './vehicle-fix';

/** When a vehicle has arrived at a place. */
export interface ArrivalRule extends Place {
  /** Metres. */
  readonly radiusM: number;
  /** How long it must stand there; less is a drive past. */
  readonly dwellSeconds: number;
  /** How long after its arrival the link ends. */
  readonly graceMinutes: number;
}

/** How far an arrival has come. */
export interface ArrivalProgress {
  /** Where and since when (epoch ms) the vehicle has been standing at the destination; null: it is not. */
  readonly stand: ArrivalStand | null;
  /** Since when it is there, if it has stood there long enough, epoch ms. It stays, whatever the vehicle does next. */
  readonly arrivedAt: number | null;
}

interface ArrivalStand extends Place {
  readonly since: number;
  /** Its engine is off: trackers then report every few minutes only, so that silence says that it still stands. */
  readonly parked: boolean;
}

export const ON_THE_WAY: ArrivalProgress = { stand: null, arrivedAt: null };

/** km/h; what is faster has not come to stand. */
const WALKING_PACE = 10;
/** Metres that the fixes of a standing vehicle are apart, where their accuracy is not known. */
const NOISE = 30;
/** So many times its accuracy a fix may be off. */
const ACCURACIES = 2;

/**
 * Returns the progress after another fix. A vehicle stands while its fixes stay together; one that creeps through the
 * circle in a queue does not. Fixes that are vaguer than the circle say nothing.
 */
export function approach(progress: ArrivalProgress, fix: VehicleFix, rule: ArrivalRule): ArrivalProgress {
  if (!isNews(progress, fix) || accuracyOf(fix) > Math.max(rule.radiusM, NOISE)) return progress;
  const metres = metresBetween(fix, rule);
  if (metres - accuracyOf(fix) > rule.radiusM) return ON_THE_WAY;
  const stand = standAfter(progress.stand, fix) ?? (metres <= rule.radiusM ? standAt(fix) : null);
  return stand ? arrivedBy({ stand, arrivedAt: null }, fix.at, rule) : ON_THE_WAY;
}

/** Returns the progress where nothing has been heard until `now`, epoch ms. */
export function awaitArrival(progress: ArrivalProgress, now: number, rule: ArrivalRule): ArrivalProgress {
  return progress.stand?.parked && progress.arrivedAt === null ? arrivedBy(progress, now, rule) : progress;
}

/** When `awaitArrival` finds it arrived, or the link ends after its arrival, epoch ms; null: that depends on its next fixes. */
export function arrivalDueAt({ stand, arrivedAt }: ArrivalProgress, rule: ArrivalRule): number | null {
  if (arrivedAt !== null) return arrivalEndsAt(arrivedAt, rule);
  return stand?.parked ? stand.since + rule.dwellSeconds * 1_000 : null;
}

/** When a link ends whose vehicle has been there since `arrivedAt`; epoch ms both. */
export function arrivalEndsAt(arrivedAt: number, { dwellSeconds, graceMinutes }: ArrivalRule): number {
  return arrivedAt + Math.max(dwellSeconds * 1_000, graceMinutes * 60_000);
}

function arrivedBy(progress: ArrivalProgress, now: number, { dwellSeconds }: ArrivalRule): ArrivalProgress {
  const { stand } = progress;
  return stand && now - stand.since >= dwellSeconds * 1_000
    ? { ...progress, arrivedAt: stand.since }
    : progress;
}

function isNews({ stand, arrivedAt }: ArrivalProgress, { at }: VehicleFix): boolean {
  return arrivedAt === null && at >= (stand?.since ?? -Infinity);
}

function accuracyOf({ accuracy }: VehicleFix): number {
  return accuracy ?? 0;
}

/** Null: it does not stand where it stood. */
function standAfter(stand: ArrivalStand | null, fix: VehicleFix): ArrivalStand | null {
  if (!stand) return null;
  const noise = Math.max(NOISE, ACCURACIES * accuracyOf(fix));
  return metresBetween(stand, fix) <= noise ? { ...stand, parked: isParked(fix) } : null;
}

/** Null: it drives. */
function standAt(fix: VehicleFix): ArrivalStand | null {
  if ((fix.speed ?? 0) >= WALKING_PACE) return null;
  return { lat: fix.lat, lng: fix.lng, since: fix.at, parked: isParked(fix) };
}

function isParked({ status }: VehicleFix): boolean {
  return status === 'stopped';
}
