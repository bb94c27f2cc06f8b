import type { Fix } from '../position/outlier';
import { metresBetween, type Place } from '../position/place';
import type { Attributes } from '../position/tracker-record';
import { bendBetween, courseTo, SHORT, travelTime, type Chord } from '../position/travel';
import type { MotionThresholds } from './motion';

/** Metres that the fixes of something that stands may be apart where no accuracy is reported. */
const LEAST_NOISE = 30;
/** So many times the reported accuracy, which holds for two fixes of three. */
const ACCURACIES = 2;
const METRES_PER_HDOP = 10;
/** Fixes that an anchor is the mean of, at most, and ms between two of them, so that no cadence drags it along. */
const MOST_FIXES = 20;
const FIX_EVERY = 15_000;
/** m/s: what does not leave the noise at this speed stands. */
const SLOWEST = 1.4;
/** ms: fixes that stay together for so long beyond the noise are at another place. */
const SETTLED = 180_000;
/** ms: after a silence like this it may stand anywhere, and a mean speed tells nothing. */
const LONGEST_SILENCE = 1_800_000;
/** km/h: whoever wanders is slower. */
const WALKING_KMH = 3;
/** So many times the noise away, one fix is enough. */
const CLEARLY = 1.5;
/** Metres: whoever gets so far has moved, however slowly. */
const NET_DISPLACEMENT = 200;

/**
 * Where an asset is known to have been. Movement is measured from there and not from fix to fix, so that it does
 * not depend on how often a device reports.
 */
export interface Anchor extends Place {
  /** First fix there, epoch ms. */
  readonly since: number;
  /** Last fix well within the noise, epoch ms. */
  readonly until: number;
  /** Metres from the anchor within which a fix says nothing. */
  readonly noise: number;
  /** Fixes that it is the mean of, and when the last of them was taken. */
  readonly fixes: number;
  readonly averagedAt: number;
  /** It stood there; else it only passed. */
  readonly stood: boolean;
  /** Metres driven since, as far as they were counted. */
  readonly counted: number;
  /** The way to it, where its way is only known by such anchors. */
  readonly chord: Chord | null;
  /** First of the fixes beyond the noise that have not been taken for movement. */
  readonly beyond: Beyond | null;
}

interface Beyond extends Place {
  readonly at: number;
  /** From the anchor. */
  readonly metres: number;
  /** Fixes in this direction. */
  readonly count: number;
}

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

/** An anchor at a fix. */
export function dropAnchor({ at, lat, lng }: Fix, noise: number, stood: boolean): Anchor {
  const seen = { since: at, until: at, fixes: 1, averagedAt: at };
  return { lat, lng, noise, ...seen, stood, counted: 0, chord: null, beyond: null };
}

/** Metres by which the fixes of something that stands may be off. */
export function noiseOf({ accuracy, hdop }: Attributes): number {
  if (typeof accuracy === 'number') return Math.max(LEAST_NOISE, ACCURACIES * accuracy);
  return typeof hdop === 'number' ? Math.max(LEAST_NOISE, METRES_PER_HDOP * hdop) : LEAST_NOISE;
}

export function lookFrom(anchor: Anchor, fix: Fix, ownNoise: number, situation: Situation): Evidence {
  const { moving, thresholds, last } = situation;
  const noise = Math.max(anchor.noise, ownNoise);
  const metres = metresBetween(anchor, fix);
  const silent = last !== null && fix.at - last.at >= LONGEST_SILENCE;
  const direct = last !== null && last.at <= anchor.since;
  const seen = { metres, ownNoise, noise, direct, silent };
  if (metres <= noise) return { ...seen, away: false, ...near(anchor, fix, noise) };
  if (silent) return { ...seen, away: true, stoodMs: 0, ...UNKNOWN_WAY };
  const said =
    moving || !anchor.stood
      ? drivenOn(anchor, fix, metres, thresholds)
      : gone(anchor, fix, metres, noise, situation);
  return { ...seen, away: true, stoodMs: 0, ...said };
}

