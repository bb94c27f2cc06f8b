import { metresBetween, type Place } from './place';
import { metresBySpeed } from './travel';

/** m/s: no vehicle on wheels is faster, trains included. */
const TOP_SPEED = 100;
/** m/s²: nor does one gain and lose speed faster. */
const HARDEST_ACCELERATION = 3;
const HARDEST_BRAKING = 4.5;
/** Metres more, per s², than at even speed, for who accelerates all he can and then brakes all he can. */
const MOST_GAINED = (HARDEST_ACCELERATION * HARDEST_BRAKING) / (HARDEST_ACCELERATION + HARDEST_BRAKING) / 2;
/** Metres that two good fixes may be off together. */
const NOISE = 60;
/** Metres that the fixes of something that stands may wander. */
const STANDING_NOISE = 40;
/** Where a fix lies that was never taken, and how far from there nobody drives, metres. */
const ZERO = { lat: 0, lng: 0 };
const ZERO_ISLAND = 150;
/** Metres and dilution beyond which a fix tells a neighbourhood, not a place. */
const POOR_ACCURACY = 200;
const POOR_HDOP = 10;
/** ms: after this long, a poor fix is better than an old one. */
const POOR_BEATS_OLD = 3_600_000;
/** Drift is tens of metres within minutes. */
const FARTHEST_DRIFT = 150;
const LONGEST_DRIFT = 900_000;
/** ms: after a silence like this a parked asset may be anywhere that it can have reached. */
const SILENCE = 1_800_000;
/** So many fixes in a row that agree with each other are believed against the one before them. */
const ENOUGH = { jump: 3, drift: 6 } as const;
/** Metres: fixes of something that stands and wander so far lead away. */
const LEADS_AWAY = 100;
/** Metres up to which they need not agree for any time; farther away, as long as it takes to drive there. */
const NEAR_JUMP = 2_000;
/** ms that is at most, and where the satellites' signal is jammed: whoever jams it may also forge it. */
const LONGEST_DOUBT = 900_000;
const LONGEST_JAMMED_DOUBT = 3_600_000;

/** A fix that is believed or not. */
export interface Fix extends Place {
  /** Epoch ms. */
  readonly at: number;
  /** km/h. */
  readonly speed: number | null;
  /** m/s from the fix before, where no speed was reported. */
  readonly pace?: number;
}

/** Doubted fixes in a row that agree with each other; the last of them. */
export interface Suspect extends Fix {
  readonly count: number;
  /** When the first of them was taken, epoch ms. */
  readonly since: number;
  /** Of the first of them from the last fix that was believed. */
  readonly metres: number;
  /** Jamming was reported with one of them. */
  readonly jammed: boolean;
  readonly reason: 'jump' | 'drift';
}

/**
 * `zero_island`: at 0° N 0° E; `inaccurate`: the device itself says so; `jump`: farther from the last fix than
 * anything drives, or than what is parked gets; `drift`: it stands and its fixes wander.
 */
export type Outlier = 'zero_island' | 'inaccurate' | 'jump' | 'drift';

/** What is known of an asset when its next fix is judged. */
export interface Believed {
  /** The last fix that was believed. */
  readonly fix: Fix | null;
  readonly suspect: Suspect | null;
  readonly moving: boolean;
  /** km/h: below it stands. */
  readonly startKmh: number;
  /** Ignition and accelerometer say that it stands, and fixes that were believed contradict. */
  readonly inputsLie: boolean;
}

export interface Judgement {
  readonly outlier: Outlier | null;
  /** Null where the fix is believed. */
  readonly suspect: Suspect | null;
  /** Metres that can have been driven to it: Infinity unless it, or the fix before it, was doubted. */
  readonly credible: number;
}

const BELIEVED: Judgement = { outlier: null, suspect: null, credible: Infinity };

/** What a device says beside where it is. */
export interface Quality {
  /** Metres. */
  readonly accuracy?: unknown;
  readonly hdop?: unknown;
  readonly ignition?: unknown;
  readonly motion?: unknown;
  /** Names of alarms, joined by commas. */
  readonly alarm?: unknown;
}

