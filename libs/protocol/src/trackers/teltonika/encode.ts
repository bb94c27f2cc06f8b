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
  const { attributes } = record;
  const head = Buffer.alloc(26);
  head.writeBigInt64BE(BigInt(record.fixTime), 0);
  head.writeUInt8(Number(attributes.priority ?? 0), 8);
  head.writeInt32BE(Math.round((record.lng ?? 0) * 1e7), 9);
  head.writeInt32BE(Math.round((record.lat ?? 0) * 1e7), 13);
  head.writeInt16BE(Math.round(record.altitude ?? 0), 17);
  head.writeUInt16BE(Math.round(record.heading ?? 0) % 360, 19);
  head.writeUInt8(Number(attributes.satellites ?? 0), 21);
  head.writeUInt16BE(Math.round(record.speed ?? 0), 22);
  head.writeUInt16BE(Number(attributes.event ?? 0), 24);
  return Buffer.concat([head, ...encodeElements(writeIoElements(attributes))]);
}

function encodeElements(elements: readonly IoElement[]): Buffer[] {
  const parts = [u16(elements.length)];
  for (const width of IO_WIDTHS) {
    const group = elements.filter(({ bytes }) => bytes.length === width);
    parts.push(u16(group.length));
    for (const { id, bytes } of group) parts.push(u16(id), bytes);
  }
  const rest = elements.filter(({ bytes }) => !IO_WIDTHS.some((width) => width === bytes.length));
  parts.push(u16(rest.length));
  for (const { id, bytes } of rest) parts.push(u16(id), u16(bytes.length), bytes);
  return parts;
}

function u16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
