import type { Stop, Trip } from '../journey/journey';
import type { Settled } from '../motion/anchor';
import type { MotionState } from '../motion/motion';
import type { Address, Status } from '../position/location-update';
import type { Fix, Outlier } from '../position/outlier';
import type { TrackerRecord } from '../position/tracker-record';
import type { AssetState } from './asset-state';
import type { TrackingSettings } from './settings';
import type { StreetMap } from './street-map';

/**
 * Why a record is only stored: `no_fix`: telemetry without a position; `insane`: impossible date or coordinates;
 * `future`: ahead of our clock; `same_time`: as old as the head of the stream; `late`: older than it; or its fix
 * can't be believed.
 */
export type Unstreamed = 'no_fix' | 'insane' | 'future' | 'same_time' | 'late' | Outlier;

/** Where a record came from, and when. */
export interface DraftSource {
  /** Epoch ms by our clock: the only time that a step knows. */
  readonly receivedAt: number;
  /** Epoch ms: what is older is not kept, and not the present. */
  readonly keptFrom: number;
  readonly deviceId: number;
  readonly settings: TrackingSettings;
}

/** A record on its way through the pipeline, with the state of its asset. */
export interface Draft extends DraftSource {
  readonly record: TrackerRecord & { readonly id: string };
  /** After this record, as far as the steps have come. */
  readonly state: AssetState;
  /** Null: it is streamed. */
  readonly unstreamed: Unstreamed | null;
  /** Where the asset is now, if the record tells; the state has where it was before. */
  readonly fix: Fix | null;
  /** Metres that can have been driven to it: Infinity unless it, or the fix before it, was doubted. */
  readonly credible: number;
  /** Movement before it. */
  readonly before: MotionState;
  /** What its fix shows of the way; null: it has none, or there was none before. */
  readonly way: Omit<Settled, 'anchor'> | null;
  /** The following are as of this record, which for a late one is not now. */
  readonly status: Status;
  readonly ignition: boolean | null;
  readonly heading: number | null;
  readonly odometerKm: number | null;
  /** Metres that the odometer counted with this record. */
  readonly driven: number;
  readonly engineHours: number | null;
  readonly driverId: string | null;
  readonly address: Address | null;
  /** Of the road that is driven, km/h. */
  readonly speedLimit: number | null;
  /** Trips and stops that it began, changed or ended. */
  readonly journeys: readonly (Trip | Stop)[];
}

/** What a step makes of a draft; of the state, too, just what changes. */
export type Changes = Partial<Omit<Draft, 'state'>> & { readonly state?: Partial<AssetState> };

export const UNCHANGED: Changes = {};

/** One rule of the pipeline: a pure function; null ends the record's way, it was seen before. */
export type Step = (draft: Draft, map: StreetMap) => Changes | null;

/**
 * Takes a record through steps in their order. The draft and its state are written to in place: a copy per step
 * would cost more than the steps.
 */
export function takeSteps(steps: readonly Step[], draft: Draft, map: StreetMap): Draft | null {
  const current: Draft & { state: AssetState } = draft;
  const { state } = draft;
  for (const step of steps) {
    const changes = step(current, map);
    if (changes === null) return null;
    if (changes === UNCHANGED) continue;
    Object.assign(state, changes.state);
    Object.assign(current, changes).state = state;
  }
  return current;
}

/** A draft before its first step, with a state of its own. */
export function newDraft(state: AssetState, record: Draft['record'], source: DraftSource): Draft {
  return {
    record,
    receivedAt: source.receivedAt,
    keptFrom: source.keptFrom,
    deviceId: source.deviceId,
    settings: source.settings,
    state: { ...state },
    unstreamed: null,
    fix: null,
    credible: Infinity,
    before: state.motion,
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

/** Reasons that doubt a record's time, or its place in time. */
const NOT_NOW: ReadonlySet<Unstreamed | null> = new Set(['insane', 'future', 'late'] as const);

/** Whether the record tells of now: it is streamed, or its time can be believed and nothing newer was seen. */
export function isCurrent({ record, state, unstreamed }: Draft): boolean {
  return unstreamed === null || (!NOT_NOW.has(unstreamed) && record.fixTime >= state.motion.at);
}
