import type { Fence } from '../../geofence/fence';
import type { ConditionOf, FenceChoice } from '../alert-condition';
import type { AlertDetails } from '../alert-event';
import type { TrustedFix, Watch } from '../alert-state';
import type { Moment } from '../moment';
import { instant, lasting, NO_SIGNS, type ReadSigns, type Sign } from '../sign';
import { cross, isVague, type Crossing, type FenceMemory } from './crossing';
import { passThrough } from './pass-through';

type FenceCondition = ConditionOf<'geofence.entered' | 'geofence.exited' | 'geofence.dwelled'>;

/** How long a parked asset may be late with its next record. */
const LATENESS = 60_000;

/** Entered, exited and dwelled. */
export const geofenceSigns: ReadSigns<FenceCondition> = (watches, moment, condition, world) => {
  if (watches.size === 0 && moment.near.length === 0) return NO_SIGNS;
  const to = placeOf(moment, condition);
  const signs: Sign[] = [];
  for (const [subject, watch] of watches) {
    if (!isFollowed(watch)) continue;
    const fence = world.fences.get(Number(subject));
    add(signs, signOf(watch, { subject, fence, moment, condition, to }));
  }
  for (const fence of to ? moment.near : []) {
    const subject = String(fence.id);
    if (isFollowed(watches.get(subject)) || !isChosen(condition.fences, fence.id)) continue;
    add(signs, signOf(undefined, { subject, fence, moment, condition, to }));
  }
  return signs;
};

/** Null: vague and doubted fixes cross nothing. */
function placeOf({ to }: Moment, { maxAccuracyM }: FenceCondition): TrustedFix | null {
  return to && !isVague(to, maxAccuracyM) ? to : null;
}

/** Whether it was inside, or at the edge. */
function isFollowed(watch: Watch | undefined): boolean {
  return watch !== undefined && watch.memory !== null;
}

function add(signs: Sign[], sign: Sign | null): void {
  if (sign) signs.push(sign);
}

interface FenceSight {
  readonly subject: string;
  /** Undefined: it is deleted. */
  readonly fence: Fence | undefined;
  readonly moment: Moment;
  readonly condition: FenceCondition;
  readonly to: TrustedFix | null;
}

const chosen = new WeakMap<readonly number[], ReadonlySet<number>>();

function isChosen(fences: FenceChoice, id: number): boolean {
  if (fences === 'all') return true;
  const known = chosen.get(fences) ?? new Set(fences);
  chosen.set(fences, known);
  return known.has(id);
}

/** Null: there is nothing to tell. */
function signOf(watch: Watch | undefined, sight: FenceSight): Sign | null {
  const { subject, fence, moment, condition, to } = sight;
  const { hysteresisM, maxAccuracyM } = condition;
  const before = (watch?.memory ?? null) as FenceMemory | null;
  if (!fence) return forget(sight, moment.at);
  if (before && before.drawn !== fence.since) return forget(sight, fence.since);
  const { memory, crossedAt } = to
    ? cross(before, moment, fence, { to, hysteresisM, maxAccuracyM })
    : { memory: before, crossedAt: null };
  return tell({ subject, fence, moment, condition, to, before, memory, crossedAt });
}

function tell(told: Told): Sign | null {
  const isDwell = told.condition.type === 'geofence.dwelled';
  if (isOutside(told) && !isDwell) return passed(told);
  if (isOutside(told) && told.before === null) return null;
  return isDwell ? dwelled(told) : crossed(told);
}

type Told = FenceSight & Crossing & { readonly fence: Fence; readonly before: FenceMemory | null };

function isOutside({ memory, crossedAt }: Crossing): boolean {
  return memory === null && crossedAt === null;
}

function detailsOf({ id, name }: Fence): AlertDetails {
  return { geofenceId: id, geofenceName: name };
}

function crossed({ subject, fence, condition, before, memory, crossedAt }: Told): Sign | null {
  if (crossedAt === null && memory === before) return null;
  const isInside = memory?.inside ?? false;
  const isTold = isInside === (condition.type === 'geofence.entered');
  return instant(condition.type, isTold ? crossedAt : null, { subject, memory, details: detailsOf(fence) });
}

/** Between two fixes, or not at all. */
function passed({ subject, fence, moment, condition, before, to }: Told): Sign | null {
  const passage = to && passThrough(moment, fence, condition);
  if (!passage && before === null) return null;
  const happenedAt = passage ? passage[condition.type === 'geofence.entered' ? 0 : 1] : null;
  return instant(condition.type, happenedAt, { subject, details: detailsOf(fence) });
}

function dwelled({ subject, fence, moment, condition, memory, crossedAt, to }: Told): Sign {
  const dwellSeconds = condition.type === 'geofence.dwelled' ? condition.dwellSeconds : 0;
  const parts = { subject, memory, minMs: dwellSeconds * 1000 };
  const details = (from: number, until: number) => ({
    ...detailsOf(fence),
    dwellSeconds: Math.round((until - from) / 1000),
  });
  if (!memory?.inside)
    return lasting('geofence.dwelled', moment, false, { ...parts, details, since: crossedAt });
  const isSure = memory.wavering === null;
  return lasting('geofence.dwelled', moment, true, {
    ...{ ...parts, details, since: memory.since, until: isSure && to ? moment.at : 0 },
    patientUntil: isSure ? patience(moment) : null,
  });
}

/** A parked asset that is silent is still there, until its next record is overdue. */
function patience({ sight }: Moment): number | null {
  const { status, jamming, doubt } = sight;
  return status === 'stopped' && !jamming && !doubt ? sight.at + sight.restInterval + LATENESS : null;
}

/** Nobody leaves a fence that is deleted or drawn anew. */
function forget({ subject, moment, condition }: FenceSight, at: number): Sign {
  if (condition.type !== 'geofence.dwelled') return instant(condition.type, null, { subject });
  return lasting(condition.type, moment, false, { subject, since: at });
}
