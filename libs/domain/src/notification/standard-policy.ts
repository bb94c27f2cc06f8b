import type { NotificationPolicy } from './notification-policy';

/** Between the messages of the standard digest. */
export const STANDARD_MINUTES = 360;

/**
 * What a policy has where nothing else is said: critical alerts at once, all others in a few messages a day, so that
 * people go on reading them.
 */
export const STANDARD_POLICY: Omit<NotificationPolicy, 'id' | 'emails'> = {
  locale: 'en',
  minSeverity: 'warning',
  groupIds: null,
  alsoTold: [],
  quietHours: null,
  digest: { kind: 'minutes', minutes: STANDARD_MINUTES },
  escalation: [],
  storm: { assets: 5, minutes: 5 },
};
