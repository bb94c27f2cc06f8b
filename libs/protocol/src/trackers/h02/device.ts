import type { TrackerRecord } from '@yipii/domain';
import type { TrackerDevice } from '../tracker-device';
import { stampOf } from './clock';

const KMH_PER_KNOT = 1.852;
const ALL_WELL = 0xffffffff;
/** Active while it is 1. */
const IGNITION = 0x400;

/** A device that sends text over TCP, one record a frame. */
export const h02Device: TrackerDevice = {
  transport: 'tcp',
  mostRecords: 1,
  encode: (record) => Buffer.from(fieldsOf(record).join(',')),
  pack: (uniqueId, [record = Buffer.alloc(0)]) => Buffer.from(`*HQ,${uniqueId},V1,${record.toString()}#`),
  readAcknowledgement(received, records) {
    const length = received.indexOf('#') + 1;
    return length === 0 ? undefined : { value: records, length };
  },
};

function fieldsOf({ attributes, ...fix }: TrackerRecord): readonly string[] {
  const stamp = stampOf(fix.fixTime);
  const status = attributes.ignition === false ? ALL_WELL - IGNITION : ALL_WELL;
  return [
    stamp.slice(8),
    fix.valid ? 'A' : 'V',
    ...placeOf(fix),
    ((fix.speed ?? 0) / KMH_PER_KNOT).toFixed(3),
    (fix.heading ?? 0).toFixed(0),
    `${stamp.slice(6, 8)}${stamp.slice(4, 6)}${stamp.slice(2, 4)}`,
    status.toString(16).toUpperCase(),
  ];
}

function placeOf({ lat, lng }: Pick<TrackerRecord, 'lat' | 'lng'>): readonly string[] {
  if (lat === null || lng === null) return ['', '', '', ''];
  return [minutesOf(lat, 2), lat < 0 ? 'S' : 'N', minutesOf(lng, 3), lng < 0 ? 'W' : 'E'];
}

/** ddmm.mmmm */
function minutesOf(degrees: number, digits: number): string {
  const inMinutes = Math.round(Math.abs(degrees) * 600_000) / 10_000;
  const whole = Math.floor(inMinutes / 60);
  return `${String(whole).padStart(digits, '0')}${(inMinutes - 60 * whole).toFixed(4).padStart(7, '0')}`;
}
