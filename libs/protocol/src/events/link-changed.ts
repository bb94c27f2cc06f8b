import type { LinkEnd } from '@yipii/domain';
import {
  fillNulls,
  isBoolean,
  isNullable,
  isNumber,
  isObject,
  isOptional,
  isString,
  type Fields,
  type Open,
  type Parsed,
} from './guards';

/** Something about a tracking link that concerns those who follow it. */
export type LinkChanged = KnownLinkChange | OtherLinkChange;

/** A change that this version knows. */
export type KnownLinkChange = LinkNews | LinkEndMoved;

/** What its viewers are told of a change: all but the first two fields. */
export type LinkNews = LinkExpired | LinkToldLive;

/** News that end nothing. */
export type LinkToldLive = LinkScheduleChanged | LinkVehicleChanged | LinkVisibilityChanged;

/** The link ended, and with it the access of all its viewers. */
export interface LinkExpired {
  readonly linkUuid: string;
  readonly change: 'expired';
  readonly reason: Open<LinkEnd>;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** A window of the link's schedule opened or closed. */
export interface LinkScheduleChanged {
  readonly linkUuid: string;
  readonly change: 'schedule';
  /** Whether positions are sent now. */
  readonly active: boolean;
  /** ISO 8601 UTC; null where there is no further window. */
  readonly next_change_at: string | null;
}

/** The link follows another vehicle; its position comes next. */
export interface LinkVehicleChanged {
  readonly linkUuid: string;
  readonly change: 'vehicle';
  readonly display_name: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** From where on positions of the link are those of that vehicle, by their `seq`; older versions do not say it. */
  readonly firstSeq?: number;
}

/** The vehicle is withheld from viewers for the privacy of its driver, or no longer. */
export interface LinkVisibilityChanged {
  readonly linkUuid: string;
  readonly change: 'visibility';
  readonly visible: boolean;
}

/** The link ends at another time than before. Viewers are not told: they stay until then. */
export interface LinkEndMoved {
  readonly linkUuid: string;
  readonly change: 'end';
  /** ISO 8601 UTC; null: no end is set. */
  readonly ends_at: string | null;
}

/** A change that a newer version has added; nothing is done about it. */
export interface OtherLinkChange {
  readonly linkUuid: string;
  /** @pattern ^(?!(?:expired|schedule|vehicle|visibility|end)$) */
  readonly change: string;
}

export function completeLinkChanged(event: Parsed): void {
  if (event.change === 'schedule') fillNulls(event, ['next_change_at']);
  if (event.change === 'end') fillNulls(event, ['ends_at']);
}

export function isLinkChanged(value: unknown): value is LinkChanged {
  return isObject(value) && isString(value.linkUuid) && isString(value.change) && hasPayload(value);
}

const KNOWN: readonly string[] = [
  'expired',
  'schedule',
  'vehicle',
  'visibility',
  'end',
] satisfies KnownLinkChange['change'][];

export function isKnownLinkChange(event: LinkChanged): event is KnownLinkChange {
  return KNOWN.includes(event.change);
}

function hasPayload(value: Fields): boolean {
  switch (value.change) {
    case 'expired':
      return isString(value.reason) && isString(value.at);
    case 'schedule':
      return isBoolean(value.active) && isNullable(value.next_change_at, isString);
    case 'vehicle':
      return isString(value.display_name) && isString(value.at) && isOptional(value.firstSeq, isNumber);
    case 'visibility':
      return isBoolean(value.visible);
    case 'end':
      return isNullable(value.ends_at, isString);
    default:
      return true;
  }
}
