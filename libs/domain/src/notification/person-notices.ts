import type { ToldAlert } from './notification-policy';

/** What is remembered of what one person was told and will be told. Times are epoch ms. JSON. */
export interface PersonNotices {
  readonly told: readonly ToldIncident[];
  readonly waiting: readonly WaitingAlert[];
  readonly reminders: readonly Reminder[];
  /** When assets went offline, within the last storm rule's time. */
  readonly offlineAt: readonly number[];
}

interface ToldIncident {
  readonly alert: ToldAlert;
  readonly policyId: number;
  readonly at: number;
}

export interface WaitingAlert {
  readonly alert: ToldAlert;
  readonly policyId: number;
  readonly dueAt: number;
  /** Whether it waits to see if others go offline, too. */
  readonly isStorm: boolean;
}

/** The next step of the escalation of an alert. */
export interface Reminder {
  readonly alertId: string;
  readonly step: number;
  readonly dueAt: number;
}

export const NO_NOTICES: PersonNotices = { told: [], waiting: [], reminders: [], offlineAt: [] };

/** Returns when there is something to do next, epoch ms; null: never. */
export function noticesDueAt({ waiting, reminders }: PersonNotices): number | null {
  const times = [...waiting, ...reminders].map(({ dueAt }) => dueAt);
  return times.length === 0 ? null : Math.min(...times);
}

const REMEMBERED_MS = 7 * 24 * 60 * 60_000;
const MAX_REMEMBERED = 1_000;

/** Forgets incidents of long ago, but for those that are still escalated. */
export function forgetOld(notices: PersonNotices, now: number): PersonNotices {
  const isKept = ({ alert, at }: ToldIncident) =>
    at > now - REMEMBERED_MS || notices.reminders.some(({ alertId }) => alertId === alert.id);
  return { ...notices, told: notices.told.filter(isKept).slice(-MAX_REMEMBERED) };
}
