import { LINK_ENDS, type LinkEnd } from '@yipii/domain';
import { isBoolean, isNullable, isObject, isString, type Fields } from './guards';

/** What its viewers are told of a change: all but the first three fields. */
export type LinkNews = LinkExpired | LinkScheduleChanged | LinkVehicleChanged;

/** Something about a tracking link that concerns those who follow it. */
export type LinkChanged = LinkNews | LinkEndMoved;

/** The link ended, and with it the access of all its viewers. */
export interface LinkExpired {
  readonly id: string;
  readonly linkUuid: string;
  readonly change: 'expired';
  readonly reason: LinkEnd;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** A window of the link's schedule opened or closed. */
export interface LinkScheduleChanged {
  readonly id: string;
  readonly linkUuid: string;
  readonly change: 'schedule';
  /** Whether positions are sent now. */
  readonly active: boolean;
  /** ISO 8601 UTC; null where there is no further window. */
  readonly next_change_at: string | null;
}

/** The link follows another vehicle; its position comes next. */
export interface LinkVehicleChanged {
  readonly id: string;
  readonly linkUuid: string;
  readonly change: 'vehicle';
  readonly display_name: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** The link ends at another time than before. Viewers are not told: they stay until then. */
export interface LinkEndMoved {
  readonly id: string;
  readonly linkUuid: string;
  readonly change: 'end';
  /** ISO 8601 UTC; null: no end is set. */
  readonly ends_at: string | null;
}

export function isLinkChanged(value: unknown): value is LinkChanged {
  return isObject(value) && isString(value.id) && isString(value.linkUuid) && hasPayload(value);
}

function hasPayload(value: Fields): boolean {
  switch (value.change) {
    case 'expired':
      return LINK_ENDS.includes(value.reason as LinkEnd) && isString(value.at);
    case 'schedule':
      return isBoolean(value.active) && isNullable(value.next_change_at, isString);
    case 'vehicle':
      return isString(value.display_name) && isString(value.at);
    case 'end':
      return isNullable(value.ends_at, isString);
    default:
      return false;
  }
}
