import { teltonika } from './teltonika/teltonika';
import type { TrackerProtocol } from './tracker-protocol';

/** Every protocol that devices may speak to us on a socket; a new one is added here. */
export const trackerProtocols: readonly TrackerProtocol[] = [teltonika];
