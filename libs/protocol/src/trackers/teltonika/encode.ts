import type { TrackerRecord } from '@yipii/domain';
import { crc16Arc } from '../crc16';
import { writeIoElements } from './io-attributes';
import { CODEC_8E, HEADER_LENGTH, IO_WIDTHS, type IoElement } from './wire';

/** What a device sends first. */
export function encodeLogin(imei: string): Buffer {
  const login = Buffer.alloc(2 + imei.length);
  login.writeUInt16BE(imei.length);
  login.write(imei, 2, 'latin1');
  return login;
}

/** A data packet of codec 8 extended with at most 255 records, as a device sends it over TCP. */
export function encodeCodec8E(records: readonly TrackerRecord[]): Buffer {
  return packRecords(records.map(encodeRecord));
}

/** The packet around records that `encodeRecord` made. */
export function packRecords(records: readonly Buffer[]): Buffer {
  const length = records.reduce((sum, record) => sum + record.length, 3);
  const packet = Buffer.alloc(HEADER_LENGTH + length + 4);
  packet.writeUInt32BE(length, 4);
  packet.writeUInt8(CODEC_8E, HEADER_LENGTH);
  packet.writeUInt8(records.length, HEADER_LENGTH + 1);
  let offset = HEADER_LENGTH + 2;
  for (const record of records) offset += record.copy(packet, offset);
  packet.writeUInt8(records.length, offset);
  packet.writeUInt32BE(crc16Arc(packet.subarray(HEADER_LENGTH, offset + 1)), offset + 1);
  return packet;
}

/** One record of codec 8 extended; `satellites`, `priority` and `event` come from the attributes. */
export function encodeRecord(record: TrackerRecord): Buffer {
  const elements = writeIoElements(record.attributes);
  const groups = groupByWidth(elements);
  const bytes = Buffer.allocUnsafe(lengthOf(elements, groups));
  writeElements(bytes, writeFix(bytes, record), groups);
  return bytes;
}

/** Time to event id. */
const FIX_LENGTH = 26;

function writeFix(bytes: Buffer, { attributes, ...fix }: TrackerRecord): number {
  bytes.writeBigInt64BE(BigInt(fix.fixTime), 0);
  bytes.writeUInt8(Number(attributes.priority ?? 0), 8);
  bytes.writeInt32BE(Math.round((fix.lng ?? 0) * 1e7), 9);
  bytes.writeInt32BE(Math.round((fix.lat ?? 0) * 1e7), 13);
  bytes.writeInt16BE(Math.round(fix.altitude ?? 0), 17);
  bytes.writeUInt16BE(Math.round(fix.heading ?? 0) % 360, 19);
  bytes.writeUInt8(Number(attributes.satellites ?? 0), 21);
  bytes.writeUInt16BE(Math.round(fix.speed ?? 0), 22);
  return bytes.writeUInt16BE(Number(attributes.event ?? 0), 24);
}

/** By 1, 2, 4 and 8 bytes, and those of any other length. */
interface Groups {
  readonly fixed: readonly (readonly IoElement[])[];
  readonly variable: readonly IoElement[];
}

function groupByWidth(elements: readonly IoElement[]): Groups {
  return {
    fixed: IO_WIDTHS.map((width) => elements.filter(({ bytes }) => bytes.length === width)),
    variable: elements.filter(({ bytes }) => !IO_WIDTHS.some((width) => width === bytes.length)),
  };
}

/** Behind the fix a count of all and one per group; an id per element, and a length where it varies. */
function lengthOf(elements: readonly IoElement[], { fixed, variable }: Groups): number {
  let length = FIX_LENGTH + 2 + 2 * (fixed.length + 1) + 2 * variable.length;
  for (const { bytes } of elements) length += 2 + bytes.length;
  return length;
}

function writeElements(target: Buffer, start: number, { fixed, variable }: Groups): void {
  const count = fixed.reduce((sum, group) => sum + group.length, variable.length);
  let offset = target.writeUInt16BE(count, start);
  for (const group of fixed) {
    offset = target.writeUInt16BE(group.length, offset);
    for (const { id, bytes } of group) {
      offset = target.writeUInt16BE(id, offset);
      offset += bytes.copy(target, offset);
    }
  }
  offset = target.writeUInt16BE(variable.length, offset);
  for (const { id, bytes } of variable) {
    offset = target.writeUInt16BE(bytes.length, target.writeUInt16BE(id, offset));
    offset += bytes.copy(target, offset);
  }
}
