import { isScalar, type JsonObject } from '../phone/read-json';
import type { Entry } from '../phone/report-fields';

/** Our names for OwnTracks' fields (OwnTracks Booklet, «JSON»): speed in km/h, times in seconds. */
const NAMES: Readonly<Partial<Record<string, string>>> = {
  acc: 'accuracy',
  alt: 'altitude',
  batt: 'batteryLevel',
  cog: 'heading',
  p: 'pressure',
  t: 'event',
  tst: 'timestamp',
  vac: 'verticalAccuracy',
  vel: 'speed_kmh',
  SSID: 'ssid',
  BSSID: 'bssid',
  conn: 'connection',
  m: 'monitoringMode',
};
const NOT_READINGS: readonly string[] = ['_type', '_id', 'topic', 'tid', 'created_at', 'wtst', 'bs', 'rad'];
/** Battery states on external power: charging, full. */
const POWERED = [2, 3];

/**
 * Returns the entries of a message that reports a phone's place (`location`, `transition`), none for a
 * message without a report (`lwt`, `waypoint`, …), null for an unreadable one (`encrypted`, unknown types).
 */
export function readOwnTracks(message: JsonObject): readonly Entry[] | null {
  if (message._type === 'location') return entriesOf(message);
  if (message._type === 'transition') return entriesOf({ ...message, t: undefined });
  return SILENT.includes(String(message._type)) ? [] : null;
}

const SILENT: readonly string[] = [
  ...['lwt', 'waypoint', 'waypoints', 'card', 'cmd', 'configuration'],
  ...['beacon', 'status', 'steps', 'dump', 'request'],
];

function entriesOf(message: JsonObject): Entry[] {
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(message)) {
    if (!isScalar(value) || NOT_READINGS.includes(name)) continue;
    entries.push([Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name, value]);
  }
  if (message.bs === 1 || POWERED.includes(Number(message.bs))) entries.push(['charging', message.bs !== 1]);
  return entries;
}
