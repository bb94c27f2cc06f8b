import type { Fix } from '../position/outlier';
import { metresBetween, type Place } from '../position/place';
import type { Attributes } from '../position/tracker-record';
import { bendBetween, courseTo, travelTime, type Chord } from '../position/travel';
import { kmhOf, type Evidence } from './evidence';
import { isQuiet, type Pin } from './pin';
import type { Spot } from './spot';
import { beginWandering, wander, type Wandering } from './wandering';

/** Metres that the fixes of something that stands may be apart where no accuracy is reported. */
const LEAST_NOISE = 30;
/** So many times the reported accuracy, which holds for two fixes of three. */
const ACCURACIES = 2;
const METRES_PER_HDOP = 10;
/** ms: farther apart, fixes say nothing of the bends between them. */
const LONGEST_CHORD = 90_000;
/** Where fixes are dense their noise looks like bends, too: so much less of them counts. */
const DENSE = 1.5;
/** Fixes that an anchor is the mean of, at most, and ms between two of them, so that no cadence drags it along. */
const MOST_FIXES = 20;
const FIX_EVERY = 15_000;
/** ms: fixes that stay together for so long beyond the noise are at another place. */
const SETTLED = 180_000;
/** km/h: whoever wanders is slower. */
const WALKING_KMH = 3;
/** km/h: nobody walks faster, noise included. */
const RUNNING_KMH = 12;

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
  /** The way to it, where its way is only known by such anchors, and whether it took no longer than walking. */
  readonly chord: Chord | null;
  readonly walked: boolean;
  /** First of the fixes beyond the noise that have not been taken for movement. */
  readonly beyond: Beyond | null;
  /** Null: a speed tells. */
  readonly spot: Spot | null;
  /** Null: its fixes do not wander, as far as is known. */
  readonly wandering: Wandering | null;
}

export interface Beyond extends Place {
  readonly at: number;
  /** From the anchor. */
  readonly metres: number;
  /** Fixes in this direction. */
  readonly count: number;
  /** The way since the anchor, in so many legs of so many metres in all. */
  readonly legs: number;
  readonly path: number;
  readonly to: Place;
}

/** An anchor at a fix. */
export function dropAnchor({ at, lat, lng }: Fix, noise: number, stood: boolean): Anchor {
  return {
    lat,
    lng,
    noise,
    since: at,
    until: at,
    fixes: 1,
    averagedAt: at,
    stood,
    counted: 0,
    chord: null,
    walked: false,
    beyond: null,
    spot: null,
    wandering: null,
  };
}

/** Metres by which the fixes of something that stands may be off. */
export function noiseOf({ accuracy, hdop }: Attributes): number {
  if (typeof accuracy === 'number') return Math.max(LEAST_NOISE, ACCURACIES * accuracy);
  return typeof hdop === 'number' ? Math.max(LEAST_NOISE, METRES_PER_HDOP * hdop) : LEAST_NOISE;
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
  const { spot } = judged.evidence;
  const next = move(anchor, judged);
  if (!spot && !next.anchor.spot && !next.anchor.wandering) return next;
  const wandering = spot && wanderingAfter(anchor, judged);
  return { ...next, anchor: { ...next.anchor, spot, wandering } };
}

function wanderingAfter(anchor: Anchor, { fix, evidence, moving, wasMoving }: Judged): Wandering | null {
  if (anchor.wandering) return wander(anchor.wandering, fix, LEAST_NOISE);
  return moving && !wasMoving ? beginWandering(anchor, evidence.metres) : null;
}

function move(anchor: Anchor, judged: Judged): Settled {
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
    if (evidence.away) return settled(dropAnchor(fix, evidence.ownNoise, false), driven);
    return settled({ ...anchor, counted: anchor.counted + driven }, driven);
  }
  const chord = { course: courseTo(anchor, fix), metres: evidence.metres };
  const bends = anchor.chord !== null && fix.at - anchor.since <= LONGEST_CHORD;
  const bend = bends ? bendBetween(anchor.chord, chord) / (evidence.direct ? 1 : DENSE) : 0;
  const walked = kmhOf(evidence.metres, fix.at - anchor.since) < RUNNING_KMH;
  const next = { ...dropAnchor(fix, evidence.ownNoise, false), chord, walked };
  return settled(next, drivenSince(anchor, judged) + bend);
}

/** What it drove before anybody could be sure counts now. */
function setOff(anchor: Anchor, { fix, evidence, byFixes, bySpeed, credible }: Judged): Settled {
  const next = dropAnchor(fix, evidence.ownNoise, false);
  if (bySpeed !== null && !byFixes) return settled(next, bySpeed);
  const metres = Math.min(credible, Math.max(evidence.metres, bySpeed ?? 0));
  const chord = { course: courseTo(anchor, fix), metres: evidence.metres };
  const left = leftAt(anchor, fix, evidence);
  const walked = kmhOf(evidence.metres, fix.at - left) < RUNNING_KMH;
  return { anchor: { ...next, chord, walked }, metres, leftAt: left, arrivedAt: null };
}

/** By the first fix on the way, unless that was one that wandered long before. */
function leftAt(
  { until, beyond, spot: before }: Anchor,
  { at, speed }: Fix,
  { metres, spot }: Evidence,
): number {
  // A quiet receiver tells to a second.
  if (spot?.leaves && before)
    return spot.stride?.at ?? Math.max(before.pin.until, at - travelTime(speed, metres));
  const isOnWay = beyond !== null && kmhOf(metres - beyond.metres, at - beyond.at) >= WALKING_KMH;
  const first = isOnWay ? beyond : { at, metres };
  return Math.max(until, first.at - travelTime(speed, first.metres));
}

function arrive(anchor: Anchor, judged: Judged): Settled {
  const { fix, evidence, byFixes } = judged;
  const driven = drivenSince(anchor, judged);
  const pin = evidence.spot?.pin;
  if (byFixes && pin && pin.since > anchor.since && isQuiet(pin)) return arriveAt(pin, anchor, judged);
  if (evidence.away || !byFixes) return settled(dropAnchor(fix, evidence.ownNoise, true), driven);
  return {
    anchor: { ...anchor, stood: true, until: fix.at },
    metres: driven,
    leftAt: null,
    arrivedAt: anchor.since,
  };
}

/** A quiet receiver tells where it stands better than the last anchor of the way. */
function arriveAt({ lat, lng, since }: Pin, anchor: Anchor, { fix, evidence, credible }: Judged): Settled {
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

/** The anchor of something that stands, after another fix. */
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
  if (at - anchor.averagedAt < FIX_EVERY) return { ...anchor, noise, until, beyond: null };
  const fixes = Math.min(MOST_FIXES, anchor.fixes + 1);
  // Over the antimeridian there is no mean.
  const east = Math.abs(lng - anchor.lng) < 180 ? (lng - anchor.lng) / fixes : 0;
  const mean = { lat: anchor.lat + (lat - anchor.lat) / fixes, lng: anchor.lng + east };
  return {
    ...anchor,
    lat: mean.lat,
    lng: mean.lng,
    noise,
    until,
    fixes,
    averagedAt: at,
    beyond: null,
  };
}
