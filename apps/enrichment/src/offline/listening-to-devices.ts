import { Listening, type Clock, type Health } from '@yipii/platform';

/** The history database does not affect reading and streaming of positions, so its outage does not count. */
const HISTORY = 'progress of history ';

/** Since when this process has been able to hear devices. */
export function listeningToDevices(health: Health, clock: Clock): Listening {
  return new Listening(health, clock, (part) => part.startsWith(HISTORY));
}
