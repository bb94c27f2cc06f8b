import { readOwnTracks } from '../owntracks/read-message';
import { isObject, isScalar, objectOf, type JsonObject } from '../phone/read-json';
import { catalogueName } from '../phone/read-attributes';
import type { Entry } from '../phone/report-fields';

/** The entries of each report in a JSON body; `null` for a part of an unknown form. */
export type JsonReports = readonly (readonly Entry[] | null)[];

/** Reports of one request. */
export const MAX_REPORTS = 1_000;

/** Names that make a flat object a report. */
const PLACE_NAMES: readonly string[] = ['lat', 'latitude', 'location', 'latlon', 'latlng', 'll'];
/** Members that hold the reports of an object without a place of its own, one or a list. */
const CONTENTS = ['locations', 'features', 'location', 'positions', 'position', 'points', 'data'] as const;

/**
 * Returns the reports of a JSON body, recognised by its shape: a batch, an OwnTracks message, Overland's or
 * other GeoJSON, the form of Traccar Client and the transistorsoft SDK, Home Assistant's, or a flat object of
 * parameters.
 */
export function readJsonReports(body: unknown): JsonReports {
  const reports = Array.isArray(body) ? body.slice(0, MAX_REPORTS + 1).flatMap(readObject) : readObject(body);
  return reports.slice(0, MAX_REPORTS + 1);
}

/** Whether the body is a batch of Overland, which expects an answer of its own. */
export function isOverland(body: unknown): boolean {
  return isObject(body) && Array.isArray(body.locations);
}

function readObject(body: unknown): JsonReports {
  if (!isObject(body)) return [null];
  if (typeof body._type === 'string') return [readOwnTracks(body)];
  const name = hasPlace(body) ? undefined : CONTENTS.find((one) => typeof body[one] === 'object');
  const content = name && body[name];
  if (!content) return [readPart(body)];
  const parts: readonly unknown[] = Array.isArray(content) ? content : [content];
  return shared(body, parts.map(name === 'location' ? readLocationPart : readPart));
}

/** Of the object itself, whatever its members hold. */
function hasPlace(body: JsonObject): boolean {
  const isPlace = ([name, value]: [string, unknown]) =>
    PLACE_NAMES.includes(name.toLowerCase()) && isScalar(value);
  return isObject(body.geometry) || isObject(body.coords) || Object.entries(body).some(isPlace);
}

function readPart(part: unknown): readonly Entry[] | null {
  if (!isObject(part)) return null;
  if (isObject(part.geometry)) return readFeature(part);
  if (isObject(part.coords)) return known(readLocation(part));
  return Array.isArray(part.gps) ? readHomeAssistant(part) : readFlat(part);
}

/** At least one value must be known: nothing is acknowledged that was not understood. */
function known(entries: readonly Entry[]): readonly Entry[] | null {
  const isKnown = ([name]: Entry) => PLACE_NAMES.includes(name.toLowerCase()) || catalogueName(name);
  return entries.some(isKnown) ? entries : null;
}

/** The SDK lets apps rename a location's fields, but not change its units: without `coords` it is flat. */
function readLocationPart(part: unknown): readonly Entry[] | null {
  if (!isObject(part) || isObject(part.coords)) return readPart(part);
  const { speed: speed_ms, ...plain } = part;
  return readFlat({ ...plain, speed_ms });
}

/** Adds the ids and other plain values beside a batch to each of its reports. */
function shared(body: JsonObject, reports: JsonReports): JsonReports {
  const entries = scalars(body);
  return reports.map((report) => report && [...entries, ...report]);
}

/** `{timestamp, coords: {…}, battery: {level}, …}`: speed in m/s, level from 0 to 1. */
function readLocation(location: JsonObject): Entry[] {
  const { coords, battery, activity, extras, speed: _, ...plain } = location;
  const { latitude, longitude, accuracy, altitude, heading, speed } = objectOf(coords);
  const { level, is_charging } = objectOf(battery);
  return [
    ...scalars(plain, ['uuid', 'age']),
    ...scalars({ latitude, longitude, accuracy, altitude, heading, speed_ms: speed }),
    ...scalars({ batteryLevel: percent(level), is_charging, activity: objectOf(activity).type }),
    ...scalars(objectOf(extras)),
  ];
}

/** GeoJSON with Overland's properties: speed in m/s, battery from 0 to 1. A line or an area is no report. */
function readFeature({ geometry, properties }: JsonObject): readonly Entry[] | null {
  const { coordinates } = objectOf(geometry);
  if (!Array.isArray(coordinates) || !isScalar(coordinates[0])) return null;
  const [longitude, latitude] = coordinates as unknown[];
  const { speed, course, horizontal_accuracy, battery_level, battery_state, motion, ...plain } =
    objectOf(properties);
  return [
    ...scalars(plain),
    ...scalars({ latitude, longitude, speed_ms: speed, course, accuracy: horizontal_accuracy }),
    ...scalars({ batteryLevel: percent(battery_level), charging: charging(battery_state) }),
    ...scalars({ activity: Array.isArray(motion) ? (motion as unknown[]).join(',') : motion }),
  ];
}

/** `{gps: [lat, lon], gps_accuracy, …}` of Home Assistant: speed in m/s. */
function readHomeAssistant({ gps, speed: speed_ms, ...plain }: JsonObject): readonly Entry[] | null {
  return readFlat({ ...plain, location: String(gps), speed_ms });
}

/** Parameters as in a query. */
function readFlat(body: JsonObject): readonly Entry[] | null {
  return known(scalars(body));
}

function scalars(values: JsonObject, without: readonly string[] = []): Entry[] {
  return Object.entries(values).filter(
    (entry): entry is [string, string | number | boolean] =>
      isScalar(entry[1]) && !without.includes(entry[0]),
  );
}

/** Percent of a fraction; −1 stays negative, which means unknown. */
function percent(level: unknown): number | undefined {
  return typeof level === 'number' ? Math.round(level * 10_000) / 100 : undefined;
}

function charging(state: unknown): boolean | undefined {
  if (state === 'charging' || state === 'full') return true;
  return state === 'unplugged' ? false : undefined;
}
