import type { TrackerRecord } from '@yipii/domain';
import { AttributeBag } from '../attribute-bag';
import { timeOf } from './clock';
import { degreesOf } from './coordinates';
import { batteryLevelOf, setStatus } from './status';
import { BINARY_LENGTH, idLengthOf } from './wire';

const KMH_PER_KNOT = 1.852;
const VALID = 2;
const NORTH = 4;
const EAST = 8;
const IMEI_DIGITS = 15;

/**
 * A binary packet: `$`, id, hhmmss ddmmyy, ddmmmmmm, battery, dddmmmmmm and a digit of flags, speed in knots
 * and course with three digits each, status bits; all but the flags, battery and status in decimal digits.
 * Returns null if the bytes are not one.
 */
export function decodeBinary(frame: Buffer): { deviceId: string; record: TrackerRecord } | null {
  if (frame.length < BINARY_LENGTH) return null;
  const idLength = idLengthOf((at) => frame.readUInt8(at));
  if (idLength === undefined) return null;
  const digits = frame.toString('hex');
  const deviceId = digits.slice(2, 2 + 2 * idLength).slice(0, IMEI_DIGITS);
  const at = 2 + 2 * idLength;
  const fixTime = timeOf(digits.slice(at, at + 6), digits.slice(at + 6, at + 12));
  if (fixTime === null) return null;
  const bag = new AttributeBag();
  const battery = batteryLevelOf(parseInt(digits.slice(at + 20, at + 22), 16));
  if (battery !== null) bag.set('batteryLevel', battery);
  setStatus(parseInt(digits.slice(at + 38, at + 46), 16), bag);
  return { deviceId, record: { fixTime, ...readFix(digits.slice(at + 12)), attributes: bag.attributes } };
}

/** @param digits from the latitude on */
function readFix(digits: string): Omit<TrackerRecord, 'fixTime' | 'attributes'> {
  const flags = parseInt(digits.slice(19, 20), 16);
  const lat = degreesOf(digits.slice(0, 8), (flags & NORTH) > 0 ? 'N' : 'S');
  const lng = degreesOf(digits.slice(10, 19), (flags & EAST) > 0 ? 'E' : 'W');
  if (lat === null || lng === null) {
    return { valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null };
  }
  const speed = numberOf(digits.slice(20, 23));
  const heading = numberOf(digits.slice(23, 26));
  return {
    ...{ valid: (flags & VALID) > 0, lat, lng, altitude: null },
    speed: speed === null ? null : Math.round(speed * KMH_PER_KNOT * 1000) / 1000,
    heading: heading === null || heading > 360 ? null : heading % 360,
  };
}

function numberOf(digits: string): number | null {
  return /^\d+$/.test(digits) ? Number(digits) : null;
}
