import { ByteCursor } from '../byte-cursor';

/** Number of the device's packet type; the maker calls the byte «not usable». */
const PACKET_TYPE = 1;
const IMEI = /^\d{15}$/;

/** The envelope of a UDP packet: u16 length, u16 packet id, 01, AVL packet id, u16 length and IMEI, data. */
export interface Datagram {
  readonly packetId: number;
  readonly avlPacketId: number;
  readonly imei: string;
  /** From codec to second count; no CRC follows. */
  readonly data: Buffer;
}

/** Returns null if the bytes are not a packet of this protocol. */
export function readDatagram(bytes: Buffer): Datagram | null {
  const cursor = new ByteCursor(bytes);
  const length = cursor.u16();
  const packetId = cursor.u16();
  cursor.u8(); // 01
  const avlPacketId = cursor.u8();
  const imei = cursor.bytes(cursor.u16()).toString('latin1');
  const data = cursor.rest();
  if (cursor.overrun || length !== bytes.length - 2 || !IMEI.test(imei)) return null;
  return { packetId, avlPacketId, imei, data };
}

/** The answer to a packet: its own two ids, and how many records were accepted. */
export function acknowledgeDatagram({ packetId, avlPacketId }: Datagram, records: number): Buffer {
  const bytes = Buffer.alloc(7);
  bytes.writeUInt16BE(5, 0);
  bytes.writeUInt16BE(packetId, 2);
  bytes.writeUInt8(PACKET_TYPE, 4);
  bytes.writeUInt8(avlPacketId, 5);
  bytes.writeUInt8(records, 6);
  return bytes;
}
