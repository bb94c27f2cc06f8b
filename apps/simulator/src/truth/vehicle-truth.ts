import type { Fence, Stop, Trip, Waypoint } from '@yipii/domain';
import type { Spell } from './spell';
import type { Speeding, SpeedWatch } from './speedings';
import type { Visit } from './visits';

/** Seconds at rest that end a trip; anything shorter is a halt on the way. */
const SHORTEST_STOP = 180;
/** Shortest trip in metres; less is manoeuvring in the same yard. */
const SHORTEST_TRIP = 200;

export interface StatusChange {
  /** Epoch ms. */
  readonly at: number;
  readonly status: Spell['status'];
}

/** What really happened to a vehicle. */
export interface VehicleTruth {
  /** Unique id of its device. */
  readonly vehicle: string;
  /** In chronological order; the last is not over. */
  readonly journeys: readonly (Trip | Stop)[];
  /** The first is the status at the beginning. */
  readonly statuses: readonly StatusChange[];
  /** Total distance. */
  readonly km: number;
  /** When it stood with the ignition on. */
  readonly idlings: readonly Idling[];
  /** Of the fences that were watched, in the order of their ends. */
  readonly visits: readonly Visit[];
  /** By the limit that was watched. */
  readonly speedings: readonly Speeding[];
}

/** Epoch ms. */
export interface Idling {
  readonly from: number;
  readonly to: number;
}

/** What is recorded beside trips, stops and statuses. */
export interface TruthWatch {
  readonly fences: readonly Fence[];
  readonly speed: SpeedWatch;
}

export const WATCH_NOTHING: TruthWatch = { fences: [], speed: { limit: Infinity, overBelow: Infinity } };

/** @param spells without gaps, each with another status than the one before */
export function truthOf(
  vehicle: string,
  spells: readonly Spell[],
  watched: Pick<VehicleTruth, 'visits' | 'speedings'> = { visits: [], speedings: [] },
): VehicleTruth {
  return {
    vehicle,
    journeys: journeysOf(spells),
    statuses: spells.map(({ from, status }) => ({ at: Math.round(from), status })),
    km: rounded(sum(spells, ({ metres }) => metres) / 1000),
    idlings: spells.filter(({ status }) => status === 'idling').map(({ from, to }) => ({ from, to })),
    ...watched,
  };
}

function journeysOf(spells: readonly Spell[]): (Trip | Stop)[] {
  const parts = sections(spells);
  return parts.map(({ kind, spells: within }, i) => {
    const isLast = i === parts.length - 1;
    return kind === 'stop' ? stopOf(within, isLast) : tripOf(within, isLast);
  });
}

/** Spells that belong to one trip or one stop. */
interface Section {
  readonly kind: 'trip' | 'stop';
  readonly spells: readonly Spell[];
}

function sections(spells: readonly Spell[]): Section[] {
  const standing = joined(
    spells.map((spell) => ({ kind: spell.status === 'moving' ? 'trip' : 'stop', spells: [spell] })),
  );
  const withoutHalts = joined(standing.map((section) => (isHalt(section) ? asTrip(section) : section)));
  return joined(
    withoutHalts.map((section, i) => {
      // A trip that began before the recording, or has not ended, may yet be long enough.
      const isWhole = i > 0 && i < withoutHalts.length - 1;
      return isWhole && isTooShort(section) ? { ...section, kind: 'stop' } : section;
    }),
  );
}

/** Merges neighbours of one kind. */
function joined(all: readonly Section[]): Section[] {
  const joint: Section[] = [];
  for (const section of all) {
    const last = joint.at(-1);
    if (last?.kind !== section.kind) joint.push(section);
    else joint[joint.length - 1] = { ...last, spells: [...last.spells, ...section.spells] };
  }
  return joint;
}

function isHalt({ kind, spells }: Section): boolean {
  return kind === 'stop' && sum(spells, secondsOf) < SHORTEST_STOP;
}

function asTrip(section: Section): Section {
  return { ...section, kind: 'trip' };
}

function isTooShort({ kind, spells }: Section): boolean {
  return kind === 'trip' && sum(spells, ({ metres }) => metres) < SHORTEST_TRIP;
}

function stopOf(spells: readonly Spell[], lasts: boolean): Stop {
  const end = lasts ? null : Math.round(spells.at(-1)?.to ?? NaN);
  return { kind: 'stop', start: startOf(spells), endedAt: end, idlingSeconds: idlingIn(spells) };
}

function tripOf(spells: readonly Spell[], lasts: boolean): Trip {
  const last = spells.at(-1);
  if (!last) throw new Error('a trip has spells');
  return {
    kind: 'trip',
    start: startOf(spells),
    end: { at: Math.round(last.to), ...last.end, address: null },
    over: !lasts,
    distanceKm: rounded(sum(spells, ({ metres }) => metres) / 1000),
    maxSpeed: Math.round(Math.max(...spells.map(({ maxSpeed }) => maxSpeed))),
    idlingSeconds: idlingIn(spells),
    driverId: null,
  };
}

function startOf([first]: readonly Spell[]): Waypoint {
  if (!first) throw new Error('a journey has spells');
  return { at: Math.round(first.from), ...first.start, address: null };
}

function idlingIn(spells: readonly Spell[]): number {
  return Math.round(sum(spells, (spell) => (spell.status === 'idling' ? secondsOf(spell) : 0)));
}

function secondsOf({ from, to }: Spell): number {
  return (to - from) / 1000;
}

function sum(spells: readonly Spell[], of: (spell: Spell) => number): number {
  return spells.reduce((total, spell) => total + of(spell), 0);
}

/** Rounds to a metre. */
function rounded(km: number): number {
  return Math.round(km * 1000) / 1000;
}
