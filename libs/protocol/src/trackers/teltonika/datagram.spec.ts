import { teltonika } from './teltonika';

const IMEI = '356307042441013';
/** Codec 8 with one record, from codec to second count. */
const DATA = hex(
  '08010000016B40D8EA30010000000000000000000000000000000105021503010101425E0F01F10000601A014E000000000000000001',
);

describe('teltonika over UDP', () => {
  it('acknowledges with the packet id of the device', () => {
    const datagram = datagramOf(hex('cafe'), 5, DATA);
    const result = decode(datagram);
    expect(result).toMatchObject({
      reports: [
        {
          deviceIds: [IMEI],
          records: [{ fixTime: Date.parse('2019-06-10T10:04:46.000Z'), attributes: { rssi: 3 } }],
        },
      ],
      replies: [{ bytes: hex('0005cafe010501'), when: 'after-durable' }],
      warnings: [],
    });
  });

  it('refuses records that it can not read', () => {
    const datagram = datagramOf(hex('0102'), 3, DATA.subarray(0, -2));
    expect(decode(datagram)).toMatchObject({
      reports: [],
      replies: [{ bytes: hex('00050102010300'), when: 'now' }],
    });
  });

  it('answers nothing to what is no packet', () => {
    const cut = datagramOf(hex('cafe'), 5, DATA).subarray(0, -1);
    expect(decode(cut)).toMatchObject({ replies: [], warnings: [{}] });
    expect(decode(Buffer.alloc(0))).toMatchObject({ reports: [], replies: [] });
  });

  function datagramOf(packetId: Buffer, avlPacketId: number, data: Buffer): Buffer {
    const bytes = Buffer.concat([
      ...[Buffer.alloc(2), packetId, Buffer.from([1, avlPacketId, 0, 15]), Buffer.from(IMEI), data],
    ]);
    bytes.writeUInt16BE(bytes.length - 2);
    return bytes;
  }
});

function decode(datagram: Buffer) {
  return teltonika.udp.decode(datagram, { imei: null }, { now: 0, strictChecksum: true });
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
