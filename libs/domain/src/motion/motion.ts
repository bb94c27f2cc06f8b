import type { Fix } from '../position/outlier';
import type { Attributes } from '../position/tracker-record';
import { noiseOf, type Anchor } from './anchor';
import { lookFrom, type Evidence } from './evidence';
import { noiseShownBy } from './wandering';

/** A standing asset moves from this speed on, km/h, unless its settings say otherwise: GPS drift stays below. */
export const START_KMH = 5;
/** A moving asset stands below this share of it: slow traffic stays above. */
const STOP_SHARE = 0.4;
/** So many times faster it is where ignition or accelerometer say that it stands. */
const AGAINST_INPUTS = 2;
/** ms: fixes that stay near one place for so long win over a speed or an accelerometer that says it moves. */
const REFUTED_AFTER = 240_000;

const LONGEST_INTERVAL = 900_000;

/** km/h. */
export interface MotionThresholds {
  readonly startKmh: number;
  readonly stopKmh: number;
}

/** What a witness says; null: nothing. */
type Claim = 'moving' | 'standing' | null;

/** What is known of an asset's movement; serialisable. */
export interface MotionState {
  /** Fix time of the newest record that was looked at, epoch ms. */
  readonly at: number;
  readonly moving: boolean;
  /** Null: never reported. */
  readonly ignition: boolean | null;
  /** What the speed, or the inputs, claimed when the fixes refuted it: neither is asked until it says otherwise. */
  readonly refutedSpeed: Claim;
  readonly refutedInputs: Claim;
  readonly anchor: Anchor | null;
}

export const UNKNOWN_MOTION: MotionState = {
  at: 0,
  moving: false,
  ignition: null,
  refutedSpeed: null,
  refutedInputs: null,
  anchor: null,
};

/** ms between two records that count for what was so at the first: nobody knows how long a silence of hours was so. */
export function countedTime(from: number, to: number): number {
  return Math.min(to - from, LONGEST_INTERVAL);
}

export function thresholdsFrom(startKmh: number): MotionThresholds {
  return startKmh === START_KMH ? USUAL : { startKmh, stopKmh: startKmh * STOP_SHARE };
}

const USUAL: MotionThresholds = { startKmh: START_KMH, stopKmh: START_KMH * STOP_SHARE };

/** The reported speed, km/h; null: none is, or the fixes have refuted it. */
export function believedSpeed(
  speed: number | null,
  refuted: Claim,
  { startKmh, stopKmh }: MotionThresholds,
): number | null {
  if (speed === null || refuted === null) return speed;
  return refuted === 'standing' ? (speed < startKmh ? null : speed) : speed >= stopKmh ? null : speed;
}

/** What a record tells of movement. */
export interface MotionInput {
  readonly attributes: Attributes;
  /** Where the asset is; null: the record does not tell. */
  readonly fix: Fix | null;
  /** km/h as it was reported, where the fix can be believed; else null. */
  readonly speed: number | null;
  readonly thresholds: MotionThresholds;
  /** The fix before. */
  readonly last: Fix | null;
}

export interface MotionJudgement {
  readonly moving: boolean;
  readonly ignition: boolean | null;
  readonly refutedSpeed: Claim;
  readonly refutedInputs: Claim;
  /** The fixes alone decided, whatever speed and inputs say. */
  readonly byFixes: boolean;
  /** Null: there was no fix, or none before it. */
  readonly evidence: Evidence | null;
}

/** Whether it moves: the table in docs/enrichment.md says which witness wins. */
export function judgeMotion(state: MotionState, input: MotionInput): MotionJudgement {
  const { attributes, fix, thresholds, last } = input;
  const { anchor, moving: wasMoving } = state;
  const ignition = typeof attributes.ignition === 'boolean' ? attributes.ignition : state.ignition;
  const claims = claimsOf(state, ignition, input);
  const claim = claims.speed ?? claims.inputs;
  const { refutedSpeed, refutedInputs } = claims;
  if (!fix || !anchor) {
    const moving = claim === null ? wasMoving : claim === 'moving';
    return { moving, ignition, refutedSpeed, refutedInputs, byFixes: false, evidence: null };
  }
  const evidence = lookFrom(anchor, fix, Math.max(noiseOf(attributes), noiseShownBy(anchor.wandering)), {
    moving: wasMoving,
    hasSpeed: claims.speed !== null,
    thresholds,
    last,
  });
  const moving = weigh(claim, evidence, wasMoving);
  const refuted = claim !== null && moving !== (claim === 'moving');
  const now = refuted ? refute(claims, claim) : { refutedSpeed, refutedInputs };
  return { moving, ignition, ...now, byFixes: refuted || claim === null, evidence };
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
  // An ignition that changes is not one that says the same for ever.
  const isNews = ignition !== state.ignition || (said !== null && said !== state.refutedInputs);
  const refutedInputs = isNews ? null : state.refutedInputs;
  const inputs = said === refutedInputs ? null : said;
  const believed = believedSpeed(speed, state.refutedSpeed, thresholds);
  // A believed speed is one that says otherwise than what was refuted.
  const refutedSpeed = believed === null ? state.refutedSpeed : null;
  const bySpeed =
    believed === null ? null : claimOfSpeed(believed, inputs === 'standing', state.moving, thresholds);
  return { speed: bySpeed, inputs, refutedSpeed, refutedInputs };
}

/** The fixes win once they prove the contrary; else whoever claims something. */
function weigh(claim: Claim, { proven, moves, stands, silent, ms }: Evidence, wasMoving: boolean): boolean {
  if (claim === 'moving') return !wasMoving || silent || !stands || ms < REFUTED_AFTER;
  if (claim === 'standing') return proven && !wasMoving;
  return moves || (wasMoving && !stands);
}

/** By speed with hysteresis. */
function claimOfSpeed(
  speed: number,
  denied: boolean,
  wasMoving: boolean,
  { startKmh, stopKmh }: MotionThresholds,
): Claim {
  if (denied) return speed >= startKmh * AGAINST_INPUTS ? 'moving' : 'standing';
  return speed >= startKmh || (speed >= stopKmh && wasMoving) ? 'moving' : 'standing';
}

/** Of ignition and accelerometer; an ignition that is on says nothing. */
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
