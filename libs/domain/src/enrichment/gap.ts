import type { JourneyChange, Retraction, Stop, Trip, Waypoint } from '../journey/journey';
import { tellUnderWay, type JourneyState } from '../journey/journey-state';
import type { Meter } from '../motion/meter';
import { metresBetween } from '../position/place';
import type { AttributeValue, TrackerRecord } from '../position/tracker-record';
import type { AssetState } from './asset-state';
import { newDraft, takeSteps, type Draft, type Step } from './draft';
import { StatusesSeen } from './statuses-seen';
import { DEFAULT_SETTINGS } from './settings';
import { BLANK_MAP, type StreetMap } from './street-map';

/**
 * A pause of this many ms may hide missing records, if it also exceeds the device's interval by the given factor.
 */
const PAUSE = 60_000;
const OUT_OF_RHYTHM = 1.5;
/**
 * A gap is closed after this many records in order and this many ms, or at once after plenty of records: those that
 * are missing come soon after the first one or not at all. The limits are higher if records are certainly missing,
 * because some have come late or the asset had moved during the pause.
 */
const IN_ORDER = { likely: 5, surely: 250 } as const;
const PLENTY_IN_ORDER = { likely: 20, surely: Infinity } as const;
const LEAST_OPEN = 600_000;
/** Metres. */
const ELSEWHERE = 200;
const MOST_REFUSED = 20;
/** A gap is abandoned after this many records in total, which is some hours of driving. */
const MOST_RECORDS = 3_000;

/**
 * A span in which records may be missing because the device sends its newest records first. The state before the
 * gap is kept with all records since, so that late ones can be evaluated in their proper order.
 */
export interface Gap {
  /** State before the gap. */
  readonly base: AssetState;
  /** Records since then, by fix time. */
  readonly records: readonly KeptRecord[];
  /** Keys of the trips and stops published since then. */
  readonly told: readonly string[];
  /** Number of records in order since the last late one, and when that one was received, epoch ms. */
  readonly inOrder: number;
  readonly since: number;
  readonly missing: keyof typeof IN_ORDER;
  /** Whether the last record was late and fell into a pause, or continued such a record. */
  readonly filling: boolean;
  /** Records that were ahead of our clock. When they are sent again they look late. */
  readonly refused: readonly string[];
  /** Whether `records` contains a late record that `state` does not reflect yet. */
  readonly stale: boolean;
}

/** The part of a record that is evaluated. */
interface KeptRecord extends Omit<TrackerRecord, 'altitude'> {
  readonly deviceId: number;
  readonly movingFromKmh?: number;
}

const EVALUATED = [
  'ignition',
  'motion',
  'odometer',
  'engineHours',
  'driverId',
  'accuracy',
  'hdop',
  'alarm',
] as const;

/** Keeps what is needed to evaluate late records. */
export const keepForGap: Step = (draft) => {
  const { record, state, unstreamed } = draft;
  const { gap } = state;
  if (unstreamed === 'future' && gap) state.gap = refuse(gap, record.id);
  if (unstreamed === 'future' || unstreamed === 'insane') return;
  const interval = record.fixTime - newestOf(state);
  state.gap = interval >= 0 ? withNext(gap, draft, interval) : withLate(gap, draft);
  if (interval >= 0) state.interval = interval;
};

function withLate(gap: Gap | null, draft: Draft): Gap | null {
  return gap && draft.record.fixTime > newestOf(gap.base) ? insert(gap, draft) : gap;
}

function withNext(gap: Gap | null, draft: Draft, interval: number): Gap | null {
  const paused = interval > PAUSE && interval > draft.state.interval * OUT_OF_RHYTHM;
  if (gap && isOpen(gap, draft.receivedAt)) return append(gap, draft, paused);
  return paused ? open(draft) : null;
}

function isOpen({ inOrder, since, missing, records }: Gap, now: number): boolean {
  if (records.length >= MOST_RECORDS || inOrder >= PLENTY_IN_ORDER[missing]) return false;
  return inOrder < IN_ORDER[missing] || now - since < LEAST_OPEN;
}

/** Remembers which trips and stops were published, because late records may show that they never happened. */
export const rememberTold: Step = ({ state, journeys }) => {
  const { gap } = state;
  if (!gap || journeys.length === 0) return;
  const news = journeys.map(keyOf).filter((key) => !gap.told.includes(key));
  if (news.length > 0) state.gap = { ...gap, told: [...gap.told, ...news] };
};

export interface Rebuilt {
  readonly state: AssetState;
  readonly changed: readonly JourneyChange[];
  /** The status at each record of the gap. */
  readonly statuses: StatusesSeen;
}

/**
 * Returns the state as if all records of the gap had arrived in order, with the resulting trips and stops. What was
 * streamed stays as it is: the stream only moves forward.
 * @param steps the steps that evaluate a record
 */
export function rebuild(state: AssetState, gap: Gap, steps: readonly Step[], map: StreetMap): Rebuilt {
  const legs = new Map<string, Trip | Stop>();
  const tell = (leg: Trip | Stop): void => void legs.set(keyOf(leg), leg);
  const underWay = gap.base.journey && tellUnderWay(gap.base.journey);
  if (underWay) tell(underWay);
  const statuses = new StatusesSeen();
  let replayed = gap.base;
  for (const record of gap.records) {
    const draft = takeSteps(steps, draftOf(replayed, record), BLANK_MAP);
    if (!draft) continue;
    replayed = draft.state;
    statuses.see(draft);
    draft.journeys.forEach(tell);
  }
  const told = [...legs.keys()];
  const gone = gap.told.filter((key) => !legs.has(key)).map(retractionOf);
  const changed = [...legs.values()].map((leg) => withAddresses(leg, map));
  const journey = replayed.journey && openLegsWithAddresses(replayed.journey, map);
  const rebuilt = { ...asStreamed(replayed, state), journey, gap: { ...gap, told, stale: false } };
  return { state: rebuilt, changed: [...gone, ...changed], statuses };
}

