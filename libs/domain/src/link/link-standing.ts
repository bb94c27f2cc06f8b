import { scheduleAt } from '../schedule/schedule-at';
import type { TimeZones } from '../schedule/time-zones';
import type { LinkEnd, LinkStatus } from './link';
import type { TrackingLink } from './tracking-link';

/** Where a link stands at a time. Epoch ms. */
export interface LinkStanding {
  readonly status: LinkStatus;
  /** Why and since when it is over; null: it is not. */
  readonly end: { readonly reason: LinkEnd; readonly at: number } | null;
  /** When it begins, or its schedule opens or closes next; null: never. */
  readonly nextChangeAt: number | null;
}

/** Returns where a link stands at `now`; a link that is deleted is none. */
export function linkStateAt(link: TrackingLink, now: number, zones: TimeZones): LinkStanding {
  if (link.isDisabled) return over('disabled', { reason: 'disabled', at: now });
  if (link.ended) return over('expired', link.ended);
  if (link.expiresAt !== null && link.expiresAt <= now)
    return over('expired', { reason: 'time', at: link.expiresAt });
  if (link.startsAt !== null && now < link.startsAt) return going('not_started', link.startsAt);
  const { active, nextChangeAt } = link.schedule ? scheduleAt(link.schedule, now, zones) : ALWAYS;
  if (!active) return going('outside_schedule', nextChangeAt);
  return going(link.isHidden ? 'not_yet_visible' : 'active', nextChangeAt);
}

const ALWAYS = { active: true, nextChangeAt: null };

function over(status: 'disabled' | 'expired', end: NonNullable<LinkStanding['end']>): LinkStanding {
  return { status, end, nextChangeAt: null };
}

function going(status: LinkStatus, nextChangeAt: number | null): LinkStanding {
  return { status, end: null, nextChangeAt };
}

/** Returns when a link's state changes next by time alone: its start, window or end. Null: never. */
export function nextDueAt(
  { expiresAt }: Pick<TrackingLink, 'expiresAt'>,
  { end, nextChangeAt }: LinkStanding,
): number | null {
  if (end) return null;
  if (expiresAt === null || nextChangeAt === null) return expiresAt ?? nextChangeAt;
  return Math.min(expiresAt, nextChangeAt);
}
