import type { Fix } from '../position/outlier';
import { metresBetween } from '../position/place';
import { bendBetween, courseTo, travelTime, type Chord } from '../position/travel';
import { copyOf, dropAnchor, type Anchor } from './anchor';
import { isNear, type Around } from './around';
import { kmhOf, type Evidence } from './evidence';
import { LEAST_NOISE } from './noise';
import { keepPath, windingOf, type Path } from './path';
import { isQuiet } from './pin';
import { middleOf } from './roaming';
import { beginWandering, wander, type Wandering } from './wandering';

/** Fixes more than this many ms apart say nothing about the bends between them. */
const LONGEST_CHORD = 90_000;
/** Where fixes are dense, their noise looks like bends too, so bends count for less by this factor. */
const DENSE = 1.5;
/**
 * Maximum number of fixes that an anchor averages, and minimum ms between two of them, so that no reporting
 * interval drags it along.
 */
const MOST_FIXES = 20;
const FIX_EVERY = 15_000;
/** Fixes that stay together beyond the noise for this many ms are at another place. */
const SETTLED = 180_000;
/** A stationary asset that is this many metres away after a silence is at another place. */
const ELSEWHERE = 200;
/** Wandering fixes are slower than this, km/h. */
const WALKING_KMH = 3;
/** Nobody walks faster than this, km/h, including noise. */
const RUNNING_KMH = 12;

/** A fix and its evaluation. */
export interface Judged {
  readonly fix: Fix;
  readonly evidence: Evidence;
  readonly wasMoving: boolean;
  readonly moving: boolean;
  /** Whether the fixes alone decided. */
  readonly byFixes: boolean;
  /**
   * Metres since the last fix if both speeds are known; otherwise null, and the distance from the anchor counts.
   */
  readonly bySpeed: number | null;
  /** Maximum metres driven since the last fix. */
  readonly credible: number;
}

export interface Settled {
  readonly anchor: Anchor;
  /** Metres driven. */
  readonly metres: number;
  /** When it was last observed at its stop, epoch ms, if its departure becomes known only now. */
  readonly leftAt: number | null;
  /** When it arrived here, epoch ms, if that becomes known only now. */
  readonly arrivedAt: number | null;
}

/** Returns the anchor after a fix, once it is known whether the asset moves. */
export function settle(anchor: Anchor, judged: Judged): Settled {
  const { spot } = judged.evidence;
  const next = move(anchor, judged);
  if (!spot && !next.anchor.spot && !next.anchor.wandering) return next;
  const { metres, leftAt, arrivedAt } = next;
  const there = copyOf(next.anchor);
  there.spot = spot;
  there.wandering = spot && wanderingAfter(anchor, judged);
  return { anchor: there, metres, leftAt, arrivedAt };
}

function wanderingAfter(anchor: Anchor, { fix, evidence, moving, wasMoving }: Judged): Wandering | null {
  if (anchor.wandering) return wander(anchor.wandering, fix, LEAST_NOISE);
  return moving && !wasMoving ? beginWandering(anchor, evidence.metres) : null;
}

function move(anchor: Anchor, judged: Judged): Settled {
  const { moving, wasMoving } = judged;
  if (moving) return wasMoving ? driveOn(anchor, judged) : setOff(anchor, judged);
  if (wasMoving || !anchor.stood) return arrive(anchor, judged);
  return settled(stayAt(anchor, judged), Math.max(judged.bySpeed ?? 0, takenMetres(judged)));
}

/** An asset that is elsewhere after a silence has come there, nobody knows how. */
function takenMetres({ evidence: { silent, metres }, credible }: Judged): number {
  return silent && metres > ELSEWHERE ? Math.min(credible, metres) : 0;
}

function settled(anchor: Anchor, metres: number): Settled {
  return { anchor, metres, leftAt: null, arrivedAt: null };
}

function driveOn(anchor: Anchor, judged: Judged): Settled {
  const { fix, evidence, bySpeed } = judged;
  if (bySpeed !== null) return passOn(anchor, judged);
  if (!evidence.away) return settled(onPath(anchor, keepPath(anchor, fix, evidence.noise)), 0);
  const chord = { course: courseTo(anchor, fix), metres: evidence.metres, ms: fix.at - anchor.since };
  const bend = bendOf(anchor, chord, judged);
  const walked = kmhOf(evidence.metres, fix.at - anchor.since) < RUNNING_KMH;
  const next = dropAnchor(fix, evidence.ownNoise, false);
  next.around = aroundOf(anchor, fix, evidence.noise);
  next.chord = chord;
  next.walked = walked;
  return settled(next, drivenSince(anchor, judged) + bend);
}

function onPath(anchor: Anchor, path: Path | null): Anchor {
  const next = copyOf(anchor);
  next.path = path;
  return next;
}

/** Returns by how many metres the path to a fix is longer than the straight line, as fixes or turns show. */
function bendOf(
  { chord: before, since, path }: Anchor,
  chord: Chord,
  { fix, evidence: { metres, direct } }: Judged,
): number {
  const winding = windingOf(path, fix, metres);
  if (before === null || fix.at - since > LONGEST_CHORD) return winding;
  return Math.max(winding, bendBetween(before, chord) / (direct ? 1 : DENSE));
}

function passOn(anchor: Anchor, judged: Judged): Settled {
  const { fix, evidence } = judged;
  const driven = drivenSince(anchor, judged);
  if (!evidence.away) return settled(withCounted(anchor, driven), driven);
  const next = dropAnchor(fix, evidence.ownNoise, false);
  next.around = aroundOf(anchor, fix, evidence.noise);
  return settled(next, driven + missedSince(anchor, driven, judged));
}

