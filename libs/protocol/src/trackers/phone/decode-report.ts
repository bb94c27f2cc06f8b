import type { AttributeValue, TrackerRecord } from '@yipii/domain';
import { AttributeBag } from '../attribute-bag';
import type { Warning } from '../tracker-protocol';
import { readAttributes } from './read-attributes';
import { readNumber, round } from './read-number';
import { readTime } from './read-time';
import type { ReportFields } from './report-fields';

/** Names of the time, in lower case. */
export const TIMES: readonly string[] = ['timestamp', 'time', 'datetime', 'tst'];
const LATITUDES = ['lat', 'latitude'];
const LONGITUDES = ['lon', 'lng', 'long', 'longitude'];
/** `lat,lon` in one value. */
const PAIRS = ['location', 'latlon', 'latlng', 'll'];
/** Fields of speed, with the km/h of their unit; the first one present counts. */
const SPEEDS = [
  ['speed_kmh', 1],
  ['speed_ms', 3.6],
  // GPSLogger, with all its parameters in the body.
  ['spd', 3.6],
  ['speed_mph', 1.609_344],
  ['speed', 1.852],
] as const;

const TOLD_SPEEDS = SPEEDS.map(([name]) => name).filter((name) => name !== 'speed');

/** No reading is faster, whatever its unit; in km/h it might be more than a number can hold. */
const FASTEST = 1e6;

/** Why a report can't be read. All other fields are optional. */
export interface Refusal {
  readonly code: 'bad_timestamp' | 'bad_latitude' | 'bad_longitude';
  /** For the person who set the device up. */
  readonly message: string;
}

export type Report =
  | {
      readonly record: TrackerRecord;
      readonly warnings: readonly Warning[];
      /** The report does not say in which unit its speed is. */
      readonly assumesKnots: boolean;
    }
  | { readonly refusal: Refusal };

/**
 * Decodes one report of a phone app. Only an unreadable time or place makes it a refusal; any other
 * unreadable value is left out with a warning. Without coordinates the record is telemetry.
 *
 * @param now epoch ms; the time of a report that has none
 */
export function decodeReport(fields: ReportFields, now: number): Report {
  const warnings: Warning[] = [];
  const time = fields.take(...TIMES);
  const fixTime = time === undefined ? now : readTime(time);
  if (fixTime === null) return refused('bad_timestamp', `timestamp is not a time: '${cut(time)}'.`);
  const place = readPlace(fields);
  if ('refusal' in place) return place;
  const assumesKnots = fields.has('speed') && !fields.has(...TOLD_SPEEDS);
  const movement = readMovement(fields, warnings);
  const valid = readValid(fields);
  const bag = new AttributeBag();
  warnings.push(...readAttributes(fields, bag), ...bag.warnings);
  const fix =
    place.lat === null ? { valid: false, ...place, ...NOT_MOVING } : { valid, ...place, ...movement };
  return { record: { fixTime, ...fix, attributes: bag.attributes }, warnings, assumesKnots };
}

const NOT_MOVING = { altitude: null, speed: null, heading: null };

type Place = { readonly lat: number; readonly lng: number } | { readonly lat: null; readonly lng: null };

function readPlace(fields: ReportFields): Place | { readonly refusal: Refusal } {
  const [latText, lngText] = coordinates(fields);
  if (latText === undefined && lngText === undefined) return { lat: null, lng: null };
  const lat = readNumber(latText);
  const lng = readNumber(lngText);
  if (lat === null || Math.abs(lat) > 90) {
    return refused('bad_latitude', `lat is not a number from -90 to 90: '${cut(latText)}'.`);
  }
  if (lng === null || Math.abs(lng) > 180) {
    return refused('bad_longitude', `lon is not a number from -180 to 180: '${cut(lngText)}'.`);
  }
  return { lat, lng };
}

function coordinates(fields: ReportFields): readonly (AttributeValue | undefined)[] {
  const lat = fields.take(...LATITUDES);
  const lng = fields.take(...LONGITUDES);
  if (lat !== undefined || lng !== undefined) return [lat, lng];
  const pair = fields.take(...PAIRS);
  return pair === undefined ? [] : String(pair).split(',').slice(0, 2);
}

function readMovement(fields: ReportFields, warnings: Warning[]) {
  const speeds = SPEEDS.map(([name, kmh]) => [optional(fields, [name], warnings), kmh] as const);
  const [speed, kmh] = speeds.find(([value]) => value !== null) ?? [null, 1];
  const heading = optional(fields, ['bearing', 'heading', 'course', 'direction', 'dir'], warnings);
  return {
    altitude: optional(fields, ['altitude', 'alt'], warnings),
    // Phones send a negative value for an unknown one.
    speed: speed === null || speed < 0 || speed > FASTEST ? null : round(speed * kmh, 3),
    heading: heading === null || heading < 0 || heading > 360 ? null : heading % 360,
  };
}

function optional(fields: ReportFields, names: readonly string[], warnings: Warning[]): number | null {
  const value = fields.take(...names);
  if (value === undefined) return null;
  const number = readNumber(value);
  if (number === null) warnings.push({ reason: 'bad_number', detail: names[0] });
  return number;
}

function readValid(fields: ReportFields): boolean {
  return !['false', '0'].includes(String(fields.take('valid') ?? true));
}

function refused(code: Refusal['code'], message: string): { readonly refusal: Refusal } {
  return { refusal: { code, message } };
}

function cut(value: AttributeValue | undefined): string {
  return String(value ?? '').slice(0, 40);
}
