import type { Fence } from '../geofence/fence';
import { metresBetween } from '../position/place';
import type { AlertInput, AlertRecord, FenceLookup } from './alert-input';
import type { Sight, TrustedFix } from './alert-state';
import { trust } from './trust';

/** An input as the rules of its asset see it. */
export interface Moment {
  /** What it is evidence of, epoch ms: the fix time of a record, else our clock. */
  readonly at: number;
  /** Our clock when it was received. */
  readonly now: number;
  /** Null: nothing was reported, time passes. */
  readonly record: AlertRecord | null;
  /** After it. */
  readonly sight: Sight;
  /** The trusted fix before it. */
  readonly from: TrustedFix | null;
  /** Its place; null: it has none, or none that is trusted. Fences and speed are frozen then. */
  readonly to: TrustedFix | null;
  /** The fences between the two fixes, by their boxes. */
  readonly near: readonly Fence[];
}

/** Ahead of our clock by more than this, a time is wrong. */
const CLOCK_TOLERANCE = 300_000;
/** Metres that the fixes of an asset wander while it stands. */
const RESTLESS = 100;
/** Between two fixes so near in time nobody drives this much faster than at either of them. */
const SHORT_SECONDS = 60;
const FASTER = 1.2;
const NO_FENCES: readonly Fence[] = [];

/** Returns what an input shows; null: it is older than what was evaluated, and shows nothing. */
export function momentOf(before: Sight, input: AlertInput, fences: FenceLookup): Moment | null {
  const now = input.receivedAt;
  if (input.kind === 'clock')
    return { at: now, now, record: null, sight: before, from: before.fix, to: null, near: NO_FENCES };
  const at = timeOf(before, input);
  if (at === null) return null;
  const trusted = trust(before, input, at);
  const { fix, astray } = trusted.place ? placeOf(before, input, at) : { fix: null, astray: before.astray };
  const sight: Sight = {
    at: Math.max(before.at, at),
    heardAt: Math.max(before.heardAt, now),
    status: input.status,
    fix: fix ?? before.fix,
    astray,
    restInterval: restInterval(before, input, at),
    doubt: trusted.doubt,
    jamming: trusted.jamming,
  };
  const near = fix ? fences.along(before.fix ?? fix, fix) : NO_FENCES;
  return { at, now, record: input, sight, from: before.fix, to: fix, near };
}

/** Null: it is late. A record whose clock is wrong is as old as the one before it. */
function timeOf({ at: newest }: Sight, { at, receivedAt, unstreamed }: AlertRecord): number | null {
  const isWrong = unstreamed === 'insane' || unstreamed === 'future' || at > receivedAt + CLOCK_TOLERANCE;
  if (isWrong) return newest > 0 ? newest : receivedAt;
  return unstreamed === 'late' || at < newest ? null : at;
}

/**
 * While an asset stands, it is where it came to rest: its fixes wander, and cross no fence. A fix where it can hardly be
 * must be confirmed by the next.
 */
function placeOf(before: Sight, record: AlertRecord, at: number): Pick<Sight, 'fix' | 'astray'> {
  const { lat, lng, accuracy, speed } = record;
  if (lat === null || lng === null) return { fix: null, astray: before.astray };
  const place = { at, lat, lng, accuracy, speed };
  if (!before.fix) return { fix: place, astray: null };
  const metres = metresBetween(before.fix, place);
  const stands = record.status !== 'moving' && before.status !== 'moving';
  if (stands && metres < RESTLESS) return { fix: { ...before.fix, at, accuracy, speed }, astray: null };
  const isExpected = !stands && !isTooFar(before.fix, place, metres);
  const isKnown = isExpected || isConfirmed(before.astray, place, stands);
  return isKnown ? { fix: place, astray: null } : { fix: null, astray: place };
}

function isConfirmed(astray: TrustedFix | null, place: TrustedFix, stands: boolean): boolean {
  return astray !== null && (!stands || metresBetween(astray, place) < RESTLESS);
}

/** Whether it is farther away than the speeds before and after allow, though these were hardly exceeded in between. */
function isTooFar(from: TrustedFix, to: TrustedFix, metres: number): boolean {
  const seconds = (to.at - from.at) / 1000;
  if (!from.speed || !to.speed || seconds > SHORT_SECONDS) return false;
  return metres > (Math.max(from.speed, to.speed) / 3.6) * FASTER * seconds + RESTLESS;
}

function restInterval(before: Sight, { status }: AlertRecord, at: number): number {
  if (status !== 'stopped' || before.status !== 'stopped' || at <= before.at) return before.restInterval;
  return Math.min(3_600_000, Math.max(60_000, at - before.at));
}
