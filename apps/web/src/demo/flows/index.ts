import { alertAcknowledged, alertCleared, alertRaised } from './alerts';
import { arrival } from './arrival';
import { breakLink } from './break-link';
import { breakLog } from './break-log';
import { breakToken } from './break-token';
import { disable } from './disable';
import type { Flow } from './flow';
import { links } from './links';
import { poll } from './poll';
import { schedule } from './schedule';
import { authenticate, receive, subscribe } from './stream';
import { vehicle } from './vehicle';

export type { Flow } from './flow';

/** The steps in their order, by chapter. */
export const CHAPTERS = {
  stream: [authenticate, subscribe, receive],
  links,
  ends: [disable, arrival, schedule, vehicle],
  alerts: [alertRaised, alertCleared, alertAcknowledged],
  poll: [poll],
  broken: [breakLink, breakToken, breakLog],
} as const satisfies Record<string, readonly Flow[]>;

export type Chapter = keyof typeof CHAPTERS;
