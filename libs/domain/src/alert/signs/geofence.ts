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
  const to = moment.to && !isVague(moment.to, condition.maxAccuracyM) ? moment.to : null;
  const known = [...watches].filter(([, { memory }]) => memory !== null);
  const followed = known.flatMap(([id, watch]) => {
    return signsOf(watch, { subject: id, fence: world.fences.get(Number(id)), moment, condition, to });
  });
  if (to === null) return followed;
  const met = moment.near.filter(
    ({ id }) => isChosen(condition.fences, id) && !watches.get(String(id))?.memory,
  );
  return [
    ...followed,
    ...met.flatMap((fence) =>
      signsOf(undefined, { subject: String(fence.id), fence, moment, condition, to }),
    ),
  ];
};

interface FenceSight {
  readonly subject: string;
  /** Undefined: it is deleted. */
  readonly fence: Fence | undefined;
  readonly moment: Moment;
  readonly condition: FenceCondition;
  /** Null: vague and doubted fixes cross nothing. */
  readonly to: TrustedFix | null;
}

const chosen = new WeakMap<readonly number[], ReadonlySet<number>>();

function isChosen(fences: FenceChoice, id: number): boolean {
  if (fences === 'all') return true;
  const known = chosen.get(fences) ?? new Set(fences);
  chosen.set(fences, known);
  return known.has(id);
}

function signsOf(watch: Watch | undefined, sight: FenceSight): Sign[] {
  const { fence, moment, condition, to } = sight;
  const before = (watch?.memory ?? null) as FenceMemory | null;
  if (!fence) return forget(sight, moment.at);
  if (before && before.drawn !== fence.since) return forget(sight, fence.since);
  const crossing = to
    ? cross(before, moment, fence, { ...condition, to })
    : { memory: before, crossedAt: null };
  return tell({ ...sight, fence, ...crossing }, watch !== undefined);
}

function tell(told: Told, isKnown: boolean): Sign[] {
  const isDwell = told.condition.type === 'geofence.dwelled';
  if (isOutside(told) && !isDwell) return passed(told, isKnown);
  if (isOutside(told) && !isKnown) return [];
  return [isDwell ? dwelled(told) : crossed(told)];
}

type Told = FenceSight & Crossing & { readonly fence: Fence };

function isOutside({ memory, crossedAt }: Crossing): boolean {
  return memory === null && crossedAt === null;
}

function detailsOf({ id, name }: Fence): AlertDetails {
  return { geofenceId: id, geofenceName: name };
}

function crossed({ subject, fence, condition, memory, crossedAt }: Told): Sign {
  const isInside = memory?.inside ?? false;
  const isTold = isInside === (condition.type === 'geofence.entered');
  return instant(condition.type, isTold ? crossedAt : null, { subject, memory, details: detailsOf(fence) });
}

/** Between two fixes, or not at all. */
function passed({ subject, fence, moment, condition, to }: Told, isKnown: boolean): Sign[] {
  const passage = to && passThrough(moment, fence, condition);
  if (!passage && !isKnown) return [];
  const happenedAt = passage ? passage[condition.type === 'geofence.entered' ? 0 : 1] : null;
  return [instant(condition.type, happenedAt, { subject, details: detailsOf(fence) })];
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
function forget({ subject, moment, condition }: FenceSight, at: number): Sign[] {
  if (condition.type !== 'geofence.dwelled') return [instant(condition.type, null, { subject })];
  return [lasting(condition.type, moment, false, { subject, since: at })];
}