function withCounted(anchor: Anchor, metres: number): Anchor {
  const next = copyOf(anchor);
  next.counted += metres;
  return next;
}

/** Returns the place that the asset has not got away from; null if it has. */
function aroundOf({ around, lat, lng, since }: Anchor, fix: Fix, noise: number): Around | null {
  const place = around ?? { lat, lng, since };
  return isNear(place, fix, noise) ? place : null;
}

/**
 * Returns by how much the metres counted from fix to fix fall short of the distance: speeds may be too low.
 */
function missedSince({ counted }: Anchor, driven: number, { evidence, credible }: Judged): number {
  return evidence.direct ? 0 : Math.max(0, Math.min(credible, evidence.metres) - counted - driven);
}

/** Counts the distance driven before the movement was certain. */
function setOff(anchor: Anchor, { fix, evidence, byFixes, bySpeed, credible }: Judged): Settled {
  const next = dropAnchor(fix, evidence.ownNoise, false);
  if (bySpeed !== null && !byFixes) return settled(next, bySpeed);
  const metres = Math.min(credible, Math.max(evidence.metres, bySpeed ?? 0));
  const left = leftAt(anchor, fix, evidence);
  next.chord = { course: courseTo(anchor, fix), metres: evidence.metres, ms: fix.at - left };
  next.walked = kmhOf(evidence.metres, fix.at - left) < RUNNING_KMH;
  return { anchor: next, metres, leftAt: left, arrivedAt: null };
}

/** Takes the time from the first fix on the way, unless that fix wandered long before. */
function leftAt(
  { until, beyond, spot: before }: Anchor,
  { at, speed }: Fix,
  { metres, spot }: Evidence,
): number {
  // A quiet receiver shows the departure to the second.
  if (spot?.leaves && before)
    return spot.stride?.at ?? Math.max(before.pin.until, at - travelTime(speed, metres));
  const isOnWay = beyond !== null && kmhOf(metres - beyond.metres, at - beyond.at) >= WALKING_KMH;
  const first = isOnWay ? beyond : { at, metres };
  return Math.max(until, first.at - travelTime(speed, first.metres));
}

function arrive(anchor: Anchor, judged: Judged): Settled {
  const { fix, evidence, byFixes } = judged;
  const driven = drivenSince(anchor, judged);
  const place = byFixes ? placeOf(anchor, evidence) : null;
  if (place) return arriveAt(place, anchor, judged);
  if (evidence.away || !byFixes) return settled(dropAnchor(fix, evidence.ownNoise, true), driven);
  return {
    anchor: { ...anchor, stood: true, until: fix.at },
    metres: driven,
    leftAt: null,
    arrivedAt: anchor.since,
  };
}

/** Returns what locates the stop better than the last anchor on the way, as the fixes of a quiet receiver do. */
function placeOf(anchor: Anchor, { around, spot, astray, roaming }: Evidence): Around | null {
  if (astray && roaming) {
    const { lat, lng } = middleOf(roaming);
    return { lat, lng, since: anchor.since };
  }
  if (around) return anchor.around;
  return spot && spot.pin.since > anchor.since && isQuiet(spot.pin) ? spot.pin : null;
}

function arriveAt({ lat, lng, since }: Around, anchor: Anchor, { fix, evidence, credible }: Judged): Settled {
  const metres = metresBetween(anchor, { lat, lng });
  const at = Math.min(since, anchor.since + travelTime(null, metres));
  const there = { at, lat, lng, speed: null };
  return {
    anchor: { ...dropAnchor(there, evidence.ownNoise, true), until: fix.at },
    metres: Math.min(credible, Math.max(0, metres - anchor.counted)),
    leftAt: null,
    arrivedAt: at,
  };
}

function drivenSince({ counted }: Anchor, { evidence, bySpeed, credible }: Judged): number {
  if (bySpeed !== null) return bySpeed;
  return evidence.away ? Math.min(credible, Math.max(0, evidence.metres - counted)) : 0;
}

/** Updates the anchor of a stationary asset with another fix. */
function stayAt(anchor: Anchor, { fix, evidence }: Judged): Anchor {
  const { metres, noise, ownNoise, away, silent, beyond } = evidence;
  if (!away) {
    const until = metres <= noise / 2 ? fix.at : anchor.until;
    return averaged(anchor, fix, { noise: anchor.noise + (ownNoise - anchor.noise) / 4, until });
  }
  if (silent) return dropAnchor(fix, ownNoise, true);
  const first = anchor.beyond;
  if (!first || fix.at - first.at < SETTLED || metresBetween(first, fix) > noise)
    return { ...anchor, beyond };
  return { ...dropAnchor(fix, ownNoise, true), since: first.at };
}

function averaged(
  anchor: Anchor,
  { at, lat, lng }: Fix,
  { noise, until }: Pick<Anchor, 'noise' | 'until'>,
): Anchor {
  const next = copyOf(anchor);
  next.noise = noise;
  next.until = until;
  next.beyond = null;
  if (at - anchor.averagedAt < FIX_EVERY) return next;
  next.fixes = Math.min(MOST_FIXES, anchor.fixes + 1);
  next.averagedAt = at;
  next.lat += (lat - anchor.lat) / next.fixes;
  // Longitudes on both sides of the antimeridian can't be averaged.
  if (Math.abs(lng - anchor.lng) < 180) next.lng += (lng - anchor.lng) / next.fixes;
  return next;
}
