import type { Fix } from '../position/outlier';
import { metresBetween } from '../position/place';
import type { Anchor, Beyond } from './anchor';
import type { MotionThresholds } from './motion';
import { isQuiet } from './pin';
import { watchSpot, type Spot } from './spot';

/** m/s: what does not leave the noise at this speed stands; sooner if it stays at one spot, later if it walked. */
const SLOWEST = { quiet: 1.4, driven: 1, walked: 0.7 } as const;
/** ms: after a silence like this it may stand anywhere, and a mean speed tells nothing. */
const LONGEST_SILENCE = 1_800_000;
/** So many times the noise away, one fix is enough. */
const CLEARLY = 1.5;
/** Metres: whoever gets so far has moved, however slowly. */
const NET_DISPLACEMENT = 200;
/** So many legs that are hardly longer in all than the straight line lead somewhere. */
const STRAIGHT_LEGS = 4;
const STRAIGHT = 1.25;

/** What a fix says of movement. */
export interface Evidence {
  /** From the anchor. */
  readonly metres: number;
  /** Metres by which the fix itself may be off; and with the anchor, within which it says nothing. */
  readonly ownNoise: number;
  readonly noise: number;
  /** Beyond the noise. */
  readonly away: boolean;
  /** No fix lies between the anchor and this one. */
  readonly direct: boolean;
  /** It was not heard of for long before. */
  readonly silent: boolean;
  /** Since the anchor. */
  readonly ms: number;
  /** It moves, unless another witness denies it. */
  readonly moves: boolean;
  /** It moves, whatever other witnesses say. */
  readonly proven: boolean;
  /** It stands, unless another witness denies it. */
  readonly stands: boolean;
  readonly beyond: Beyond | null;
  /** Null: a speed tells. */
  readonly spot: Spot | null;
}

export function lookFrom(anchor: Anchor, fix: Fix, ownNoise: number, situation: Situation): Evidence {
  const { last, hasSpeed } = situation;
  const noise = Math.max(anchor.noise, ownNoise);
  const metres = metresBetween(anchor, fix);
  const silent = last !== null && fix.at - last.at >= LONGEST_SILENCE;
  const direct = last !== null && last.at <= anchor.since;
  const away = metres > noise;
  const ms = fix.at - anchor.since;
  const spot = hasSpeed || !last ? null : watchSpot(anchor.spot, fix, ownNoise, { ...situation, last });
  const seen = { metres, noise, silent, ...saidBySpot(spot, noise, situation) };
  const { moves, proven, stands, beyond } = away
    ? saidByWay(anchor, fix, seen, situation)
    : saidNearby(ms, seen, slowestOf(anchor, spot));
  // One literal: spreads of several objects cost more than all of the rest.
  return { metres, ownNoise, noise, away, direct, silent, ms, moves, proven, stands, beyond, spot };
}

function saidByWay(anchor: Anchor, fix: Fix, seen: Seen, situation: Situation): Said {
  if (seen.silent || seen.rests) return UNKNOWN_WAY;
  return situation.moving || !anchor.stood
    ? drivenOn(anchor, fix, seen.metres, situation.thresholds)
    : gone(anchor, fix, seen, situation);
}

/** What is known when a fix is looked at. */
interface Situation {
  readonly moving: boolean;
  readonly hasSpeed: boolean;
  readonly thresholds: MotionThresholds;
  /** The fix before. */
  readonly last: Fix | null;
}

type Said = Pick<Evidence, 'moves' | 'proven' | 'stands' | 'beyond'>;

/** It may have stood there for hours. */
const UNKNOWN_WAY: Said = { moves: false, proven: false, stands: true, beyond: null };
const NEARBY: Said = { moves: false, proven: false, stands: false, beyond: null };
const LEAVING: Said = { moves: true, proven: false, stands: false, beyond: null };

/** @param slowest m/s */
function saidNearby(ms: number, { noise, silent, leaves, rests }: Seen, slowest: number): Said {
  if (leaves && !silent) return LEAVING;
  return rests || ms >= (noise / slowest) * 1000 ? UNKNOWN_WAY : NEARBY;
}

