import { metresBetween, type Place } from './place';
import { metresBySpeed } from './travel';

/** Maximum speed, m/s: nothing on wheels is faster, trains included. */
const TOP_SPEED = 100;
/** Maximum acceleration and deceleration, m/s². */
const HARDEST_ACCELERATION = 3;
const HARDEST_BRAKING = 4.5;
/** Metres gained per s² over constant speed by accelerating and then braking as hard as possible. */
const MOST_GAINED = (HARDEST_ACCELERATION * HARDEST_BRAKING) / (HARDEST_ACCELERATION + HARDEST_BRAKING) / 2;
/** Combined error of two good fixes, metres. */
const NOISE = 60;
/** How far the fixes of a stationary asset may wander, metres. */
const STANDING_NOISE = 40;
/** Position of fixes that were never taken, and the radius in metres around it where nobody drives. */
const ZERO = { lat: 0, lng: 0 };
const ZERO_ISLAND = 150;
/** Accuracy in metres and dilution beyond which a fix shows a neighbourhood rather than a place. */
const POOR_ACCURACY = 200;
const POOR_HDOP = 10;
/** After this many ms, a poor fix is better than an old one. */
const POOR_BEATS_OLD = 3_600_000;
/** Drift is tens of metres within minutes. */
const FARTHEST_DRIFT = 150;
const LONGEST_DRIFT = 900_000;
/** After a silence of this many ms, a parked asset may be anywhere within reach. */
const SILENCE = 1_800_000;
/** This many consecutive fixes that agree with each other are believed over the one before them. */
const ENOUGH = { jump: 3, drift: 6 } as const;
/** Fixes of a stationary asset that wander this many metres lead away. */
const LEADS_AWAY = 100;
/**
 * Up to this many metres they need not agree for any length of time; farther away, for as long as driving there
 * takes.
 */
const NEAR_JUMP = 2_000;
/** Maximum of that time, ms. It also applies if the signal is jammed, because whoever jams it may also forge it. */
const LONGEST_DOUBT = 900_000;
const LONGEST_JAMMED_DOUBT = 3_600_000;

/** A fix, believed or not. */
export interface Fix extends Place {
  /** Epoch ms. */
  readonly at: number;
  /** km/h. */
  readonly speed: number | null;
  /** m/s from the previous fix if no speed was reported. */
  readonly pace?: number;
}

/** Consecutive doubted fixes that agree with each other; the fields are those of the last one. */
export interface Suspect extends Fix {
  readonly count: number;
  /** When the first of them was taken, epoch ms. */
  readonly since: number;
  /** Distance in metres of the first of them from the last believed fix. */
  readonly metres: number;
  /** Whether jamming was reported with any of them. */
  readonly jammed: boolean;
  readonly reason: 'jump' | 'drift';
}

/**
 * `zero_island`: at 0° N 0° E; `inaccurate`: the device itself says so; `jump`: farther from the last fix than
 * anything drives, or than a parked asset gets; `drift`: the asset is stationary and its fixes wander.
 */
export type Outlier = 'zero_island' | 'inaccurate' | 'jump' | 'drift';

/** What is known about an asset when its next fix is judged. */
export interface Believed {
  /** The last believed fix. */
  readonly fix: Fix | null;
  readonly suspect: Suspect | null;
  readonly moving: boolean;
  /** Below this speed, km/h, the asset is stationary. */
  readonly startKmh: number;
  /** Whether believed fixes contradict ignition and accelerometer, which say that the asset is stationary. */
  readonly inputsLie: boolean;
  /** Whether it has only just halted, with the ignition on: it may drive on between two records. */
  readonly halts: boolean;
}

export interface Judgement {
  readonly outlier: Outlier | null;
  /** Null if the fix is believed. */
  readonly suspect: Suspect | null;
  /**
   * Upper bound in metres of the distance driven to this fix. Infinity unless this fix or the previous one was
   * doubted.
   */
  readonly credible: number;
}

const BELIEVED: Judgement = { outlier: null, suspect: null, credible: Infinity };

