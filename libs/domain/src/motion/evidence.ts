import type { Fix } from '../position/outlier';
import { metresBetween } from '../position/place';
import type { Anchor, Beyond } from './anchor';
import { isNear, REFUTED_AFTER } from './around';
import type { MotionThresholds } from './motion';
import { isQuiet } from './pin';
import { leadsNowhere, type Roaming } from './roaming';
import { watchSpot, type Spot } from './spot';

/**
 * An asset that leaves the noise more slowly than this, m/s, is standing: sooner if it stays at one spot, later if
 * it walked.
 */
const SLOWEST = { quiet: 1.4, driven: 1, walked: 0.7 } as const;
/** After a silence of this many ms it may be anywhere, and a mean speed is meaningless. */
const LONGEST_SILENCE = 1_800_000;
/** At this multiple of the noise, a single fix is enough. */
const CLEARLY = 1.5;
/** A fix is no witness for one more than this many times as far. */
const MUCH_FARTHER = 4;
/** A displacement of this many metres is movement, however slow. */
const NET_DISPLACEMENT = 200;
/** This many legs whose total is hardly longer than the straight line lead somewhere. */
const STRAIGHT_LEGS = 4;
const STRAIGHT = 1.25;

/** What a fix reveals about movement. */
export interface Evidence {
  /** Distance from the anchor, metres. */
  readonly metres: number;
  /**
   * Uncertainty of the fix itself, and of fix and anchor together, metres. Within the latter a fix is not
   * significant.
   */
  readonly ownNoise: number;
  readonly noise: number;
  /** Whether it is beyond the noise. */
  readonly away: boolean;
  /** Whether there is no fix between the anchor and this one. */
  readonly direct: boolean;
  /** Whether a long silence preceded it. */
  readonly silent: boolean;
  /** Time since the anchor. */
  readonly ms: number;
  /** The asset moves unless another witness contradicts. */
  readonly moves: boolean;
  /** The asset moves whatever other witnesses say. */
  readonly proven: boolean;
  /** The asset stands unless another witness contradicts. */
  readonly stands: boolean;
  /** The asset has not got away from a place for long, however its fixes move. */
  readonly around: boolean;
  /** Whether its way is that of a poor receiver that stands. */
  readonly astray: boolean;
  /** Null unless it seemed to move and no speed is known. */
  readonly roaming: Roaming | null;
  readonly beyond: Beyond | null;
  /** Null if a speed is known. */
  readonly spot: Spot | null;
}

export function lookFrom(anchor: Anchor, fix: Fix, ownNoise: number, situation: Situation): Evidence {
  const { last, seenAt, hasSpeed } = situation;
  const noise = Math.max(anchor.noise, ownNoise);
  const metres = metresBetween(anchor, fix);
  const silent = last !== null && fix.at - seenAt >= LONGEST_SILENCE;
  const direct = last !== null && last.at <= anchor.since;
  const away = metres > noise;
  const ms = fix.at - anchor.since;
  const { moving, thresholds, roaming } = situation;
  const spot = hasSpeed || !last ? null : watchSpot(anchor.spot, fix, ownNoise, { moving, thresholds, last });
  const { leaves, rests } = saidBySpot(spot, noise, situation);
  const seen = { metres, noise, silent, leaves, rests };
  const astray = roaming !== null && leadsNowhere(roaming, fix);
  const { moves, proven, stands, beyond } = astray
    ? UNKNOWN_WAY
    : said(anchor, fix, away, { seen, spot, situation });
  const around = isAround(anchor, fix, noise);
  // One literal: spreading several objects would cost more than everything else here.
  return {
    metres,
    ownNoise,
    noise,
    away,
    direct,
    silent,
    ms,
    moves,
    proven,
    stands,
    around,
    astray,
    roaming,
    beyond,
    spot,
  };
}

interface Look {
  readonly seen: Seen;
  readonly spot: Spot | null;
  readonly situation: Situation;
}

function said(anchor: Anchor, fix: Fix, away: boolean, { seen, spot, situation }: Look): Said {
  return away
    ? saidByWay(anchor, fix, seen, situation)
    : saidNearby(fix.at - anchor.since, seen, slowestOf(anchor, spot));
}

