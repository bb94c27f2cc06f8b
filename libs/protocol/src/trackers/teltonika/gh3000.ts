import type { TrackerRecord } from '@yipii/domain';
import { AttributeBag } from '../attribute-bag';
import type { AttributeName } from '../attributes';
import type { ByteCursor } from '../byte-cursor';
import type { Warning } from '../tracker-protocol';
import { round } from '../phone/read-number';
import { readUnsigned } from './io-catalogue';

/** 2007-01-01, from which these devices count seconds. */
const EPOCH_S = 1_167_609_600;
/** Above the seconds lies the priority. */
const SECONDS_BITS = 30;
const NO_POSITION = { lat: null, lng: null, altitude: null, speed: null, heading: null } as const;

/** Bits of the mask that a record begins with. */
const HAS_GPS = 1 << 0;
const GROUPS = [
  { bit: 1 << 1, width: 1 },
  { bit: 1 << 2, width: 2 },
  { bit: 1 << 3, width: 4 },
] as const;
/** Bits of the mask that its GPS element begins with. */
const GPS = {
  ...{ place: 1 << 0, altitude: 1 << 1, angle: 1 << 2, speed: 1 << 3 },
  ...{ satellites: 1 << 4, cell: 1 << 5, signal: 1 << 6, operator: 1 << 7 },
} as const;

/** Elements with a name, and how many of their units make one of ours. */
const ELEMENTS: ReadonlyMap<number, readonly [AttributeName, perUnit: number]> = new Map([
  [1, ['batteryLevel', 1]],
  [20, ['hdop', 10]],
  [22, ['pdop', 10]],
  [67, ['batteryVoltage', 1000]],
]);
const SOS_BUTTON = 222;
const MOTION = 240;

/** A record of codec 7, of the GH family of personal trackers: masks say which parts of it are there. */
export function readGh3000Record(cursor: ByteCursor, warnings: Warning[]): TrackerRecord {
  const time = cursor.u32();
  const mask = cursor.u8();
  const bag = new AttributeBag();
  bag.set('priority', time >>> SECONDS_BITS);
  const fix = mask & HAS_GPS ? readFix(cursor, bag) : { valid: false, ...NO_POSITION };
  for (const { bit, width } of GROUPS) if (mask & bit) readGroup(cursor, width, bag);
  warnings.push(...bag.warnings);
  const seconds = (time & (2 ** SECONDS_BITS - 1)) + EPOCH_S;
  return { fixTime: seconds * 1000, ...fix, attributes: bag.attributes };
}

type Fix = Omit<TrackerRecord, 'fixTime' | 'attributes'>;

function readFix(cursor: ByteCursor, bag: AttributeBag): Fix {
  const mask = cursor.u8();
  const place = mask & GPS.place ? { lat: cursor.f32(), lng: cursor.f32() } : null;
  const altitude = mask & GPS.altitude ? cursor.i16() : null;
  const heading = mask & GPS.angle ? (cursor.u8() * 360) / 256 : null;
  const speed = mask & GPS.speed ? cursor.u8() : null;
  const valid = readReception(cursor, mask, bag);
  if (!place || !isBelievable(place, valid)) return { valid: false, ...NO_POSITION };
  return { valid, lat: round(place.lat, 6), lng: round(place.lng, 6), altitude, speed, heading };
}

/** Returns whether the fix is one, as far as the satellites tell. */
function readReception(cursor: ByteCursor, mask: number, bag: AttributeBag): boolean {
  const satellites = mask & GPS.satellites ? cursor.u8() : null;
  if (satellites !== null) bag.set('satellites', satellites);
  if (mask & GPS.cell) cursor.bytes(4);
  if (mask & GPS.signal) bag.set('rssi', cursor.u8());
  if (mask & GPS.operator) bag.set('operator', cursor.u32());
  return satellites !== 0;
}

/** Four bytes may be no number at all; without satellites a device that has never had a fix sends zeros. */
function isBelievable({ lat, lng }: { readonly lat: number; readonly lng: number }, valid: boolean): boolean {
  return Number.isFinite(lat) && Number.isFinite(lng) && (valid || lat !== 0 || lng !== 0);
}

function readGroup(cursor: ByteCursor, width: number, bag: AttributeBag): void {
  let left = cursor.u8();
  while (left-- > 0 && !cursor.overrun)
    setElement(cursor.u8(), Number(readUnsigned(cursor.bytes(width))), bag);
}

function setElement(id: number, value: number, bag: AttributeBag): void {
  const [name, perUnit] = ELEMENTS.get(id) ?? [`io${id}`, 1];
  if (id === MOTION) bag.set('motion', value === 1);
  else if (id === SOS_BUTTON && value === 1) bag.set('alarm', 'sos');
  else bag.set(name, value / perUnit);
}
