import { START_KMH } from '../motion/motion';
import { metresBetween, type Place } from './place';
import { metresBySpeed } from './travel';

/** m/s: no vehicle on wheels is faster, and a train hardly. */
const TOP_SPEED = 90;
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
/** So many fixes in a row that agree with each other are believed against the one before them. */
const ENOUGH = { jump: 3, drift: 6 } as const;

/** A fix that is believed or not. */
export interface Fix extends Place {
  /** Epoch ms. */
  readonly at: number;
  /** km/h. */
  readonly speed: number | null;
}

/** Doubted fixes in a row that agree with each other; the last of them. */
export interface Suspect extends Fix {
  readonly count: number;
  readonly reason: 'jump' | 'drift';
}

/**
 * `zero_island`: at 0° N 0° E; `inaccurate`: the device itself says so; `jump`: farther from the last fix than
 * anything drives; `drift`: it stands and its fixes wander.
 */
export type Outlier = 'zero_island' | 'inaccurate' | 'jump' | 'drift';

/** What is known of an asset when its next fix is judged. */
export interface Believed {
  /** The last fix that was believed. */
  readonly fix: Fix | null;
  readonly suspect: Suspect | null;
  readonly moving: boolean;
}

export interface Judgement {
  readonly outlier: Outlier | null;
  /** Null where the fix is believed. */
  readonly suspect: Suspect | null;
  /** It was doubted before: the way to it is not what was driven. */
  readonly recovered: boolean;
}

const BELIEVED: Judgement = { outlier: null, suspect: null, recovered: false };
const RECOVERED: Judgement = { ...BELIEVED, recovered: true };

/** How good the device says its fix is. */
export interface Quality {
  /** Metres. */
  readonly accuracy?: unknown;
  readonly hdop?: unknown;
}

/** Whether a fix can be where the asset is. What is doubted again and again in the same place is believed. */
export function judgeFix(fix: Fix, quality: Quality, believed: Believed): Judgement {
  const { fix: last, suspect } = believed;
  const useless = doubtQuality(fix, quality, last);
  if (useless !== null) return { outlier: useless, suspect, recovered: false };
  const outlier = last && doubtWay(last, fix, believed);
  if (outlier === null) return isReturn(fix, believed) ? RECOVERED : BELIEVED;
  // Sent again, it is no new evidence.
  if (suspect && fix.at <= suspect.at) return { outlier, suspect, recovered: false };
  return doubtAgain(fix, outlier, suspect);
}

function doubtAgain(fix: Fix, reason: Suspect['reason'], before: Suspect | null): Judgement {
  const count = before && isReachable(before, fix) ? before.count + 1 : 1;
  if (count >= ENOUGH[reason]) return RECOVERED;
  return { outlier: reason, suspect: { ...fix, count, reason }, recovered: false };
}

function doubtQuality(fix: Fix, quality: Quality, last: Fix | null): 'zero_island' | 'inaccurate' | null {
  if (metresBetween(fix, ZERO) < ZERO_ISLAND) return 'zero_island';
  const isOld = last !== null && fix.at - last.at > POOR_BEATS_OLD;
  return isPoor(quality) && !isOld ? 'inaccurate' : null;
}

function doubtWay(last: Fix, fix: Fix, { suspect, moving }: Believed): 'jump' | 'drift' | null {
  // What drifted was still there, then.
  const since = suspect?.reason === 'drift' ? { ...last, at: suspect.at } : last;
  if (!isReachable(since, fix)) return 'jump';
  const stood = !moving && showsStanding(last) && showsStanding(fix);
  return stood && metresBetween(last, fix) > STANDING_NOISE ? 'drift' : null;
}

function showsStanding({ speed }: Fix): boolean {
  return speed !== null && speed < START_KMH;
}

/** Whether what was doubted turns out to have been right, and what was believed before it wrong. */
function isReturn(fix: Fix, { fix: last, suspect }: Believed): boolean {
  if (!last || suspect?.reason !== 'jump') return false;
  return metresBetween(suspect, fix) < metresBetween(last, fix) / 2;
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
  if (between === null) return metres <= fastest + NOISE;
  const gained = MOST_GAINED * seconds * seconds;
  return metres <= Math.min(fastest, between + gained) + NOISE;
}
