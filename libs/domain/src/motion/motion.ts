import type { Fix } from '../position/outlier';
import type { Attributes } from '../position/tracker-record';
import type { Anchor } from './anchor';
import { REFUTED_AFTER } from './around';
import { lookFrom, type Evidence } from './evidence';
import { noiseOf } from './noise';
import { beginRoaming, middleOf, roam, scatterOf, type Roaming } from './roaming';
import { beginScatter, isThere, knownScatter, noiseScattered, scatter, type Scatter } from './scatter';
import { noiseShownBy } from './wandering';

/**
 * A stationary asset counts as moving from this speed on, km/h, unless its settings say otherwise. GPS drift stays
 * below.
 */
export const START_KMH = 5;
/** A moving asset counts as stationary below this share of that speed. Slow traffic stays above. */
const STOP_SHARE = 0.4;
/** Factor on that speed if ignition or accelerometer say that the asset is stationary. */
const AGAINST_INPUTS = 2;

const LONGEST_INTERVAL = 900_000;

/** km/h. */
export interface MotionThresholds {
  readonly startKmh: number;
  readonly stopKmh: number;
}

/** The claim of a witness; null if it makes none. */
type Claim = 'moving' | 'standing' | null;

/** State of an asset's movement; serialisable. */
export interface MotionState {
  /** Fix time of the newest record evaluated, epoch ms. */
  readonly at: number;
  readonly moving: boolean;
  /** Null if it was never reported. */
  readonly ignition: boolean | null;
  /**
   * The claim of the speed, or of the inputs, that the fixes have refuted. That witness is ignored until it changes
   * its claim.
   */
  readonly refutedSpeed: Claim;
  readonly refutedInputs: Claim;
  readonly anchor: Anchor | null;
  /** How far the fixes are off at this stop if no speed is known; null: unknown. */
  readonly scatter: Scatter | null;
  /** Null unless it moves and no speed is known. */
  readonly roaming: Roaming | null;
}

export const UNKNOWN_MOTION: MotionState = {
  at: 0,
  moving: false,
  ignition: null,
  refutedSpeed: null,
  refutedInputs: null,
  anchor: null,
  scatter: null,
  roaming: null,
};

/**
 * Time in ms between two records that counts for the state at the first. During hours of silence the state is
 * unknown.
 */
export function countedTime(from: number, to: number): number {
  return Math.min(to - from, LONGEST_INTERVAL);
}

export function thresholdsFrom(startKmh: number): MotionThresholds {
  return startKmh === START_KMH ? USUAL : { startKmh, stopKmh: startKmh * STOP_SHARE };
}

const USUAL: MotionThresholds = { startKmh: START_KMH, stopKmh: START_KMH * STOP_SHARE };

/** Returns the reported speed, km/h; null if there is none or the fixes have refuted it. */
export function believedSpeed(
  speed: number | null,
  refuted: Claim,
  { startKmh, stopKmh }: MotionThresholds,
): number | null {
  if (speed === null || refuted === null) return speed;
  return refuted === 'standing' ? (speed < startKmh ? null : speed) : speed >= stopKmh ? null : speed;
}

/** What a record reveals about movement. */
export interface MotionInput {
  readonly attributes: Attributes;
  /** Position of the asset; null if the record has none. */
  readonly fix: Fix | null;
  /** Reported speed, km/h, if the fix is credible; otherwise null. */
  readonly speed: number | null;
  /** Mean speed by the device's odometer since the record before, km/h; 0 if unknown. */
  readonly counterKmh: number;
  readonly thresholds: MotionThresholds;
  /** The previous fix. */
  readonly last: Fix | null;
  /** When the asset was last seen near that fix, epoch ms. */
  readonly seenAt: number;
}

export interface MotionJudgement extends Omit<MotionState, 'at' | 'anchor'> {
  /** Whether the fixes alone decided, regardless of speed and inputs. */
  readonly byFixes: boolean;
  /** Null without a fix, or without an earlier one. */
  readonly evidence: Evidence | null;
}

/** Decides whether the asset moves. The table in docs/enrichment.md says which witness prevails. */
export function judgeMotion(state: MotionState, input: MotionInput): MotionJudgement {
  const { attributes, fix } = input;
  const { anchor, moving: wasMoving } = state;
  const ignition = typeof attributes.ignition === 'boolean' ? attributes.ignition : state.ignition;
  const claims = claimsOf(state, ignition, input);
  const claim = claims.speed ?? claims.inputs;
  if (!fix || !anchor) {
    const moving = movesUnseen(claim, wasMoving, input);
    const { scatter, roaming } = state;
    return {
      moving,
      ignition,
      refutedSpeed: claims.refutedSpeed,
      refutedInputs: claims.refutedInputs,
      byFixes: false,
      evidence: null,
      scatter,
      roaming,
    };
  }
  const hasSpeed = claims.speed !== null;
  const evidence = look({ fix, anchor, hasSpeed }, state, input);
  const moving = weigh(claim, evidence, wasMoving);
  const refuted = claim !== null && moving !== (claim === 'moving');
  const now = refuted ? refute(claims, claim) : claims;
  // One literal, as in the evidence: spreading costs more than judging.
  return {
    moving,
    ignition,
    refutedSpeed: now.refutedSpeed,
    refutedInputs: now.refutedInputs,
    byFixes: refuted || claim === null,
    evidence,
    scatter: hasSpeed ? state.scatter : scatterAfter(anchor, state, { fix, evidence, moving }),
    roaming: moving ? evidence.roaming : null,
  };
}

