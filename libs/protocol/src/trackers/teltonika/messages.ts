import type { TrackerRecord } from '@yipii/domain';
import { AttributeBag } from '../attribute-bag';
import { ByteCursor } from '../byte-cursor';
import type { Packet } from './decode-packet';

const CODEC_12 = 0x0c;
const CODEC_13 = 0x0d;
const CODEC_14 = 0x0e;
const CODEC_15 = 0x0f;
const MESSAGE_CODECS: readonly number[] = [CODEC_12, CODEC_13, CODEC_14, CODEC_15];
/** Codecs whose text follows a time (u32, seconds) and an IMEI (8 bytes). */
const HAS_TIME: readonly number[] = [CODEC_13, CODEC_15];
const HAS_IMEI: readonly number[] = [CODEC_14, CODEC_15];

/** A tachograph reader's or RFID reader's message that names the driver. */
const DRIVER = /^GTSL\|(?:[^|]*\|){3}(\d+)\|/;
const PRINTABLE = /^[\x20-\x7e\r\n\t]*$/;

/** Whether packets of this codec carry text instead of records. */
export function hasMessages(codec: number): boolean {
  return MESSAGE_CODECS.includes(codec);
}

/**
 * Decodes answers to commands, and text that the device received on a serial port (codecs 12 to 15), each
 * as a record without a fix. The maker's protocol does not acknowledge them.
 *
 * @param data from codec to second count
 * @param now epoch ms; the time of messages that have none
 */
export function decodeMessages(
  data: Buffer,
  now: number,
): Packet & { readonly records: readonly TrackerRecord[] } {
  const cursor = new ByteCursor(data);
  const codec = cursor.u8();
  const count = cursor.u8();
  const records: TrackerRecord[] = [];
  while (records.length < count && !cursor.overrun) records.push(readMessage(cursor, codec, now));
  if (cursor.u8() !== count || cursor.overrun || cursor.offset !== data.length) {
    return { records: [], warnings: [{ reason: 'bad_message' }] };
  }
  return { records, warnings: [] };
}

function readMessage(cursor: ByteCursor, codec: number, now: number): TrackerRecord {
  const type = cursor.u8();
  const content = new ByteCursor(cursor.bytes(cursor.u32()));
  const fixTime = HAS_TIME.includes(codec) ? content.u32() * 1000 : now;
  if (HAS_IMEI.includes(codec)) content.bytes(8);
  const bag = new AttributeBag();
  bag.set('command.type', type);
  readText(content.rest(), bag);
  return {
    ...{ fixTime, valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null },
    attributes: bag.attributes,
  };
}

function readText(bytes: Buffer, bag: AttributeBag): void {
  const text = bytes.toString('latin1');
  if (!PRINTABLE.test(text)) {
    bag.set('command.answer', bytes.toString('hex'));
    return;
  }
  if (text.trim() !== '') bag.set('command.answer', text.trim());
  const driver = DRIVER.exec(text)?.[1];
  if (driver) bag.set('driverId', driver);
}