/** What a device reports about the quality of its fix. */
export interface Quality {
  /** Metres. */
  readonly accuracy?: unknown;
  readonly hdop?: unknown;
  readonly ignition?: unknown;
  readonly motion?: unknown;
  /** Names of alarms, joined by commas. */
  readonly alarm?: unknown;
}

/** Judges whether a fix is credible. A position that is doubted repeatedly is believed in the end. */
export function judgeFix(fix: Fix, quality: Quality, believed: Believed): Judgement {
  const { fix: last, suspect } = believed;
  const useless = doubtQuality(fix, quality, last);
  if (useless !== null) return { outlier: useless, suspect, credible: Infinity };
  if (!last) return BELIEVED;
  const outlier = doubtWay(last, fix, quality, believed);
  if (outlier !== null) return judgeDoubted(last, fix, { ...quality, reason: outlier }, believed);
  return suspect && isReturn(last, suspect, fix) ? recovered(last, suspect, fix) : BELIEVED;
}

type Doubt = Pick<Quality, 'alarm'> & Pick<Suspect, 'reason'>;

function judgeDoubted(last: Fix, fix: Fix, doubt: Doubt, { suspect, startKmh }: Believed): Judgement {
  const outlier = doubt.reason;
  if (!suspect) return { outlier, suspect: doubtAgain(last, fix, doubt, null), credible: Infinity };
  // A repetition is no new evidence.
  if (fix.at <= suspect.at) return { outlier, suspect, credible: Infinity };
  const agrees =
    leadsOn(last, suspect, fix) || (suspect.reason === outlier && isAgreeing(last, suspect, fix, startKmh));
  const next = doubtAgain(last, fix, doubt, agrees ? suspect : null);
  if (isEnough(last, fix, next)) return recovered(last, suspect, fix);
  return { outlier, suspect: next, credible: Infinity };
}

function doubtAgain(last: Fix, fix: Fix, { reason, alarm }: Doubt, before: Suspect | null): Suspect {
  const isJammed = typeof alarm === 'string' && alarm.includes('jamming');
  const first = before ?? { count: 0, since: fix.at, metres: metresBetween(last, fix), jammed: false };
  const { count, since, metres, jammed } = first;
  return { ...fix, count: count + 1, since, metres, jammed: jammed || isJammed, reason };
}

/**
 * Returns whether two doubted fixes confirm each other. Those of a stationary asset must be near each other or lead
 * the same way.
 */
function isAgreeing(last: Fix, before: Suspect, fix: Fix, startKmh: number): boolean {
  if (!isReachable(before, fix)) return false;
  if (!showStanding(before, fix, startKmh)) return true;
  const apart = metresBetween(before, fix);
  return apart <= FARTHEST_DRIFT || metresBetween(last, fix) > Math.max(apart, metresBetween(last, before));
}

/**
 * Returns whether a fix lies where the way from the last believed one over the doubted one goes on: then it is the
 * speeds that are wrong.
 */
function leadsOn(last: Fix, before: Suspect, fix: Fix): boolean {
  const seconds = (fix.at - before.at) / 1000;
  const share = (fix.at - before.at) / (before.at - last.at);
  const way = metresBetween(last, before);
  if (way * share > TOP_SPEED * seconds + NOISE) return false;
  const there = {
    lat: before.lat + (before.lat - last.lat) * share,
    lng: before.lng + (before.lng - last.lng) * share,
  };
  const varied = Math.min((HARDEST_ACCELERATION / 2) * seconds * seconds, (way * share) / 2);
  return metresBetween(there, fix) <= varied + NOISE;
}

function isEnough(last: Fix, fix: Fix, { reason, count, since, metres, jammed }: Suspect): boolean {
  if (reason === 'drift')
    return count >= (metresBetween(last, fix) >= LEADS_AWAY ? ENOUGH.jump : ENOUGH.drift);
  if (count < ENOUGH.jump) return false;
  if (metres <= NEAR_JUMP) return true;
  const longest = jammed ? LONGEST_JAMMED_DOUBT : LONGEST_DOUBT;
  return fix.at - since >= Math.min(longest, (metres / TOP_SPEED) * 1000);
}