/** What is known when a fix is looked at. */
interface Situation {
  readonly moving: boolean;
  readonly thresholds: MotionThresholds;
  /** The fix before. */
  readonly last: Fix | null;
}

/** It may have stood there for hours. */
const UNKNOWN_WAY = { moves: false, proven: false, stands: true, beyond: null } as const;

function near({ since }: Anchor, { at }: Fix, noise: number) {
  const stoodMs = at - since;
  const stands = stoodMs >= (noise / SLOWEST) * 1000;
  return { stoodMs, moves: false, proven: false, stands, beyond: null };
}

/** It left the last anchor of its way; whether it drove on or stood there unseen tells its speed. */
function drivenOn({ since }: Anchor, { at }: Fix, metres: number, { stopKmh }: MotionThresholds) {
  const moves = kmhOf(metres, at - since) >= stopKmh;
  return { moves, proven: false, stands: !moves, beyond: null };
}

function gone(
  anchor: Anchor,
  fix: Fix,
  metres: number,
  noise: number,
  situation: Situation,
): Pick<Evidence, 'moves' | 'proven' | 'stands' | 'beyond'> {
  const { thresholds, last } = situation;
  const first = anchor.beyond;
  const apart = first ? metresBetween(first, fix) : 0;
  // The third side of a triangle is shorter than the longest of the others: less than 60° lie between them.
  const sameWay = first !== null && apart <= Math.max(metres, first.metres);
  const beyond = sameWay
    ? { ...first, count: first.count + 1 }
    : { at: fix.at, lat: fix.lat, lng: fix.lng, metres, count: 1 };
  const kmh = Math.max(
    kmhOf(metres, fix.at - anchor.until),
    sameWay ? kmhOf(apart, fix.at - first.at) : 0,
    last ? kmhOf(metresBetween(last, fix) - noise / 2, fix.at - last.at) : 0,
  );
  const fast = kmh >= thresholds.startKmh;
  const farther = sameWay && metres >= first.metres + noise / 2;
  const clear = metres > CLEARLY * noise;
  const displaced = beyond.count >= 3 && metres >= NET_DISPLACEMENT && kmh >= thresholds.stopKmh;
  const proven = (farther && clear && fast) || displaced;
  return { moves: proven || ((clear || farther) && fast), proven, stands: false, beyond };
}

/** A fix, and what was made of it. */
export interface Judged {
  readonly fix: Fix;
  readonly evidence: Evidence;
  readonly wasMoving: boolean;
  readonly moving: boolean;
  /** The fixes alone decided. */
  readonly byFixes: boolean;
  /** Metres since the last fix where the speeds at both are known; else null, and the way from the anchor counts. */
  readonly bySpeed: number | null;
  /** Metres that can be driven since the last fix at most. */
  readonly credible: number;
}

export interface Settled {
  readonly anchor: Anchor;
  /** Driven. */
  readonly metres: number;
  /** When it was last seen where it stood, if it only shows now that it has left, epoch ms. */
  readonly leftAt: number | null;
  /** Since when it stands here, if that only shows now, epoch ms. */
  readonly arrivedAt: number | null;
}

/** Where it is anchored after a fix, once it is known whether it moves. */
export function settle(anchor: Anchor, judged: Judged): Settled {
  const { moving, wasMoving } = judged;
  if (moving) return wasMoving ? driveOn(anchor, judged) : setOff(anchor, judged);
  return wasMoving || !anchor.stood
    ? arrive(anchor, judged)
    : settled(stayAt(anchor, judged), judged.bySpeed ?? 0);
}

function settled(anchor: Anchor, metres: number): Settled {
  return { anchor, metres, leftAt: null, arrivedAt: null };
}

