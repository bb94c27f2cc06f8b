import fc from 'fast-check';
import type { TrackerRecord } from '@yipii/domain';
import type { DecodeContext, Reply, Warning } from '../tracker-protocol';
import { encodeLogin } from './encode';
import { teltonika } from './teltonika';

const IMEI = '356307042441013';
const LOGIN = encodeLogin(IMEI);
/** Examples of the maker's wiki, «Teltonika Data Sending Protocols». */
const CODEC_8 = hex(
  '000000000000003608010000016B40D8EA30010000000000000000000000000000000105021503010101425E0F01F10000601A014E0000000000000000010000C7CF',
);
const CODEC_8E = hex(
  '000000000000004A8E010000016B412CEE000100000000000000000000000000000000010005000100010100010011001D00010010015E2C880002000B000000003544C87A000E000000001DD7E06A00000100002994',
);
const CODEC_16 = hex(
  '000000000000005F10020000016BDBC7833000000000000000000000000000000000000B05040200010000030002000B00270042563A00000000016BDBC7871800000000000000000000000000000000000B05040200010000030002000B00260042563A00000200005FB3',
);
/** Of a vehicle on its way. */
const MOVING = hex(
  '000000000000004a08010000015ebc1da508002411926621f15246010b00b913005e000f06ef01f00150011505c800450108b5000bb6000642381b18005ecd0318ce19cd430f5844000001f1000061a900010000c8e1',
);
/** Of a device whose checksum is wrong. */
const BAD_CRC = hex(
  '000000000000008c08010000013feb55ff74000f0ea850209a690000940000120000001e09fd01fe210300040016014703f0001504c8000c0900730a00460b00501300464306d7440000b5000bb60007422e9f180000cd0386ce000107c700000000f10000601a46000001344800000bb84900000bb84a00000bb84c00000000024e0000000000000000cf00000000000000000100003fca',
);

describe('teltonika login', () => {
  it('names the device and leaves the answer to the registry', () => {
    const result = decode(LOGIN);
    expect(result.deviceIds).toEqual([IMEI]);
    expect(result.replies).toEqual([
      { bytes: hex('01'), when: 'accepted' },
      { bytes: hex('00'), when: 'refused' },
    ]);
  });

  it.each(['35630704244101', '3563070424410134', '35630704244101x', '               '])(
    'refuses %p',
    (imei) => {
      const result = decode(encodeLogin(imei));
      expect(result).toMatchObject({
        replies: [{ bytes: hex('00'), when: 'now' }],
        warnings: [{ reason: 'bad_imei' }],
      });
      expect(result.deviceIds).toBeUndefined();
    },
  );

  it('is required before data', () => {
    const result = decode(CODEC_8, true, null);
    expect(result).toEqual({ records: [], replies: [], warnings: [{ reason: 'no_login' }] });
  });
});