/** The distance from the last fix is not what was driven; the doubted fixes show how fast it was. */
function recovered(last: Fix, suspect: Suspect, fix: Fix): Judgement {
  if (leadsOn(last, suspect, fix)) return BELIEVED;
  const share = (fix.at - last.at) / Math.max(1, fix.at - suspect.at);
  return { ...BELIEVED, credible: metresBetween(suspect, fix) * share };
}

function doubtQuality(fix: Fix, quality: Quality, last: Fix | null): 'zero_island' | 'inaccurate' | null {
  if (isAtZero(fix)) return 'zero_island';
  const isOld = last !== null && fix.at - last.at > POOR_BEATS_OLD;
  return isPoor(quality) && !isOld ? 'inaccurate' : null;
}

function isAtZero(fix: Fix): boolean {
  return Math.abs(fix.lat) < 1 && metresBetween(fix, ZERO) < ZERO_ISLAND;
}

function doubtWay(
  last: Fix,
  fix: Fix,
  { ignition, motion }: Quality,
  believed: Believed,
): 'jump' | 'drift' | null {
  const { suspect, startKmh, inputsLie } = believed;
  // A drifting asset was still at its place then.
  const since = suspect?.reason === 'drift' ? { ...last, at: suspect.at } : last;
  if (!isReachable(since, fix)) return 'jump';
  const isParked = (ignition === false || motion === false) && !inputsLie;
  if (drives(believed) || !(showStanding(last, fix, startKmh) || (isParked && fix.speed === null)))
    return null;
  return doubtStanding(metresBetween(last, fix), fix.at - since.at, isParked);
}

function drives({ moving, halts }: Believed): boolean {
  return moving || halts;
}

/** @param silence ms since it was last observed there */
function doubtStanding(metres: number, silence: number, isParked: boolean): 'jump' | 'drift' | null {
  if (metres <= STANDING_NOISE) return null;
  if (metres <= FARTHEST_DRIFT && silence <= LONGEST_DRIFT) return 'drift';
  return isParked && silence < SILENCE ? 'jump' : null;
}

function showStanding(a: Fix, b: Fix, startKmh: number): boolean {
  return a.speed !== null && a.speed < startKmh && b.speed !== null && b.speed < startKmh;
}

/** Returns whether the doubted fixes turn out to be right and the believed one before them wrong. */
function isReturn(last: Fix, suspect: Suspect, fix: Fix): boolean {
  return suspect.reason === 'jump' && metresBetween(suspect, fix) < metresBetween(last, fix) / 2;
}

function isPoor({ accuracy, hdop }: Quality): boolean {
  return (
    (typeof accuracy === 'number' && accuracy > POOR_ACCURACY) ||
    (typeof hdop === 'number' && hdop > POOR_HDOP)
  );
}

/** Returns whether an asset can have driven from one fix to the other with the speeds shown at both. */
function isReachable(from: Fix, to: Fix): boolean {
  const seconds = Math.max(0, to.at - from.at) / 1000;
  const fastest = TOP_SPEED * seconds;
  const metres = metresBetween(from, to);
  const between = metresBySpeed(from, to);
  if (between === null) return metres <= Math.min(fastest, farthestAt(from.pace, seconds)) + NOISE;
  const gained = MOST_GAINED * seconds * seconds;
  return metres <= Math.min(fastest, between + gained) + NOISE;
}

function farthestAt(pace: number | undefined, seconds: number): number {
  return pace === undefined ? Infinity : pace * seconds + (HARDEST_ACCELERATION / 2) * seconds * seconds;
}

/** Over more than this many ms its speed may have varied. */
const SHORT = 45_000;

/** Adds the pace to a believed fix if no speed is known. */
export function withPace(last: Fix | null, fix: Fix): Fix {
  const ms = last ? fix.at - last.at : 0;
  if (!last || fix.speed !== null || ms <= 0 || ms > SHORT) return fix;
  return { ...fix, pace: Math.round((metresBetween(last, fix) / ms) * 1e4) / 10 };
}
