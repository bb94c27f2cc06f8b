import type { TrackerRecord } from '@yipii/domain';
import type { TrackerSamples } from '../tracker-samples.testing';
import { encodeCodec8E, encodeLogin } from './encode';
import { HEADER_LENGTH } from './wire';

const FIX_TIME = Date.UTC(2026, 5, 1, 12);
const PACKET = encodeCodec8E([aRecord(0), aRecord(1)]);

export const samples: TrackerSamples = {
  devices: ['350000000000001', '350000000000002'],
  tcp: { login: encodeLogin, frames: () => [PACKET, encodeCodec8E([aRecord(2)])] },
  udp: { frames: (imei) => [datagramOf(imei, 1), datagramOf(imei, 2)] },
};

function aRecord(second: number): TrackerRecord {
  const fix = { fixTime: FIX_TIME + second * 1000, valid: true, lat: 57.7, lng: 11.97, altitude: 12 };
  return { ...fix, speed: 50, heading: 90, attributes: { satellites: 9, ignition: true } };
}

function datagramOf(imei: string, packetId: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(packetId, 2);
  head.writeUInt8(1, 4);
  head.writeUInt8(packetId, 5);
  head.writeUInt16BE(imei.length, 6);
  const datagram = Buffer.concat([head, Buffer.from(imei, 'latin1'), PACKET.subarray(HEADER_LENGTH, -4)]);
  datagram.writeUInt16BE(datagram.length - 2, 0);
  return datagram;
}