describe('teltonika data', () => {
  it('decodes the example of codec 8 and acknowledges it when it is durable', () => {
    const result = decode(CODEC_8);
    expect(result.records).toEqual([
      {
        ...noFix,
        fixTime: Date.parse('2019-06-10T10:04:46.000Z'),
        attributes: {
          satellites: 0,
          priority: 1,
          event: 1,
          rssi: 3,
          in1: true,
          externalVoltage: 24.079,
          operator: 24602,
        },
      },
    ]);
    expect(result.replies).toEqual([{ bytes: hex('00000001'), when: 'after-durable' }]);
    expect(result.warnings).toEqual([]);
  });

  it('decodes the example of codec 8 extended', () => {
    expect(decode(CODEC_8E).records).toEqual([
      {
        ...noFix,
        fixTime: Date.parse('2019-06-10T11:36:32.000Z'),
        attributes: {
          ...{ satellites: 0, priority: 1, event: 1, in1: true, odometer: 22949000 },
          ...{ axisX: 29, io11: 893700218, io14: 500686954 },
        },
      },
    ]);
  });

  it('decodes a vehicle on its way', () => {
    expect(decode(MOVING).records).toMatchObject([
      {
        fixTime: Date.parse('2017-09-26T02:56:53.000Z'),
        ...{ valid: true, lat: 56.9463366, lng: 60.5131366, altitude: 267, speed: 94, heading: 185 },
        attributes: {
          ignition: true,
          motion: true,
          hdop: 0.6,
          pdop: 1.1,
          batteryVoltage: 3.928,
          externalVoltage: 14.363,
        },
      },
    ]);
  });

  it('hands out attributes without a prototype', () => {
    const { attributes } = decode(MOVING).records[0] as TrackerRecord;
    expect(Object.getPrototypeOf(attributes)).toBeNull();
  });

  it('refuses a packet with a wrong checksum, so that the device sends it again', () => {
    const result = decode(BAD_CRC);
    expect(result).toEqual({
      records: [],
      replies: [{ bytes: hex('00000000'), when: 'now' }],
      warnings: [{ reason: 'bad_crc' }],
    });
  });

  it('decodes a wrong checksum where that is wanted, with a warning', () => {
    const result = decode(BAD_CRC, false);
    expect(result.records).toMatchObject([
      { lat: 54.6990336, attributes: { alarm: 'hardAcceleration', harshDriving: 'acceleration' } },
    ]);
    expect(result.warnings).toEqual([{ reason: 'bad_crc' }]);
  });

  it.each([
    ['counts that differ', 'count_mismatch', (frame: Buffer) => frame.writeUInt8(2, frame.length - 5)],
    ['more records announced than sent', 'bad_record', (frame: Buffer) => frame.writeUInt8(9, 9)],
    ['fewer records announced than sent', 'bad_length', (frame: Buffer) => frame.writeUInt8(0, 9)],
    ['a group that ends behind the packet', 'bad_record', (frame: Buffer) => frame.writeUInt8(255, 36)],
  ])('refuses %s', (_name, reason, damage) => {
    const frame = Buffer.from(CODEC_8);
    damage(frame);
    const result = decode(frame, false);
    expect(result.records).toEqual([]);
    expect(result.replies).toEqual([{ bytes: hex('00000000'), when: 'now' }]);
    expect(result.warnings).toContainEqual(expect.objectContaining({ reason }));
  });

  it('does not acknowledge a codec that it does not know', () => {
    const unknown = hex('0000000000000003110000' + '00000000');
    expect(decode(unknown, false)).toMatchObject({
      records: [],
      replies: [],
      warnings: [{ reason: 'bad_crc' }, { reason: 'unknown_codec', detail: '0x11' }],
    });
  });

  it('decodes the example of codec 16', () => {
    const { records, replies, warnings } = decode(CODEC_16);
    expect(records).toEqual([
      {
        ...noFix,
        fixTime: Date.parse('2019-07-10T12:06:54.000Z'),
        attributes: {
          ...{ satellites: 0, priority: 0, event: 11, generation: 5 },
          ...{ in1: false, in3: false, io11: 39, externalVoltage: 22.074 },
        },
      },
      {
        ...noFix,
        fixTime: Date.parse('2019-07-10T12:06:55.000Z'),
        attributes: {
          ...{ satellites: 0, priority: 0, event: 11, generation: 5 },
          ...{ in1: false, in3: false, io11: 38, externalVoltage: 22.074 },
        },
      },
    ]);
    expect(replies).toEqual([{ bytes: hex('00000002'), when: 'after-durable' }]);
    expect(warnings).toEqual([]);
  });

  it('has no speed where the receiver has none', () => {
    const frame = Buffer.from(MOVING);
    frame.writeUInt16BE(0xffff, 32);
    expect(decode(frame, false).records).toMatchObject([{ valid: true, lat: 56.9463366, speed: null }]);
  });

  it('answers nothing to a ping', () => {
    expect(decode(hex('ff'))).toEqual({ records: [], replies: [], warnings: [] });
  });

  it('throws for no frame whatever', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const result = decode(Buffer.from(bytes), false);
        expect(result.records.every(isWithinLimits)).toBe(true);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('throws for no damage to a real packet, and keeps the limits of attributes', () => {
    const damage = fc.array(fc.tuple(fc.nat(CODEC_8E.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.constantFrom(CODEC_8, CODEC_8E, MOVING, BAD_CRC), damage, (packet, places) => {
        const frame = Buffer.from(packet);
        for (const [at, value] of places) frame[8 + (at % (frame.length - 8))] = value;
        expect(decode(frame, false).records.every(isWithinLimits)).toBe(true);
      }),
      { seed: 2, numRuns: 3000 },
    );
  });
});

const noFix = { valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null };

interface Decoded {
  readonly deviceIds?: readonly string[];
  readonly records: readonly TrackerRecord[];
  readonly replies: readonly Reply[];
  readonly warnings: readonly Warning[];
}

function decode(frame: Buffer, strictChecksum = true, imei: string | null = IMEI): Decoded {
  const context: DecodeContext = { now: 0, strictChecksum };
  const result = teltonika.tcp.decode(frame, { imei }, context);
  const [report] = result.reports;
  return {
    ...(report && { deviceIds: report.deviceIds }),
    records: report?.records ?? [],
    replies: result.replies,
    warnings: result.warnings,
  };
}

function isWithinLimits({ fixTime, attributes }: TrackerRecord): boolean {
  return Number.isFinite(new Date(fixTime).getTime()) && Object.keys(attributes).length <= 64;
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
