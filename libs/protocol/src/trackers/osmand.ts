import type { AttributeValue, TrackerRecord } from '@yipii/domain';
import { AttributeBag } from './attribute-bag';
import type { Warning } from './tracker-protocol';

const KMH_PER_KNOT = 1.852;
const MAX_DEVICE_ID_LENGTH = 128;
/** Numbers below are Unix seconds, above milliseconds. */
const SECONDS_LIMIT = 100_000_000_000;
/** The range of a JavaScript date. */
const MAX_TIME = 8.64e15;
/** Decimal, and without the leading zeros that make `007` a name. */
const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const HAS_ZONE = /(Z|[+-]\d{2}:?\d{2})$/;

export type OsmandErrorCode =
  'missing_id' | 'bad_id' | 'bad_timestamp' | 'bad_latitude' | 'bad_longitude' | 'bad_number';

export type OsmandResult =
  | { readonly deviceId: string; readonly record: TrackerRecord; readonly warnings: readonly Warning[] }
  | { readonly error: { readonly code: OsmandErrorCode; readonly message: string } };

/**
 * One report of OsmAnd, Traccar Client or any script, from the parameters of its request:
 * `id|deviceid`, `lat`, `lon|lng` (or `location=lat,lon`), `timestamp` (seconds, ms or a date; UTC unless it
 * names a zone; none = now), `speed` in knots, `bearing|heading`, `altitude`, `accuracy`, `batt`. Whatever
 * else comes is an attribute. Without coordinates the record is telemetry.
 *
 * @param now epoch ms
 */
export function decodeOsmand(parameters: Iterable<readonly [string, string]>, now: number): OsmandResult {
  const fields = new Map(parameters);
  try {
    const deviceId = readDeviceId(fields);
    const bag = readAttributes(fields);
    const record = {
      fixTime: readTime(fields.get('timestamp'), now),
      ...readFix(fields),
      attributes: bag.attributes,
    };
    return { deviceId, record, warnings: bag.warnings };
  } catch (error) {
    if (error instanceof Refusal) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}

type Fields = ReadonlyMap<string, string>;

/** Never leaves this file. */
class Refusal extends Error {
  constructor(
    readonly code: OsmandErrorCode,
    message: string,
  ) {
    super(message);
  }
}

function readDeviceId(fields: Fields): string {
  const id = (fields.get('id') ?? fields.get('deviceid') ?? '').trim();
  if (id === '') throw new Refusal('missing_id', 'Say which device this is: id=…');
  if (id.length > MAX_DEVICE_ID_LENGTH || !/^[\x21-\x7e]+$/.test(id)) {
    throw new Refusal('bad_id', `id is printable ASCII of at most ${MAX_DEVICE_ID_LENGTH} characters.`);
  }
  return id;
}

function readTime(text: string | undefined, now: number): number {
  if (text === undefined || text === '') return now;
  const time = NUMBER.test(text) ? fromUnix(Number(text)) : fromDate(text);
  if (!(Math.abs(time) <= MAX_TIME)) {
    throw new Refusal('bad_timestamp', 'timestamp is Unix seconds, milliseconds or an ISO 8601 date.');
  }
  return time;
}

function fromUnix(number: number): number {
  return Math.round(Math.abs(number) < SECONDS_LIMIT ? number * 1000 : number);
}

/** In a query `+` is a space unless it is escaped, so `T09:10:11+02:00` may arrive with a space as well. */
function fromDate(text: string): number {
  const date = text
    .trim()
    .replace(/ (\d{2}:?\d{2})$/, (match, zone: string, at: number) => (at > 15 ? `+${zone}` : match));
  if (!DATE.test(date)) return NaN;
  const iso = date.replace(' ', 'T');
  return Date.parse(HAS_ZONE.test(iso.slice(10)) || iso.length === 10 ? iso : `${iso}Z`);
}

function readFix(fields: Fields): Omit<TrackerRecord, 'fixTime' | 'attributes'> {
  const [latText, lngText] = coordinates(fields);
  if (latText === undefined && lngText === undefined) {
    return { valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null };
  }
  const speed = readNumber(fields, 'speed');
  const heading = readNumber(fields, fields.has('bearing') ? 'bearing' : 'heading');
  return {
    valid: fields.get('valid') !== 'false' && fields.get('valid') !== '0',
    lat: readDegrees(latText, 90, 'bad_latitude'),
    lng: readDegrees(lngText, 180, 'bad_longitude'),
    altitude: readNumber(fields, 'altitude'),
    speed: speed === null || speed < 0 ? null : round(speed * KMH_PER_KNOT, 3),
    heading: heading === null || heading < 0 || heading > 360 ? null : heading % 360,
  };
}

function coordinates(fields: Fields): readonly (string | undefined)[] {
  const location = fields.get('location');
  return location === undefined
    ? [fields.get('lat'), fields.get('lon') ?? fields.get('lng')]
    : location.split(',');
}

function readDegrees(text: string | undefined, limit: number, code: OsmandErrorCode): number {
  const degrees = text !== undefined && NUMBER.test(text.trim()) ? Number(text) : NaN;
  if (Math.abs(degrees) <= limit) return degrees;
  const name = code === 'bad_latitude' ? 'lat' : 'lon';
  throw new Refusal(code, `${name} is a decimal number between -${limit} and ${limit}.`);
}

function readNumber(fields: Fields, name: string): number | null {
  const text = fields.get(name)?.trim();
  if (text === undefined || text === '') return null;
  if (!NUMBER.test(text)) throw new Refusal('bad_number', `${name} is a decimal number.`);
  return Number(text);
}

/** Parameters that are part of the fix or the identity, and radio cells, which are no reading. */
const NO_ATTRIBUTES: ReadonlySet<string> = new Set(
  'id deviceid lat lon lng location timestamp speed bearing heading altitude valid cell wifi'.split(' '),
);
const NAMES: Readonly<Partial<Record<string, string>>> = {
  batt: 'batteryLevel',
  charge: 'charging',
  driverUniqueId: 'driverId',
  sat: 'satellites',
};

function readAttributes(fields: Fields): AttributeBag {
  const bag = new AttributeBag();
  for (const [name, text] of fields) {
    if (!NO_ATTRIBUTES.has(name))
      bag.set(Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name, sniff(text));
  }
  return bag;
}

function sniff(text: string): AttributeValue {
  if (NUMBER.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
