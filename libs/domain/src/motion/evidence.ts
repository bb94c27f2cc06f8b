import type { Fix } from '../position/outlier';
import { metresBetween } from '../position/place';
import type { Anchor, Beyond } from './anchor';
import type { MotionThresholds } from './motion';

/** m/s: what does not leave the noise at this speed stands. */
const SLOWEST = 1.4;
/** ms: after a silence like this it may stand anywhere, and a mean speed tells nothing. */
const LONGEST_SILENCE = 1_800_000;
/** So many times the noise away, one fix is enough. */
const CLEARLY = 1.5;
/** Metres: whoever gets so far has moved, however slowly. */
const NET_DISPLACEMENT = 200;

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
  /** ms near the anchor; 0: it is away. */
  readonly stoodMs: number;
  /** It moves, unless another witness denies it. */
  readonly moves: boolean;
  /** It moves, whatever other witnesses say. */
  readonly proven: boolean;
  /** It stands, unless another witness denies it. */
  readonly stands: boolean;
  readonly beyond: Beyond | null;
}

export function lookFrom(anchor: Anchor, fix: Fix, ownNoise: number, situation: Situation): Evidence {
  const { last } = situation;
  const noise = Math.max(anchor.noise, ownNoise);
  const metres = metresBetween(anchor, fix);
  const silent = last !== null && fix.at - last.at >= LONGEST_SILENCE;
  const direct = last !== null && last.at <= anchor.since;
  const away = metres > noise;
  const stoodMs = away ? 0 : fix.at - anchor.since;
  const { moves, proven, stands, beyond } = away
    ? saidByWay(anchor, fix, { metres, noise, silent }, situation)
    : saidNearby(stoodMs, noise);
  // One literal: spreads of several objects cost more than all of the rest.
  return { metres, ownNoise, noise, away, direct, silent, stoodMs, moves, proven, stands, beyond };
}

function saidByWay(anchor: Anchor, fix: Fix, seen: Seen, situation: Situation): Said {
  if (seen.silent) return UNKNOWN_WAY;
  return situation.moving || !anchor.stood
    ? drivenOn(anchor, fix, seen.metres, situation.thresholds)
    : gone(anchor, fix, seen, situation);
}

/** What is known when a fix is looked at. */
interface Situation {
  readonly moving: boolean;
  readonly thresholds: MotionThresholds;
  /** The fix before. */
  readonly last: Fix | null;
}

type Said = Pick<Evidence, 'moves' | 'proven' | 'stands' | 'beyond'>;

/** It may have stood there for hours. */
const UNKNOWN_WAY: Said = { moves: false, proven: false, stands: true, beyond: null };
const NEARBY: Said = { moves: false, proven: false, stands: false, beyond: null };

function saidNearby(stoodMs: number, noise: number): Said {
  return stoodMs >= (noise / SLOWEST) * 1000 ? UNKNOWN_WAY : NEARBY;
}

/** It left the last anchor of its way; whether it drove on or stood there unseen tells its speed. */
function drivenOn({ since }: Anchor, { at }: Fix, metres: number, { stopKmh }: MotionThresholds): Said {
  const moves = kmhOf(metres, at - since) >= stopKmh;
  return { moves, proven: false, stands: !moves, beyond: null };
}

function gone(anchor: Anchor, fix: Fix, { metres, noise }: Seen, { thresholds, last }: Situation): Said {
  const first = anchor.beyond;
  const apart = first ? metresBetween(first, fix) : 0;
  // The third side of a triangle is shorter than the longest of the others: less than 60° lie between them.
  const before = first !== null && apart <= Math.max(metres, first.metres) ? first : null;
  const kmh = Math.max(
    kmhOf(metres, fix.at - anchor.until),
    before ? kmhOf(apart, fix.at - before.at) : 0,
    last ? kmhOf(metresBetween(last, fix) - noise / 2, fix.at - last.at) : 0,
  );
  const beyond = before
    ? { ...before, count: before.count + 1 }
    : { at: fix.at, lat: fix.lat, lng: fix.lng, metres, count: 1 };
  const { moves, proven } = weighDeparture(beyond, { metres, noise, kmh }, thresholds);
  return { moves, proven, stands: false, beyond };
}

type Seen = Pick<Evidence, 'metres' | 'noise' | 'silent'>;

function weighDeparture(
  { count, metres: before }: Beyond,
  { metres, noise, kmh }: Omit<Seen, 'silent'> & { readonly kmh: number },
  { startKmh, stopKmh }: MotionThresholds,
): Pick<Evidence, 'moves' | 'proven'> {
  const fast = kmh >= startKmh;
  const clear = metres > CLEARLY * noise;
  const farther = count > 1 && metres >= before + noise / 2;
  const displaced = count >= 3 && metres >= NET_DISPLACEMENT && kmh >= stopKmh;
  const proven = (farther && clear && fast) || displaced;
  return { moves: proven || ((clear || farther) && fast), proven };
}

/** km/h. */
export function kmhOf(metres: number, ms: number): number {
  return ms > 0 ? (metres / ms) * 3600 : Infinity;
}
