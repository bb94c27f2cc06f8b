import { NOON, FakeClock } from '@yipii/testing';
import {
  BLANK_MAP,
  DEFAULT_SETTINGS,
  type Stop,
  type TrackerRecord,
  type TrackingSettings,
  type Trip,
} from '@yipii/domain';
import type { PositionEnriched } from '@yipii/protocol';
import { MemoryAssetStates } from './asset-states.memory';
import { AssetPartitions } from './asset-partitions';
import { EnrichPositions } from './enrich-positions';
import { WrittenEvents, aBatch, aFrame, asReceived } from './scenario';

export const SECOND = 1000;
export const HOUR = 3600;
/** Degrees of latitude to a metre. */
export const METRE = 1 / 111_195;

export type Fields = Partial<TrackerRecord>;

export interface Result {
  readonly positions: readonly PositionEnriched[];
  readonly ids: readonly string[];
  readonly trips: readonly Trip[];
  readonly stops: readonly Stop[];
}

/** A record the given seconds after noon and metres north of 57.7° N. */
export function at(seconds: number, metres: number, fields: Fields = {}): Fields {
  return { fixTime: NOON + seconds * SECOND, lat: 57.7 + metres * METRE, speed: null, ...fields };
}

/** Records at regular intervals, in seconds, each placed by a function. */
export function every(step: number, from: number, to: number, make: (second: number) => Fields): Fields[] {
  const count = Math.floor((to - from) / step);
  return Array.from({ length: count }, (_, i) => make(from + i * step));
}

/** Returns the outcome of records or frames of records, each received a second after the newest record so far. */
export function play(...frames: readonly (Fields | readonly Fields[])[]): Promise<Result> {
  return playWith({}, frames);
}

export async function playWith(
  settings: Partial<TrackingSettings>,
  frames: readonly (Fields | readonly Fields[])[],
): Promise<Result> {
  const states = new MemoryAssetStates();
  const partitions = new AssetPartitions(states, new FakeClock(NOON));
  const written = new WrittenEvents();
  const firstOffset = await partitions.assigned(0);
  let now = NOON;
  const sent = frames.map((frame) => {
    const records = [frame].flat();
    now = Math.max(now, ...records.map(({ fixTime = NOON }) => fixTime + SECOND));
    return asReceived({ ...aFrame(7, records, now), settings: { ...DEFAULT_SETTINGS, ...settings } });
  });
  await new EnrichPositions(partitions, BLANK_MAP).run(aBatch(sent, written, { firstOffset }));
  await partitions.checkpoint();
  const journeys = [...states.journeys.values()].sort((a, b) => a.start.at - b.start.at);
  return {
    positions: written.enriched.map(({ event }) => event),
    ids: written.enriched.map(({ id }) => id),
    trips: journeys.filter(({ kind }) => kind === 'trip') as Trip[],
    stops: journeys.filter(({ kind }) => kind === 'stop') as Stop[],
  };
}

export const statusesOf = ({ positions }: Pick<Result, 'positions'>) =>
  new Set(positions.map(({ location }) => location.status));
export const reasonsOf = ({ positions }: Result) => new Set(positions.map(({ unstreamed }) => unstreamed));
export const kmOf = ({ positions }: Result) => positions.at(-1)?.location.odometerKm;
export const second = (time: number | null | undefined) => ((time ?? NaN) - NOON) / SECOND;
export const metresNorth = ({ start }: Stop) => Math.round((start.lat - 57.7) / METRE);

export const FIFTY_KMH = 50 / 3.6;
/** Ten minutes at 50 km/h, then ten minutes at the destination. */
export const driveAndStand = (step: number, fields: Fields = {}) =>
  every(step, 0, 1200, (s) => at(s, Math.min(s, 600) * FIFTY_KMH, fields));