function driveOn(anchor: Anchor, judged: Judged): Settled {
  const { fix, evidence, bySpeed } = judged;
  if (bySpeed !== null || !evidence.away) {
    const driven = drivenSince(anchor, judged);
    const next = evidence.away
      ? dropAnchor(fix, evidence.ownNoise, false)
      : { ...anchor, counted: anchor.counted + driven };
    return settled(next, driven);
  }
  const chord = { course: courseTo(anchor, fix), metres: evidence.metres };
  // Where fixes are dense they show the bends themselves.
  const bends = evidence.direct && fix.at - anchor.since <= SHORT;
  const bend = bends && anchor.chord ? bendBetween(anchor.chord, chord) : 0;
  return settled({ ...dropAnchor(fix, evidence.ownNoise, false), chord }, drivenSince(anchor, judged) + bend);
}

/** What it drove before anybody could be sure counts now. */
function setOff(anchor: Anchor, { fix, evidence, byFixes, bySpeed, credible }: Judged): Settled {
  const next = dropAnchor(fix, evidence.ownNoise, false);
  if (bySpeed !== null && !byFixes) return settled(next, bySpeed);
  const metres = Math.min(credible, Math.max(evidence.metres, bySpeed ?? 0));
  return { anchor: next, metres, leftAt: leftAt(anchor, fix, evidence.metres), arrivedAt: null };
}

/** By the first fix on the way, unless that was one that wandered long before. */
function leftAt({ until, beyond }: Anchor, { at, speed }: Fix, metres: number): number {
  const isOnWay = beyond !== null && kmhOf(metres - beyond.metres, at - beyond.at) >= WALKING_KMH;
  const first = isOnWay ? beyond : { at, metres };
  return Math.max(until, first.at - travelTime(speed, first.metres));
}

function arrive(anchor: Anchor, judged: Judged): Settled {
  const { fix, evidence, byFixes } = judged;
  const driven = drivenSince(anchor, judged);
  if (evidence.away || !byFixes) return settled(dropAnchor(fix, evidence.ownNoise, true), driven);
  return {
    anchor: { ...anchor, stood: true, until: fix.at },
    metres: driven,
    leftAt: null,
    arrivedAt: anchor.since,
  };
}

function drivenSince({ counted }: Anchor, { evidence, bySpeed, credible }: Judged): number {
  if (bySpeed !== null) return bySpeed;
  return evidence.away ? Math.min(credible, Math.max(0, evidence.metres - counted)) : 0;
}

/** The anchor of something that stands, after another fix. */
function stayAt(anchor: Anchor, { fix, evidence }: Judged): Anchor {
  const { metres, noise, ownNoise, away, silent, beyond } = evidence;
  if (!away) {
    const until = metres <= noise / 2 ? fix.at : anchor.until;
    return { ...averaged(anchor, fix), noise: anchor.noise + (ownNoise - anchor.noise) / 4, until };
  }
  if (silent) return dropAnchor(fix, ownNoise, true);
  const first = anchor.beyond;
  if (!first || fix.at - first.at < SETTLED || metresBetween(first, fix) > noise)
    return { ...anchor, beyond };
  return { ...dropAnchor(fix, ownNoise, true), since: first.at };
}

function averaged(anchor: Anchor, { at, lat, lng }: Fix): Anchor {
  if (at - anchor.averagedAt < FIX_EVERY) return { ...anchor, beyond: null };
  const fixes = Math.min(MOST_FIXES, anchor.fixes + 1);
  // Over the antimeridian there is no mean.
  const east = Math.abs(lng - anchor.lng) < 180 ? (lng - anchor.lng) / fixes : 0;
  const place = { lat: anchor.lat + (lat - anchor.lat) / fixes, lng: anchor.lng + east };
  return { ...anchor, ...place, fixes, averagedAt: at, beyond: null };
}

function kmhOf(metres: number, ms: number): number {
  return ms > 0 ? (metres / ms) * 3600 : Infinity;
}
