import type { Fix } from '../position/outlier';
import type { Attributes } from '../position/tracker-record';
import { lookFrom, noiseOf, type Anchor, type Evidence } from './anchor';

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

/** What is known of an asset's movement; serialisable. */
export interface MotionState {
  /** Fix time of the newest record that was looked at, epoch ms. */
  readonly at: number;
  readonly moving: boolean;
  /** Null: never reported. */
  readonly ignition: boolean | null;
  /** What speed and inputs claimed when the fixes refuted it: they are not asked until they say otherwise. */
  readonly refuted: 'moving' | 'standing' | null;
  readonly anchor: Anchor | null;
}

export const UNKNOWN_MOTION: MotionState = {
  at: 0,
  moving: false,
  ignition: null,
  refuted: null,
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
  refuted: MotionState['refuted'],
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
  readonly refuted: MotionState['refuted'];
  /** The fixes alone decided, whatever speed and inputs say. */
  readonly byFixes: boolean;
  /** Null: there was no fix, or none before it. */
  readonly evidence: Evidence | null;
}

/** Whether it moves: the table in docs/enrichment.md says which witness wins. */
export function judgeMotion(state: MotionState, input: MotionInput): MotionJudgement {
  const { attributes, fix, thresholds } = input;
  const { anchor, moving: wasMoving } = state;
  const ignition = typeof attributes.ignition === 'boolean' ? attributes.ignition : state.ignition;
  const motion = typeof attributes.motion === 'boolean' ? attributes.motion : null;
  const refuted = stillRefuted(state.refuted, input.speed, motion, thresholds);
  const speed = believedSpeed(input.speed, refuted, thresholds);
  const inputs = believedInputs(ignition, motion, refuted);
  const claim = speed === null ? inputs : claimOfSpeed(speed, inputs === 'standing', wasMoving, thresholds);
  if (!fix || !anchor) {
    const claimed = claim === null ? wasMoving : claim === 'moving';
    return { moving: claimed, ignition, refuted, byFixes: false, evidence: null };
  }
  const evidence = lookFrom(anchor, fix, noiseOf(attributes.accuracy), {
    moving: wasMoving,
    thresholds,
    last: input.last,
  });
  const moving = weigh(claim, evidence, wasMoving);
  const byFixes = claim === null || moving !== (claim === 'moving');
  return { moving, ignition, refuted: byFixes && claim !== null ? claim : refuted, byFixes, evidence };
}

type Claim = 'moving' | 'standing' | null;

/** The fixes win once they prove the contrary; else whoever claims something. */
function weigh(claim: Claim, { proven, moves, stands, stoodMs }: Evidence, wasMoving: boolean): boolean {
  if (claim === 'moving') return !wasMoving || stoodMs < REFUTED_AFTER;
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
function believedInputs(ignition: boolean | null, motion: boolean | null, refuted: Claim): Claim {
  const claim = ignition === false || motion === false ? 'standing' : motion === true ? 'moving' : null;
  return claim === refuted ? null : claim;
}

/** Once they say otherwise, they are asked again. */
function stillRefuted(
  refuted: Claim,
  speed: number | null,
  motion: boolean | null,
  { startKmh, stopKmh }: MotionThresholds,
): Claim {
  if (refuted === 'standing' && (speed === null ? motion === true : speed >= startKmh)) return null;
  if (refuted === 'moving' && (speed === null ? motion === false : speed < stopKmh)) return null;
  return refuted;
}

export function motionStatus({
  moving,
  ignition,
}: Pick<MotionState, 'moving' | 'ignition'>): 'moving' | 'idling' | 'stopped' {
  if (moving) return 'moving';
  return ignition === true ? 'idling' : 'stopped';
}
