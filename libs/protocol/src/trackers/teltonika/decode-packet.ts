import type { TrackerRecord } from '@yipii/domain';
import { AttributeBag } from '../attribute-bag';
import { ByteCursor } from '../byte-cursor';
import { crc16Arc } from '../crc16';
import type { Warning } from '../tracker-protocol';
import { readIoElements } from './io-attributes';
import { CODEC_8, CODEC_8E, HEADER_LENGTH, IO_WIDTHS, type IoElement } from './wire';

/** The range of a JavaScript date. */
const MAX_TIME = 8.64e15;

export interface Packet {
  /** `undefined`: nothing in this packet can be believed, or it holds no records. */
  readonly records?: readonly TrackerRecord[];
  readonly warnings: readonly Warning[];
}

/** Whether the CRC over codec to second count is right. */
export function hasRightCrc(frame: Buffer): boolean {
  const end = frame.length - 4;
  return crc16Arc(frame.subarray(HEADER_LENGTH, end)) === frame.readUInt32BE(end);
}

export function codecOf(frame: Buffer): number {
  return frame.readUInt8(HEADER_LENGTH);
}

export function hasRecords(codec: number): boolean {
  return codec === CODEC_8 || codec === CODEC_8E;
}

/** Records of a data packet of codec 8 or 8E, complete or not at all. */
export function decodePacket(frame: Buffer): Packet {
  const cursor = new ByteCursor(frame.subarray(0, -4), HEADER_LENGTH);
  const extended = cursor.u8() === CODEC_8E;
  const count = cursor.u8();
  const records: TrackerRecord[] = [];
  const warnings: Warning[] = [];
  while (records.length < count && !cursor.overrun) records.push(readRecord(cursor, extended, warnings));
  const repeated = cursor.u8();
  if (cursor.overrun)
    return { warnings: [{ reason: 'bad_record', detail: 'a record ends behind its packet' }] };
  if (repeated !== count)
    return { warnings: [{ reason: 'count_mismatch', detail: `${count} and ${repeated}` }] };
  if (cursor.offset !== frame.length - 4) return { warnings: [{ reason: 'bad_length' }] };
  return { records, warnings };
}

function readRecord(cursor: ByteCursor, extended: boolean, warnings: Warning[]): TrackerRecord {
  const time = cursor.i64();
  const priority = cursor.u8();
  const fix = readFix(cursor);
  const event = extended ? cursor.u16() : cursor.u8();
  const bag = new AttributeBag();
  bag.set('satellites', fix.satellites);
  bag.set('priority', priority);
  bag.set('event', event);
  readIoElements(extended ? readElementsExtended(cursor) : readElements(cursor), bag);
  warnings.push(...bag.warnings);
  return { fixTime: fixTime(time, warnings), ...fix.position, attributes: bag.attributes };
}

function fixTime(time: number, warnings: Warning[]): number {
  if (Math.abs(time) <= MAX_TIME) return time;
  warnings.push({ reason: 'bad_time' });
  return 0;
}

interface Fix {
  readonly satellites: number;
  readonly position: Omit<TrackerRecord, 'fixTime' | 'attributes'>;
}

/** Without satellites a device repeats its last coordinates, or sends zeros when it has none. */
function readFix(cursor: ByteCursor): Fix {
  const lng = cursor.i32() / 1e7;
  const lat = cursor.i32() / 1e7;
  const altitude = cursor.i16();
  const angle = cursor.u16();
  const satellites = cursor.u8();
  const speed = cursor.u16();
  const valid = satellites > 0;
  const position =
    !valid && lat === 0 && lng === 0
      ? { valid, lat: null, lng: null, altitude: null, speed: null, heading: null }
      : { valid, lat, lng, altitude, speed, heading: angle <= 360 ? angle % 360 : null };
  return { satellites, position };
}

function readElements(cursor: ByteCursor): IoElement[] {
  const elements: IoElement[] = [];
  cursor.u8(); // how many in all; the groups say it again
  for (const width of IO_WIDTHS) {
    let left = cursor.u8();
    while (left-- > 0 && !cursor.overrun) elements.push({ id: cursor.u8(), bytes: cursor.bytes(width) });
  }
  return elements;
}

function readElementsExtended(cursor: ByteCursor): IoElement[] {
  const elements: IoElement[] = [];
  cursor.u16();
  for (const width of IO_WIDTHS) {
    let left = cursor.u16();
    while (left-- > 0 && !cursor.overrun) elements.push({ id: cursor.u16(), bytes: cursor.bytes(width) });
  }
  let left = cursor.u16();
  while (left-- > 0 && !cursor.overrun)
    elements.push({ id: cursor.u16(), bytes: cursor.bytes(cursor.u16()) });
  return elements;
}
