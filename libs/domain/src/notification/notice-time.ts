import { scheduleAt } from '../schedule/schedule-at';
import type { TimeZones } from '../schedule/time-zones';
import type { Digest, NotificationPolicy } from './notification-policy';

const MINUTE = 60_000;

/** Returns when an alert that is not critical may be told, epoch ms; at least `now`. */
export function noticeTime(
  { quietHours, digest }: Pick<NotificationPolicy, 'quietHours' | 'digest'>,
  now: number,
  zones: TimeZones,
): number {
  const gathered = digest ? digestTime(digest, now, zones) : now;
  if (!quietHours) return gathered;
  const { active, nextChangeAt } = scheduleAt(quietHours, gathered, zones);
  // Quiet for ever: it waits for a day at a time, until somebody edits the policy.
  return active ? (nextChangeAt ?? gathered + 24 * 60 * MINUTE) : gathered;
}

function digestTime(digest: Digest, now: number, zones: TimeZones): number {
  if (digest.kind === 'minutes') return now + digest.minutes * MINUTE;
  const minute = Number(digest.at.slice(0, 2)) * 60 + Number(digest.at.slice(3));
  const today = zones.dayAt(now, digest.timezone);
  const next = [today, today + 1].map((day) => zones.instantOf(day, minute, digest.timezone));
  return next.find((time) => time > now) ?? now + 24 * 60 * MINUTE;
}