function isAround({ around }: Anchor, fix: Fix, noise: number): boolean {
  return around !== null && fix.at - around.since >= REFUTED_AFTER && isNear(around, fix, noise);
}

function saidByWay(anchor: Anchor, fix: Fix, seen: Seen, situation: Situation): Said {
  if (seen.silent || seen.rests) return UNKNOWN_WAY;
  return situation.moving || !anchor.stood
    ? drivenOn(anchor, fix, seen.metres, situation.thresholds)
    : gone(anchor, fix, seen, situation);
}

/** The situation in which a fix is evaluated. */
interface Situation {
  readonly roaming: Roaming | null;
  readonly moving: boolean;
  readonly hasSpeed: boolean;
  readonly thresholds: MotionThresholds;
  /** The previous fix. */
  readonly last: Fix | null;
  /** When it was last seen near that fix, epoch ms. */
  readonly seenAt: number;
}

type Said = Pick<Evidence, 'moves' | 'proven' | 'stands' | 'beyond'>;

/** The asset may have been there for hours. */
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

/** Evaluates a fix beyond the last anchor. The resulting speed shows whether it drove on or stood unobserved. */
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
  // If the third side of a triangle is shorter than the longest of the others, the angle between those is below
  // 60°.
  const before = first !== null && apart <= Math.max(metres, first.metres) ? first : null;
  const kmh = Math.max(
    kmhOf(metres, fix.at - anchor.until),
    before ? kmhOf(apart, fix.at - before.at) : 0,
    last ? kmhOf(metresBetween(last, fix) - noise / 2, fix.at - last.at) : 0,
  );
  const beyond = before ? farther(before, fix, noise) : beginBeyond(fix, metres);
  const isSecond = before !== null && metresBetween(anchor, before.to) >= metres / MUCH_FARTHER;
  const leadsOn = before !== null && kmhOf(apart, fix.at - before.at) >= thresholds.startKmh;
  const { moves, proven } = weighDeparture(beyond, { metres, noise, kmh, isSecond, leadsOn }, thresholds);
  return { moves: moves || leaves, proven, stands: false, beyond };
}

function beginBeyond({ at, lat, lng }: Fix, metres: number): Beyond {
  return { at, lat, lng, metres, count: 1, legs: 1, path: metres, to: { lat, lng } };
}

/** Steps within the noise would make any path look crooked. */
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
  // A stationary asset at the edge of the noise may appear beyond it without having moved.
  return { leaves, rests: moving && isQuiet(pin) && pin.until - pin.since >= (noise / SLOWEST.quiet) * 1000 };
}

interface Departure extends Pick<Seen, 'metres' | 'noise'> {
  readonly kmh: number;
  /** Whether the fix before it was far away, too; one that wandered is no witness. */
  readonly isSecond: boolean;
  /** Whether it went on since the first of them. */
  readonly leadsOn: boolean;
}

function weighDeparture(
  beyond: Beyond,
  { metres, noise, kmh, isSecond, leadsOn }: Departure,
  { startKmh, stopKmh }: MotionThresholds,
): Pick<Evidence, 'moves' | 'proven'> {
  const clear = metres > CLEARLY * noise;
  const farther = isFarther(beyond, metres, noise);
  if (kmh >= startKmh && (clear || farther))
    return { moves: true, proven: clear && farther && isSecond && leadsOn };
  if (kmh < stopKmh) return STAYS;
  const displaced = isSecond && isDisplaced(beyond, metres);
  return { moves: displaced || isStraight(beyond, metres, noise), proven: displaced };
}

function isFarther({ count, metres: first }: Beyond, metres: number, noise: number): boolean {
  return count > 1 && metres >= first + noise / 2;
}

function isDisplaced({ count }: Beyond, metres: number): boolean {
  return count >= 3 && metres >= NET_DISPLACEMENT;
}

const STAYS = { moves: false, proven: false };

function isStraight({ legs, path }: Beyond, metres: number, noise: number): boolean {
  return legs >= STRAIGHT_LEGS && metres >= 2 * noise && path <= STRAIGHT * metres;
}

/** km/h. */
export function kmhOf(metres: number, ms: number): number {
  return ms > 0 ? (metres / ms) * 3600 : Infinity;
}