/** Keeps everything that the stream and clients already know. No counter runs backwards. */
function asStreamed(rebuilt: AssetState, { odometer, engine, ...streamed }: AssetState): AssetState {
  const { seq, fixTime, heardAt, recent, interval, status } = streamed;
  return {
    ...{ ...rebuilt, seq, fixTime, heardAt, recent, interval, status },
    odometer: { ...rebuilt.odometer, total: later(rebuilt.odometer, odometer) },
    engine: { ...rebuilt.engine, total: later(rebuilt.engine, engine) },
  };
}

function later(a: Meter, b: Meter): number | null {
  return a.total === null || b.total === null ? (a.total ?? b.total) : Math.max(a.total, b.total);
}

function open(draft: Draft): Gap {
  const base = { ...draft.state, recent: [], gap: null };
  const missing = isElsewhere(draft) ? 'surely' : 'likely';
  const { receivedAt: since } = draft;
  return {
    base,
    records: [kept(draft)],
    told: [],
    inOrder: 0,
    since,
    missing,
    filling: false,
    refused: [],
    stale: false,
  };
}

function refuse(gap: Gap, id: string): Gap {
  return { ...gap, refused: [...gap.refused.slice(1 - MOST_REFUSED), id] };
}

function append(gap: Gap, draft: Draft, paused: boolean): Gap {
  const missing = paused && isElsewhere(draft) ? 'surely' : gap.missing;
  const { base, records, told, inOrder, since, refused, stale } = gap;
  return {
    base,
    records: records.concat(kept(draft)),
    told,
    inOrder: inOrder + 1,
    since,
    missing,
    filling: false,
    refused,
    stale,
  };
}

function isElsewhere({ record: { lat, lng }, state: { fix } }: Draft): boolean {
  return fix !== null && lat !== null && lng !== null && metresBetween(fix, { lat, lng }) > ELSEWHERE;
}

/** A record that was sent again changes nothing. */
function insert(gap: Gap, draft: Draft): Gap {
  if (gap.refused.includes(draft.record.id)) return gap;
  const late = kept(draft);
  const after = gap.records.findLastIndex(({ fixTime }) => fixTime <= late.fixTime);
  if (isKnown(gap, late, after)) return gap;
  const records = gap.records.toSpliced(after + 1, 0, late);
  const before = gap.records[after]?.fixTime ?? newestOf(gap.base);
  const hole = (gap.records[after + 1]?.fixTime ?? Infinity) - before;
  // A frame that was merely overtaken by another one is not worth evaluating all records again.
  if (hole <= PAUSE && !gap.filling) return { ...gap, records };
  const { receivedAt: since } = draft;
  return { ...gap, records, inOrder: 0, since, missing: 'surely', filling: true, stale: true };
}

/** @param last index of the last record that is not newer */
function isKnown({ records }: Gap, late: KeptRecord, last: number): boolean {
  for (let i = last; records[i]?.fixTime === late.fixTime; i -= 1)
    if (JSON.stringify(records[i]) === JSON.stringify(late)) return true;
  return false;
}

function kept({ record, deviceId, settings: { movingFromKmh } }: Draft): KeptRecord {
  const { fixTime, valid, lat, lng, speed, heading } = record;
  const attributes: Record<string, AttributeValue> = {};
  for (const name of EVALUATED) {
    const value = record.attributes[name];
    if (value !== undefined) attributes[name] = value;
  }
  const fields = { fixTime, valid, lat, lng, speed, heading, attributes, deviceId };
  return movingFromKmh === DEFAULT_SETTINGS.movingFromKmh ? fields : { ...fields, movingFromKmh };
}

function draftOf(state: AssetState, { deviceId, movingFromKmh, ...record }: KeptRecord): Draft {
  const settings = movingFromKmh === undefined ? DEFAULT_SETTINGS : { ...DEFAULT_SETTINGS, movingFromKmh };
  const source = { receivedAt: record.fixTime, keptFrom: 0, deviceId, settings };
  return newDraft(state, { ...record, id: '', altitude: null }, source);
}

function newestOf({ fixTime, motion }: AssetState): number {
  return Math.max(fixTime, motion.at);
}

function keyOf({ kind, start }: Trip | Stop): string {
  return `${kind} ${start.at}`;
}

function retractionOf(key: string): Retraction {
  const [kind, at] = key.split(' ');
  return { kind: 'retraction', of: kind === 'trip' ? 'trip' : 'stop', start: { at: Number(at) } };
}

/** Looks addresses up only for what is published, not for every record again. */
function withAddresses(leg: Trip | Stop, map: StreetMap): Trip | Stop {
  const start = addressed(leg.start, map);
  return leg.kind === 'trip' ? { ...leg, start, end: addressed(leg.end, map) } : { ...leg, start };
}

function openLegsWithAddresses({ last, trip, stop, ...journey }: JourneyState, map: StreetMap): JourneyState {
  return {
    ...journey,
    last: { ...last, address: addressed(last, map).address },
    trip: trip && { ...trip, start: addressed(trip.start, map) },
    stop: stop && { ...stop, start: addressed(stop.start, map) },
  };
}

function addressed(place: Waypoint, map: StreetMap): Waypoint {
  return place.address ? place : { ...place, address: map.addressOf(place) };
}
