import type { TrackerRecord } from '@yipii/domain';
import { AttributeBag } from '../attribute-bag';
import { timeOf } from './clock';
import { degreesOf } from './coordinates';
import { setStatus } from './status';

const KMH_PER_KNOT = 1.852;
const STATUS = /^[0-9a-f]{8}$/i;
const DIGITS_6 = /^\d{6}$/;
const NUMBER = /^-?\d+(\.\d*)?$/;
/** Odometer, temperature, fuel, altitude and a cell, as one firmware sends them. */
const TRUCK_EXTRAS = /^\d+,-?\d+,\d+\.\d+,-?\d+,[0-9a-f]+,[0-9a-f]+$/i;
const MAX_EXTRAS = 8;
const NO_FIX = { valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null };

/** `*maker,id,type,…#` */
export interface TextFrame {
  readonly deviceId: string;
  readonly type: string;
  readonly fields: readonly string[];
}

/** Returns null if the text is not a frame of this protocol. */
export function readText(text: string): TextFrame | null {
  const [maker = '', deviceId = '', type = '', ...fields] = text
    .trim()
    .replace(/^\*|#$/g, '')
    .split(',')
    .map((field) => field.trim());
  return /^\w{2}$/.test(maker) && /^\w{1,20}$/.test(deviceId) ? { deviceId, type, fields } : null;
}

/** Returns the record of a frame, or null if it contains none. */
export function decodeText({ type, fields }: TextFrame, now: number): TrackerRecord | null {
  if (type === 'HTBT') return heartbeat(fields, now);
  if (type === 'LINK') return link(fields, now);
  if (type === 'V3' || type === 'NBR') return cells(type, fields, now);
  if (type.startsWith('V') && type !== 'V0') return position(type, fields, now);
  return null;
}

/**
 * [answer,] [time,] validity, latitude, N|S, longitude, E|W, speed, course, [battery,] date, status, extras.
 * The hemispheres tell where everything is.
 */
function position(type: string, fields: readonly string[], now: number): TrackerRecord | null {
  const north = fields.findIndex((field, i) => /^[NS]$/.test(field) && /^[EW]$/.test(at(fields, i + 2)));
  const dateAt = DIGITS_6.test(at(fields, north + 5)) ? north + 5 : north + 6;
  const fixTime = timeOf(at(fields, north - 3), at(fields, dateAt));
  const fix = north < 1 ? NO_FIX : readFix(fields, north);
  if (fix.lat === null && (north < 1 || fixTime === null)) return withoutPlace(type, fields, now);
  const bag = new AttributeBag();
  if (type === 'V4' && north > 3) bag.set('command.answer', fields.slice(0, north - 3).join(','));
  const altitude = readRest(fields.slice(dateAt + 1), bag);
  const located = fix.lat === null ? fix : { ...fix, altitude };
  return { fixTime: fixTime ?? now, ...located, attributes: bag.attributes };
}

function readFix(fields: readonly string[], north: number): Omit<TrackerRecord, 'fixTime' | 'attributes'> {
  const lat = degreesOf(at(fields, north - 1), at(fields, north));
  const lng = degreesOf(at(fields, north + 1), at(fields, north + 2));
  if (lat === null || lng === null) return NO_FIX;
  const speed = numberOf(at(fields, north + 3));
  const heading = numberOf(at(fields, north + 4)) ?? NaN;
  return {
    // A digit names the coordinate system, and is sent with a fix only.
    ...{ valid: /^(A|\d)$/.test(at(fields, north - 2)), lat, lng, altitude: null },
    speed: speed === null ? null : Math.round(speed * KMH_PER_KNOT * 1000) / 1000,
    heading: heading >= 0 && heading <= 360 ? heading % 360 : null,
  };
}

/** Reads the status and what firmwares append to it; returns the altitude if it is among that. */
function readRest(rest: readonly string[], bag: AttributeBag): number | null {
  const statusAt = rest.findIndex((field) => STATUS.test(field));
  if (statusAt < 0) return null;
  setStatus(parseInt(at(rest, statusAt), 16), bag);
  const extras = rest.slice(statusAt + 1);
  if (TRUCK_EXTRAS.test(extras.join(','))) {
    const [odometer = 0, temperature = 0, fuel = 0, altitude = 0] = extras.map(Number);
    bag.set('odometer', odometer);
    bag.set('temp1', temperature);
    bag.set('fuelLevel', fuel);
    return altitude;
  }
  for (const [i, field] of extras.slice(0, MAX_EXTRAS).entries()) if (field) bag.set(`io${i + 1}`, field);
  return null;
}

/** Telemetry if the frame reports an alarm or cells; otherwise it is only a sign of life. */
function withoutPlace(type: string, fields: readonly string[], now: number): TrackerRecord | null {
  const bag = new AttributeBag();
  const status = fields.find((field) => STATUS.test(field));
  if (status !== undefined) setStatus(parseInt(status, 16), bag);
  const isWorthKeeping = bag.get('alarm') !== undefined || type === 'VP1';
  return isWorthKeeping ? { fixTime: now, ...NO_FIX, attributes: bag.attributes } : null;
}

/** Radio cells around a device without a fix: time, cells …, voltage, 0, X, date, status. */
function cells(type: string, fields: readonly string[], now: number): TrackerRecord {
  const bag = new AttributeBag();
  const statusAt = fields.findLastIndex((field) => STATUS.test(field));
  if (statusAt >= 0) setStatus(parseInt(at(fields, statusAt), 16), bag);
  const voltage = /^[0-9a-f]{4}$/i.exec(at(fields, statusAt - 4));
  if (type === 'V3' && voltage) bag.set('batteryVoltage', parseInt(voltage[0], 16) / 100);
  const fixTime = timeOf(at(fields, 0), at(fields, statusAt - 1)) ?? now;
  return { fixTime, ...NO_FIX, attributes: bag.attributes };
}

/** A watch's report: time, signal, satellites, battery, steps, turnovers, date, status. */
function link(fields: readonly string[], now: number): TrackerRecord {
  const [clock = '', rssi, satellites, batteryLevel, steps, turnovers, date = '', status = ''] = fields;
  const bag = new AttributeBag();
  for (const [name, text] of Object.entries({ rssi, satellites, batteryLevel, steps, turnovers })) {
    const value = numberOf(text);
    if (value !== null) bag.set(name, value);
  }
  if (STATUS.test(status)) setStatus(parseInt(status, 16), bag);
  return { fixTime: timeOf(clock, date) ?? now, ...NO_FIX, attributes: bag.attributes };
}

function heartbeat([text]: readonly string[], now: number): TrackerRecord | null {
  const level = numberOf(text);
  if (level === null || level < 0 || level > 100) return null;
  const bag = new AttributeBag();
  bag.set('batteryLevel', level);
  return { fixTime: now, ...NO_FIX, attributes: bag.attributes };
}

function at(fields: readonly string[], index: number): string {
  return fields[index] ?? '';
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && NUMBER.test(text) ? Number(text) : null;
}