/** Whether a fix can be where the asset is. What is doubted again and again in the same place is believed. */
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
  // Sent again, it is no new evidence.
  if (fix.at <= suspect.at) return { outlier, suspect, credible: Infinity };
  const agrees = suspect.reason === outlier && isAgreeing(last, suspect, fix, startKmh);
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

/** Whether two doubted fixes speak for each other; those of something that stands are near, or lead the same way. */
function isAgreeing(last: Fix, before: Suspect, fix: Fix, startKmh: number): boolean {
  if (!isReachable(before, fix)) return false;
  if (!showStanding(before, fix, startKmh)) return true;
  const apart = metresBetween(before, fix);
  return apart <= FARTHEST_DRIFT || metresBetween(last, fix) > Math.max(apart, metresBetween(last, before));
}

function isEnough(last: Fix, fix: Fix, { reason, count, since, metres, jammed }: Suspect): boolean {
  if (reason === 'drift')
    return count >= (metresBetween(last, fix) >= LEADS_AWAY ? ENOUGH.jump : ENOUGH.drift);
  if (count < ENOUGH.jump) return false;
  if (metres <= NEAR_JUMP) return true;
  const longest = jammed ? LONGEST_JAMMED_DOUBT : LONGEST_DOUBT;
  return fix.at - since >= Math.min(longest, (metres / TOP_SPEED) * 1000);
}

/** The way from the last fix is not what was driven; the doubted fixes tell how fast it was. */
function recovered(last: Fix, suspect: Suspect, fix: Fix): Judgement {
  const share = (fix.at - last.at) / Math.max(1, fix.at - suspect.at);
  return { ...BELIEVED, credible: metresBetween(suspect, fix) * share };
}

function doubtQuality(fix: Fix, quality: Quality, last: Fix | null): 'zero_island' | 'inaccurate' | null {
  if (metresBetween(fix, ZERO) < ZERO_ISLAND) return 'zero_island';
  const isOld = last !== null && fix.at - last.at > POOR_BEATS_OLD;
  return isPoor(quality) && !isOld ? 'inaccurate' : null;
}

function doubtWay(
  last: Fix,
  fix: Fix,
  { ignition, motion }: Quality,
  { suspect, moving, startKmh, inputsLie }: Believed,
): 'jump' | 'drift' | null {
  // What drifted was still there, then.
  const since = suspect?.reason === 'drift' ? { ...last, at: suspect.at } : last;
  if (!isReachable(since, fix)) return 'jump';
  const isParked = (ignition === false || motion === false) && !inputsLie;
  if (moving || !(showStanding(last, fix, startKmh) || (isParked && fix.speed === null))) return null;
  return doubtStanding(metresBetween(last, fix), fix.at - since.at, isParked);
}

/** @param silence ms since it was last seen to stand there */
function doubtStanding(metres: number, silence: number, isParked: boolean): 'jump' | 'drift' | null {
  if (metres <= STANDING_NOISE) return null;
  if (metres <= FARTHEST_DRIFT && silence <= LONGEST_DRIFT) return 'drift';
  return isParked && silence < SILENCE ? 'jump' : null;
}

function showStanding(a: Fix, b: Fix, startKmh: number): boolean {
  return a.speed !== null && a.speed < startKmh && b.speed !== null && b.speed < startKmh;
}

/** Whether what was doubted turns out to have been right, and what was believed before it wrong. */
function isReturn(last: Fix, suspect: Suspect, fix: Fix): boolean {
  return suspect.reason === 'jump' && metresBetween(suspect, fix) < metresBetween(last, fix) / 2;
}

function isPoor({ accuracy, hdop }: Quality): boolean {
  return (
    (typeof accuracy === 'number' && accuracy > POOR_ACCURACY) ||
    (typeof hdop === 'number' && hdop > POOR_HDOP)
  );
}

/** Whether something can have driven from one fix to the other with the speeds that it showed at both. */
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

/** ms: over longer, it may have been faster and slower. */
const SHORT = 45_000;

/** A fix that is believed, with its pace where no speed is known. */
export function withPace(last: Fix | null, fix: Fix): Fix {
  const ms = last ? fix.at - last.at : 0;
  if (!last || fix.speed !== null || ms <= 0 || ms > SHORT) return fix;
  return { ...fix, pace: Math.round((metresBetween(last, fix) / ms) * 1e4) / 10 };
}
