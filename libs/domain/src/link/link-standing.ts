import { scheduleAt } from '../schedule/schedule-at';
import type { TimeZones } from '../schedule/time-zones';
import { arrivalDueAt, arrivalEndsAt, awaitArrival } from './arrival';
import type { LinkStatus } from './link';
import type { EndedLink, TrackingLink } from './tracking-link';

/** Where a link stands at a time. Epoch ms. */
export interface LinkStanding {
  readonly status: LinkStatus;
  /** Why and since when it is over; null: it is not. */
  readonly end: EndedLink | null;
  /** When it begins, or its schedule opens or closes next; null: never. */
  readonly nextChangeAt: number | null;
}

/** Returns where a link stands at `now`; a link that is deleted is none. */
export function linkStateAt(link: TrackingLink, now: number, zones: TimeZones): LinkStanding {
  if (link.isDisabled) return over('disabled', { reason: 'disabled', at: now });
  const end = link.ended ?? firstEnd(link, now);
  if (end) return over('expired', end);
  if (link.startsAt !== null && now < link.startsAt) return going('not_started', link.startsAt);
  const { active, nextChangeAt } = link.schedule ? scheduleAt(link.schedule, now, zones) : ALWAYS;
  if (!active) return going('outside_schedule', nextChangeAt);
  return going(seenStatusOf(link), nextChangeAt);
}

function seenStatusOf({ isHidden, isPrivate, isOffDuty }: TrackingLink): LinkStatus {
  if (isHidden) return 'not_yet_visible';
  return isPrivate || isOffDuty ? 'withheld' : 'active';
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
  link: TrackingLink,
  { end, nextChangeAt }: LinkStanding,
  now: number,
): number | null {
  if (end) return null;
  const arrivalAt = arrivalDue(link, now);
  const times = [link.expiresAt, nextChangeAt, arrivalAt].filter((at) => at !== null);
  return times.length > 0 ? Math.min(...times) : null;
}

/** Of the ends that are due the first; null: none is. */
function firstEnd(link: TrackingLink, now: number): EndedLink | null {
  const { expiresAt, completedAt } = link;
  const ends: EndedLink[] = [
    ...(expiresAt === null ? [] : [{ reason: 'time' as const, at: expiresAt }]),
    ...(completedAt === null ? [] : [{ reason: 'route_completed' as const, at: completedAt }]),
    ...endByArrival(link, now),
  ];
  return ends.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)[0] ?? null;
}

function endByArrival({ arrival, progress }: TrackingLink, now: number): EndedLink[] {
  if (!arrival || !progress) return [];
  const { arrivedAt } = awaitArrival(progress.arrival, now, arrival);
  return arrivedAt === null ? [] : [{ reason: 'arrival', at: arrivalEndsAt(arrivedAt, arrival) }];
}

function arrivalDue({ arrival, progress }: TrackingLink, now: number): number | null {
  return arrival && progress ? arrivalDueAt(awaitArrival(progress.arrival, now, arrival), arrival) : null;
}