interface Seen {
  readonly fix: Fix;
  readonly anchor: Anchor;
  readonly hasSpeed: boolean;
}

function look({ fix, anchor, hasSpeed }: Seen, state: MotionState, input: MotionInput): Evidence {
  const { attributes, thresholds, last, seenAt } = input;
  const { moving } = state;
  const roaming = hasSpeed || !moving || !last ? null : roam(state.roaming ?? beginRoaming(last), last, fix);
  const scattered = hasSpeed ? 0 : noiseShown(anchor, state);
  const noise = Math.max(noiseOf(attributes), noiseShownBy(anchor.wandering), scattered);
  return lookFrom(anchor, fix, noise, { roaming, moving, hasSpeed, thresholds, last, seenAt });
}

/** Where it has driven on, the scatter of its last stop is no more. */
function noiseShown({ wandering }: Anchor, { moving, scatter }: MotionState): number {
  return moving && !wandering ? 0 : noiseScattered(scatter);
}

function scatterAfter(
  { wandering, stood }: Anchor,
  { scatter: before, moving: wasMoving }: MotionState,
  { fix, evidence: { astray, roaming }, moving }: { fix: Fix; evidence: Evidence; moving: boolean },
): Scatter | null {
  if (moving) return wandering || stood ? before : null;
  if (astray && roaming) return knownScatter(middleOf(roaming), scatterOf(roaming));
  return before && (!wasMoving || isThere(before, fix)) ? scatter(before, fix) : beginScatter(fix);
}

/** Judges a record that has no fix, or the first that has one. */
function movesUnseen(
  claim: Claim,
  wasMoving: boolean,
  { fix, counterKmh, thresholds }: MotionInput,
): boolean {
  if (claim !== null) return claim === 'moving';
  return wasMoving || (!fix && counterKmh >= thresholds.startKmh);
}

function refute({ speed, inputs, ...before }: Claims, claim: Claim) {
  return {
    refutedSpeed: speed === claim ? claim : before.refutedSpeed,
    refutedInputs: inputs === claim ? claim : before.refutedInputs,
  };
}

interface Claims extends Pick<MotionState, 'refutedSpeed' | 'refutedInputs'> {
  readonly speed: Claim;
  readonly inputs: Claim;
}

function claimsOf(
  state: MotionState,
  ignition: boolean | null,
  { attributes, speed, thresholds }: MotionInput,
): Claims {
  const said = claimOfInputs(ignition, attributes.motion);
  // An ignition that changes is not stuck.
  const isNews = ignition !== state.ignition || (said !== null && said !== state.refutedInputs);
  const refutedInputs = isNews ? null : state.refutedInputs;
  const inputs = said === refutedInputs ? null : said;
  const believed = believedSpeed(speed, state.refutedSpeed, thresholds);
  // A speed is believed again once it differs from the refuted claim.
  const refutedSpeed = believed === null ? state.refutedSpeed : null;
  const bySpeed =
    believed === null ? null : claimOfSpeed(believed, inputs === 'standing', state.moving, thresholds);
  return { speed: bySpeed, inputs, refutedSpeed, refutedInputs };
}

/** The fixes prevail once they prove the contrary; otherwise whichever witness makes a claim. */
function weigh(
  claim: Claim,
  { proven, moves, stands, around, silent, ms }: Evidence,
  wasMoving: boolean,
): boolean {
  if (claim === 'moving') return !wasMoving || silent || !(around || (stands && ms >= REFUTED_AFTER));
  if (claim === 'standing') return proven && !wasMoving;
  return moves || (wasMoving && !stands);
}

/** Judges by speed, with hysteresis. */
function claimOfSpeed(
  speed: number,
  denied: boolean,
  wasMoving: boolean,
  { startKmh, stopKmh }: MotionThresholds,
): Claim {
  if (denied) return speed >= startKmh * AGAINST_INPUTS ? 'moving' : 'standing';
  return speed >= startKmh || (speed >= stopKmh && wasMoving) ? 'moving' : 'standing';
}

/** Judges by ignition and accelerometer. An ignition that is on says nothing about movement. */
function claimOfInputs(ignition: boolean | null, motion: unknown): Claim {
  if (ignition === false || motion === false) return 'standing';
  return motion === true ? 'moving' : null;
}

export function motionStatus({
  moving,
  ignition,
}: Pick<MotionState, 'moving' | 'ignition'>): 'moving' | 'idling' | 'stopped' {
  if (moving) return 'moving';
  return ignition === true ? 'idling' : 'stopped';
}
