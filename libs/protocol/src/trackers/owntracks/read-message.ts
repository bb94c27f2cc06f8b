import { isScalar, type JsonObject } from '../phone/read-json';
import type { Entry } from '../phone/report-fields';

/** Names of OwnTracks' fields in a phone's report (OwnTracks Booklet, «JSON»): speed in km/h, times in s. */
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
/** Kinds of battery status that mean that the battery gets power: charging, full. */
const POWERED = [2, 3];

/**
 * The entries of a message that reports where a phone is (`location`, `transition`), empty for one that
 * reports nothing (`lwt`, `waypoint` …), null for one that can't be read (`encrypted`, unknown types).
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
