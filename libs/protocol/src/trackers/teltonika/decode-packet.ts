import type { TrackerRecord } from '@yipii/domain';
import { AttributeBag } from '../attribute-bag';
import { ByteCursor } from '../byte-cursor';
import { crc16Arc } from '../crc16';
import type { Warning } from '../tracker-protocol';
import { readIoElements } from './io-attributes';
import { readGh3000Record } from './gh3000';
import { CODEC_16, CODEC_7, CODEC_8, CODEC_8E, HEADER_LENGTH, IO_WIDTHS, type IoElement } from './wire';

/** The range of a JavaScript date. */
const MAX_TIME = 8.64e15;
/** The receiver has no speed. */
const NO_SPEED = 0xffff;

/** How the codecs' records differ. */
interface Layout {
  readonly wideIds: boolean;
  readonly wideCounts: boolean;
  /** What made the record stands behind the event. */
  readonly hasGeneration: boolean;
  /** A last group has elements of any length. */
  readonly hasVariable: boolean;
}

const LAYOUTS: ReadonlyMap<number, Layout> = new Map([
  [CODEC_8, { wideIds: false, wideCounts: false, hasGeneration: false, hasVariable: false }],
  [CODEC_8E, { wideIds: true, wideCounts: true, hasGeneration: false, hasVariable: true }],
  [CODEC_16, { wideIds: true, wideCounts: false, hasGeneration: true, hasVariable: false }],
]);

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

export function hasRecords(codec: number): boolean {
  return codec === CODEC_7 || LAYOUTS.has(codec);
}

/** Records of data from codec to second count, complete or not at all. */
export function decodeRecords(data: Buffer): Packet {
  const cursor = new ByteCursor(data);
  const readOne = readerOf(cursor.u8());
  if (!readOne) return { warnings: [{ reason: 'unknown_codec' }] };
  const count = cursor.u8();
  const records: TrackerRecord[] = [];
  const warnings: Warning[] = [];
  while (records.length < count && !cursor.overrun) records.push(readOne(cursor, warnings));
  const repeated = cursor.u8();
  if (cursor.overrun)
    return { warnings: [{ reason: 'bad_record', detail: 'a record ends behind its packet' }] };
  if (repeated !== count)
    return { warnings: [{ reason: 'count_mismatch', detail: `${count} and ${repeated}` }] };
  if (cursor.offset !== data.length) return { warnings: [{ reason: 'bad_length' }] };
  return { records, warnings };
}

type RecordReader = (cursor: ByteCursor, warnings: Warning[]) => TrackerRecord;

function readerOf(codec: number): RecordReader | undefined {
  if (codec === CODEC_7) return readGh3000Record;
  const layout = LAYOUTS.get(codec);
  return layout && ((cursor, warnings) => readRecord(cursor, layout, warnings));
}

function readRecord(cursor: ByteCursor, layout: Layout, warnings: Warning[]): TrackerRecord {
  const time = cursor.i64();
  const priority = cursor.u8();
  const fix = readFix(cursor);
  const event = layout.wideIds ? cursor.u16() : cursor.u8();
  const generation = layout.hasGeneration ? cursor.u8() : null;
  const bag = new AttributeBag();
  bag.set('satellites', fix.satellites);
  bag.set('priority', priority);
  bag.set('event', event);
  if (generation !== null) bag.set('generation', generation);
  readIoElements(readElements(cursor, layout), bag);
  warnings.push(...bag.warnings);
  const { valid, lat, lng, altitude, speed, heading } = fix.position;
  const { attributes } = bag;
  return { fixTime: fixTime(time, warnings), valid, lat, lng, altitude, speed, heading, attributes };
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
  const rawSpeed = cursor.u16();
  const speed = rawSpeed === NO_SPEED ? null : rawSpeed;
  const valid = satellites > 0;
  const position =
    !valid && lat === 0 && lng === 0
      ? { valid, lat: null, lng: null, altitude: null, speed: null, heading: null }
      : { valid, lat, lng, altitude, speed, heading: angle <= 360 ? angle % 360 : null };
  return { satellites, position };
}

function readElements(cursor: ByteCursor, { wideIds, wideCounts, hasVariable }: Layout): IoElement[] {
  const elements: IoElement[] = [];
  readNumber(cursor, wideCounts); // how many in all; the groups say it again
  for (const width of IO_WIDTHS) {
    let left = readNumber(cursor, wideCounts);
    while (left-- > 0 && !cursor.overrun)
      elements.push({ id: readNumber(cursor, wideIds), bytes: cursor.bytes(width) });
  }
  if (!hasVariable) return elements;
  let left = readNumber(cursor, wideCounts);
  while (left-- > 0 && !cursor.overrun)
    elements.push({ id: readNumber(cursor, wideIds), bytes: cursor.bytes(cursor.u16()) });
  return elements;
}

function readNumber(cursor: ByteCursor, wide: boolean): number {
  return wide ? cursor.u16() : cursor.u8();
}
