import type { Stop, Trip } from '../journey/journey';
import type { Settled } from '../motion/settle';
import type { MotionState } from '../motion/motion';
import type { Address, Status } from '../position/location-update';
import type { Fix, Outlier } from '../position/outlier';
import type { TrackerRecord } from '../position/tracker-record';
import type { AssetState } from './asset-state';
import type { TrackingSettings } from './settings';
import type { StreetMap } from './street-map';

/**
 * Why a record is stored but not streamed: `no_fix`: telemetry without a position; `insane`: impossible date or
 * coordinates; `future`: ahead of our clock; `same_time`: same fix time as the newest streamed position; `late`:
 * older than that position; or an outlier, whose fix is not credible.
 */
export type Unstreamed = 'no_fix' | 'insane' | 'future' | 'same_time' | 'late' | Outlier;

/** Origin of a record and the time of its arrival. */
export interface DraftSource {
  /** When the record arrived, epoch ms by our clock. Steps use no other clock. */
  readonly receivedAt: number;
  /** Start of the retention period, epoch ms. Older records are not kept and do not describe the present. */
  readonly keptFrom: number;
  readonly deviceId: number;
  readonly settings: TrackingSettings;
}

/** A record on its way through the pipeline, together with the state of its asset. */
export interface Draft extends DraftSource {
  readonly record: TrackerRecord & { readonly id: string };
  /** The state after this record, including the changes of all steps so far. */
  readonly state: AssetState;
  /** Whether it is a record that was sent again. */
  readonly seenBefore: boolean;
  /** Null if the record is streamed. */
  readonly unstreamed: Unstreamed | null;
  /** The asset's new position if the record has one. The state still has the previous position. */
  readonly fix: Fix | null;
  /**
   * Upper bound in metres of the distance driven to this fix. Infinity unless this fix or the previous one was
   * doubted.
   */
  readonly credible: number;
  /** Motion state before this record, and when the asset was last seen near its last fix, epoch ms. */
  readonly before: MotionState;
  readonly seenAt: number;
  /**
   * What the fix reveals about the distance travelled; null without a fix, or without an earlier one to compare it
   * with.
   */
  readonly way: Omit<Settled, 'anchor'> | null;
  /** The fields below are as of this record. If it is late, that is not the present. */
  readonly status: Status;
  readonly ignition: boolean | null;
  readonly heading: number | null;
  readonly odometerKm: number | null;
  /** Metres that this record added to the odometer. */
  readonly driven: number;
  readonly engineHours: number | null;
  readonly driverId: string | null;
  readonly address: Address | null;
  /** Limit of the road in use, km/h. */
  readonly speedLimit: number | null;
  /** Trips and stops that this record started, changed or ended. */
  readonly journeys: readonly (Trip | Stop)[];
}

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

/**
 * A draft as a step gets it: its fields and those of its state may be set, since changes as objects would cost more
 * than the steps themselves. What the fields hold is shared with other states and never changes.
 */
export type OpenDraft = Mutable<Omit<Draft, 'state'>> & { readonly state: Mutable<AssetState> };

/** One rule of the pipeline. The result depends on nothing but its arguments. */
export type Step = (draft: OpenDraft, map: StreetMap) => void;

/** Applies steps in order to a draft; null if the record was seen before. */
export function takeSteps(steps: readonly Step[], draft: Draft, map: StreetMap): Draft | null {
  for (const step of steps) {
    step(draft, map);
    if (draft.seenBefore) return null;
  }
  return draft;
}

/** Creates a draft with its own copy of the state. */
export function newDraft(state: AssetState, record: Draft['record'], source: DraftSource): Draft {
  return {
    record,
    receivedAt: source.receivedAt,
    keptFrom: source.keptFrom,
    deviceId: source.deviceId,
    settings: source.settings,
    state: { ...state },
    seenBefore: false,
    unstreamed: null,
    fix: null,
    credible: Infinity,
    before: state.motion,
    seenAt: lastSeen(state),
    way: null,
    status: state.status,
    ignition: state.motion.ignition,
    heading: state.heading,
    odometerKm: null,
    driven: 0,
    engineHours: null,
    driverId: null,
    address: null,
    speedLimit: null,
    journeys: [],
  };
}

/** A drifting asset is at its place. */
function lastSeen({ fix, suspect }: AssetState): number {
  const fixTime = fix?.at ?? 0;
  return suspect?.reason === 'drift' ? Math.max(fixTime, suspect.at) : fixTime;
}

/** Reasons that question a record's time or its position in the sequence. */
const NOT_NOW: ReadonlySet<Unstreamed | null> = new Set(['insane', 'future', 'late'] as const);

/**
 * Returns whether the record describes the present: it is streamed, or its time is credible and nothing newer was
 * seen.
 */
export function isCurrent({ record, state, unstreamed }: Draft): boolean {
  return unstreamed === null || (!NOT_NOW.has(unstreamed) && record.fixTime >= state.motion.at);
}
