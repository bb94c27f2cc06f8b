import { crc16Arc } from '../crc16';
import { teltonika } from './teltonika';

const IMEI = '356307042441013';
const noFix = { valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null };

describe('teltonika text', () => {
  it.each([
    ['codec 12', 0x0c, 6, ascii('#FM2=1\r\n'), { 'command.type': 6, 'command.answer': '#FM2=1' }],
    ['codec 12, binary', 0x0c, 6, '010300010015d5c5', { 'command.answer': '010300010015d5c5' }],
    ['codec 14', 0x0e, 6, `0${IMEI}${ascii('Ver:03.18')}`, { 'command.answer': 'Ver:03.18' }],
    ['codec 14, refused', 0x0e, 0x11, `0${IMEI}`, { 'command.type': 0x11 }],
  ])('of %s is a record of the present without a fix, and is not acknowledged', (...[, ...message]) => {
    const [codec, type, content, attributes] = message;
    const result = decode(textFrame(codec, type, hex(content)));
    expect(result).toEqual({ records: [expect.objectContaining({ ...noFix, fixTime: 0 })], ...silent });
    expect(result.records[0]?.attributes).toMatchObject(attributes);
  });

  it('of codec 13 has a time of its own, and may name the driver', () => {
    const content = hex(`642b3ad1${ascii('GTSL|6|1|0|12749884|1|\r\n')}`);
    expect(decode(textFrame(0x0d, 6, content)).records).toMatchObject([
      { ...noFix, fixTime: Date.parse('2023-04-03T20:45:05Z'), attributes: { driverId: '12749884' } },
    ]);
  });

  it('whose length is wrong is no record', () => {
    const frame = textFrame(0x0c, 6, hex('0102'));
    frame.writeUInt32BE(3, 11);
    expect(decode(frame, false)).toMatchObject({ records: [], replies: [], warnings: [{}, {}] });
  });

  const silent = { replies: [], warnings: [] };

  function ascii(text: string): string {
    return Buffer.from(text, 'latin1').toString('hex');
  }

  function textFrame(codec: number, type: number, content: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    const data = Buffer.concat([Buffer.from([codec, 1, type]), length, content, Buffer.from([1])]);
    const frame = Buffer.concat([Buffer.alloc(8), data, Buffer.alloc(4)]);
    frame.writeUInt32BE(data.length, 4);
    frame.writeUInt32BE(crc16Arc(data), frame.length - 4);
    return frame;
  }
});

function decode(frame: Buffer, strictChecksum = true) {
  const { reports, replies, warnings } = teltonika.tcp.decode(
    frame,
    { imei: IMEI },
    { now: 0, strictChecksum },
  );
  return { records: reports.flatMap(({ records }) => records), replies, warnings };
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
