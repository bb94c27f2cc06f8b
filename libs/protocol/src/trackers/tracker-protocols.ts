import { h02 } from './h02/h02';
import { osmand } from './osmand/osmand';
import { owntracks } from './owntracks/owntracks';
import { teltonika } from './teltonika/teltonika';
import { TRACKER_TRANSPORTS, type TrackerProtocol, type TrackerTransport } from './tracker-protocol';

/** Every protocol that devices may use; a new one is added here, and ports, settings and tools follow. */
export const trackerProtocols: readonly TrackerProtocol[] = [teltonika, h02, osmand, owntracks];

/** @throws Error if there is no such protocol */
export function trackerProtocol(name: string): TrackerProtocol {
  const protocol = trackerProtocols.find((candidate) => candidate.name === name);
  if (!protocol) throw new Error(`no tracker protocol "${name}"`);
  return protocol;
}

export function transportsOf(protocol: TrackerProtocol): readonly TrackerTransport[] {
  return TRACKER_TRANSPORTS.filter((transport) => protocol[transport] !== undefined);
}
