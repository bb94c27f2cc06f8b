import type { Place } from '../position/place';
import type { AlertCondition } from './alert-condition';
import type { AlertDetails, AlertType } from './alert-event';
import type { AlertWorld } from './alert-input';
import type { Watches, WatchMemory } from './alert-state';
import type { Moment } from './moment';

/** What a moment says about a condition that lasts. */
export interface LastingSign {
  readonly lifetime: 'condition';
  readonly subject: string;
  readonly type: AlertType;
  /** Null: it can't be told, and stays as it was. */
  readonly holds: boolean | null;
  /** Since when it holds or does not, epoch ms; null: since it is first seen. */
  readonly since: number | null;
  /** Until when it was seen, epoch ms. */
  readonly until: number;
  /** How long silence means that it goes on, epoch ms by our clock; null: it means nothing. */
  readonly patientUntil: number | null;
  /** How long it must last, ms. */
  readonly minMs: number;
  /** If it was not seen for longer than this, ms, it has begun anew. */
  readonly longestGap: number;
  /** From its beginning to the raise. */
  readonly details: (from: number, to: number) => AlertDetails;
  /** What its end adds or changes, from its beginning to its end. */
  readonly ended: (from: number, to: number) => AlertDetails;
  readonly memory: WatchMemory | null;
}

/** Something that happened, and has no end. */
export interface InstantSign {
  readonly lifetime: 'instant';
  readonly subject: string;
  readonly type: AlertType;
  /** Null: nothing happened, but there is something to remember. */
  readonly happenedAt: number | null;
  /** Null: where the asset is. */
  readonly place: Place | null;
  readonly details: AlertDetails;
  readonly memory: WatchMemory | null;
}

export type Sign = LastingSign | InstantSign;

/** Reads the signs of one kind of condition. Pure; a watch that it does not mention stays as it is. */
export type ReadSigns<Condition extends AlertCondition> = (
  watches: Watches,
  moment: Moment,
  condition: Condition,
  world: AlertWorld,
) => readonly Sign[];

/** Returns the sign of a condition of the asset as a whole that a record shows. */
export function lasting(
  type: AlertType,
  moment: Moment,
  holds: boolean | null,
  parts: Partial<LastingSign> = {},
): LastingSign {
  return {
    lifetime: 'condition',
    subject: parts.subject ?? '',
    type,
    holds,
    since: orNull(parts.since),
    until: parts.until ?? moment.at,
    patientUntil: orNull(parts.patientUntil),
    minMs: parts.minMs ?? 0,
    longestGap: parts.longestGap ?? HOUR,
    details: parts.details ?? NOTHING,
    ended: parts.ended ?? parts.details ?? NOTHING,
    memory: orNull(parts.memory),
  };
}

/** Whether nothing was watched and nothing begins: then there is nothing to tell, and most records are like that. */
export function isQuiet(watches: Watches, holds: boolean | null): boolean {
  return holds !== true && watches.size === 0;
}

export const NO_SIGNS: readonly Sign[] = [];

function orNull<Value>(value: Value | undefined): Value | null {
  return value ?? null;
}

const HOUR = 3_600_000;
const NO_DETAILS: AlertDetails = {};
const NOTHING = (): AlertDetails => NO_DETAILS;

/** Returns the details of a condition whose duration is all that matters. */
export function durationSeconds(from: number, to: number): AlertDetails {
  return { durationSeconds: Math.round((to - from) / 1000) };
}

export function instant(
  type: AlertType,
  happenedAt: number | null,
  parts: Partial<InstantSign> = {},
): InstantSign {
  return {
    lifetime: 'instant',
    subject: parts.subject ?? '',
    type,
    happenedAt,
    place: orNull(parts.place),
    details: parts.details ?? NO_DETAILS,
    memory: orNull(parts.memory),
  };
}
