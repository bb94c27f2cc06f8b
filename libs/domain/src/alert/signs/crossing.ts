import type { Fence } from '../../geofence/fence';
import { metresBetween } from '../../position/place';
import type { TrustedFix } from '../alert-state';
import type { Moment } from '../moment';

/** Fixes that stay beyond an edge for so long are no jitter, however near to it. */
const SETTLED_AFTER = 60_000;

/** Between two fixes an asset may have left and come back. Ms and metres. */
const UNSEEN = 180_000;
const ELSEWHERE = 100;

/** Of a fence in which an asset is, or at whose edge. Without it, it is outside. Epoch ms. */
// A type, since an interface is no record.
export type FenceMemory = {
  readonly inside: boolean;
  /** When it came to this side. */
  readonly since: number;
  /** Since when its fixes have been on the other side, but too near to the edge to be sure; null: they are not. */
  readonly wavering: number | null;
  /** When the shape was drawn by which that was found. */
  readonly drawn: number;
};

/** Metres both. */
export interface EdgeRule {
  readonly hysteresisM: number;
  readonly maxAccuracyM: number;
}

export interface Crossing {
  readonly memory: FenceMemory | null;
  /** When it came to the side where it is now; null: it has not crossed the edge. */
  readonly crossedAt: number | null;
}

/**
 * Returns where an asset is after another fix. It has crossed an edge once it is beyond it by the hysteresis, or has
 * stayed beyond it: then it crossed with the first fix there.
 */
export function cross(
  before: FenceMemory | null,
  { from, at }: Moment,
  fence: Fence,
  { to, hysteresisM, maxAccuracyM }: EdgeRule & { readonly to: TrustedFix },
): Crossing {
  const metres = fence.distance(to);
  const margin = marginOf(fence, Math.max(hysteresisM, to.accuracy ?? 0));
  if (before) return followOn(mayHaveLeft(before, from, to), at, { metres, margin });
  if (metres > 0) return OUTSIDE;
  const start = from && !isVague(from, maxAccuracyM) ? from : null;
  return meet(fence, { wasSeen: from !== null, from: start, at, isSure: metres <= -margin });
}

/** One who has been unseen and comes to light elsewhere may have been outside meanwhile: the stay begins anew. */
function mayHaveLeft(before: FenceMemory, from: TrustedFix | null, to: TrustedFix): FenceMemory {
  const isUnseen =
    before.inside && from !== null && to.at - from.at > UNSEEN && metresBetween(from, to) > ELSEWHERE;
  return isUnseen ? { ...before, since: to.at } : before;
}

interface Distance {
  readonly metres: number;
  readonly margin: number;
}

function followOn(before: FenceMemory, at: number, { metres, margin }: Distance): Crossing {
  const beyond = before.inside ? metres : -metres;
  if (beyond < 0 || (beyond === 0 && before.inside)) return stay(before);
  const since = before.wavering ?? at;
  if (beyond < margin && at - since < SETTLED_AFTER)
    return { memory: { ...before, wavering: since }, crossedAt: null };
  if (before.inside) return { memory: null, crossedAt: since };
  return { memory: { ...before, inside: true, since, wavering: null }, crossedAt: since };
}

const OUTSIDE: Crossing = { memory: null, crossedAt: null };

/** Of a fence that is small, half of its depth at most: else nobody would ever be inside. */
export function marginOf({ depthM }: Fence, metres: number): number {
  return Math.min(metres, depthM / 2);
}

export function isVague({ accuracy }: Pick<TrustedFix, 'accuracy'>, maxAccuracyM: number): boolean {
  return accuracy !== null && accuracy > maxAccuracyM;
}

interface Meeting {
  readonly wasSeen: boolean;
  readonly from: TrustedFix | null;
  readonly at: number;
  readonly isSure: boolean;
}

/** An asset that was inside when it, the rule or the fence was first seen has not entered. */
function meet(fence: Fence, { wasSeen, from, at, isSure }: Meeting): Crossing {
  const memory = { inside: true, since: at, wavering: null, drawn: fence.since };
  const cameFromOutside = from ? from.at >= fence.since && fence.distance(from) > 0 : wasSeen;
  if (!cameFromOutside) return { memory, crossedAt: null };
  if (isSure) return { memory, crossedAt: at };
  return { memory: { ...memory, inside: false, wavering: at }, crossedAt: null };
}

/** On the side where it was known to be; one that has only touched the edge is outside again. */
function stay(before: FenceMemory): Crossing {
  if (!before.inside) return OUTSIDE;
  return { memory: before.wavering === null ? before : { ...before, wavering: null }, crossedAt: null };
}