function slowestOf({ walked }: Anchor, spot: Spot | null): number {
  if (!spot || isQuiet(spot.pin)) return SLOWEST.quiet;
  return walked ? SLOWEST.walked : SLOWEST.driven;
}

/** It left the last anchor of its way; whether it drove on or stood there unseen tells its speed. */
function drivenOn({ since }: Anchor, { at }: Fix, metres: number, { stopKmh }: MotionThresholds): Said {
  const moves = kmhOf(metres, at - since) >= stopKmh;
  return { moves, proven: false, stands: !moves, beyond: null };
}

function gone(
  anchor: Anchor,
  fix: Fix,
  { metres, noise, leaves }: Seen,
  { thresholds, last }: Situation,
): Said {
  const first = anchor.beyond;
  const apart = first ? metresBetween(first, fix) : 0;
  // The third side of a triangle is shorter than the longest of the others: less than 60° lie between them.
  const before = first !== null && apart <= Math.max(metres, first.metres) ? first : null;
  const kmh = Math.max(
    kmhOf(metres, fix.at - anchor.until),
    before ? kmhOf(apart, fix.at - before.at) : 0,
    last ? kmhOf(metresBetween(last, fix) - noise / 2, fix.at - last.at) : 0,
  );
  const beyond = before ? farther(before, fix, noise) : beginBeyond(fix, metres);
  const { moves, proven } = weighDeparture(beyond, { metres, noise, kmh }, thresholds);
  return { moves: moves || leaves, proven, stands: false, beyond };
}

function beginBeyond({ at, lat, lng }: Fix, metres: number): Beyond {
  return { at, lat, lng, metres, count: 1, legs: 1, path: metres, to: { lat, lng } };
}

/** Steps within the noise would make any way crooked. */
function farther(beyond: Beyond, { lat, lng }: Fix, noise: number): Beyond {
  const { legs, path, to } = beyond;
  const count = beyond.count + 1;
  const leg = metresBetween(to, { lat, lng });
  if (leg <= noise / 3) return { ...beyond, count };
  return { ...beyond, count, legs: legs + 1, path: path + leg, to: { lat, lng } };
}

interface Seen extends Pick<Evidence, 'metres' | 'noise' | 'silent'> {
  readonly leaves: boolean;
  readonly rests: boolean;
}

function saidBySpot(spot: Spot | null, noise: number, { moving }: Situation): Pick<Seen, 'leaves' | 'rests'> {
  if (!spot) return { leaves: false, rests: false };
  const { pin, leaves } = spot;
  // Standing at the edge of the noise it may be beyond, and has not moved all the same.
  return { leaves, rests: moving && isQuiet(pin) && pin.until - pin.since >= (noise / SLOWEST.quiet) * 1000 };
}

function weighDeparture(
  beyond: Beyond,
  { metres, noise, kmh }: Pick<Seen, 'metres' | 'noise'> & { readonly kmh: number },
  { startKmh, stopKmh }: MotionThresholds,
): Pick<Evidence, 'moves' | 'proven'> {
  const { count } = beyond;
  const clear = metres > CLEARLY * noise;
  const farther = count > 1 && metres >= beyond.metres + noise / 2;
  if (kmh >= startKmh && (clear || farther)) return { moves: true, proven: clear && farther };
  if (kmh < stopKmh) return STAYS;
  const displaced = count >= 3 && metres >= NET_DISPLACEMENT;
  return { moves: displaced || isStraight(beyond, metres, noise), proven: displaced };
}

const STAYS = { moves: false, proven: false };

function isStraight({ legs, path }: Beyond, metres: number, noise: number): boolean {
  return legs >= STRAIGHT_LEGS && metres >= 2 * noise && path <= STRAIGHT * metres;
}

/** km/h. */
export function kmhOf(metres: number, ms: number): number {
  return ms > 0 ? (metres / ms) * 3600 : Infinity;
}
