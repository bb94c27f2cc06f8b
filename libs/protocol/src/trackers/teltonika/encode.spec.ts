import fc from 'fast-check';
import type { TrackerRecord } from '@yipii/domain';
import { recordId } from '../../events/record-id';
import { TrackerStream } from '../tracker-stream';
import { encodeCodec8E, encodeLogin, encodeRecord, packRecords } from './encode';
import { teltonika } from './teltonika';

const IMEI = '356307042441013';

describe('the encoder', () => {
  it('writes a login that the decoder accepts', () => {
    const stream = new TrackerStream(teltonika, 'tcp');
    stream.push(encodeLogin(IMEI));
    expect(stream.next(0)).toMatchObject({ result: { reports: [{ deviceIds: [IMEI] }] } });
  });

  it('writes what the decoder reads, whatever is in the record', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
        const decoded = decode(encodeCodec8E(records));
        expect(decoded).toEqual(records);
        expect(decoded.map((one) => recordId(IMEI, one))).toEqual(
          decode(encodeCodec8E(decoded)).map((one) => recordId(IMEI, one)),
        );
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('packs records that were encoded before into the same bytes', () => {
    const records = fc.sample(record, { seed: 5, numRuns: 3 });
    expect(packRecords(records.map(encodeRecord))).toEqual(encodeCodec8E(records));
  });

  it('writes a record without a fix as zeros without satellites', () => {
    const telemetry = {
      ...nowhere,
      fixTime: 1_700_000_000_000,
      attributes: { satellites: 0, priority: 0, event: 0, ignition: true },
    };
    expect(decode(encodeCodec8E([telemetry]))).toEqual([telemetry]);
  });

  it('leaves out names that no AVL id stands for', () => {
    const named = {
      ...nowhere,
      fixTime: 1,
      attributes: { satellites: 0, priority: 0, event: 0, colour: 'red', io70000: 1 },
    };
    expect(decode(encodeCodec8E([named]))[0]?.attributes).toEqual({ satellites: 0, priority: 0, event: 0 });
  });
});

const nowhere = { valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null };

const attributes = fc
  .record(
    {
      ignition: fc.boolean(),
      motion: fc.boolean(),
      externalVoltage: fc.nat(30_000).map((mV) => mV / 1000),
      batteryVoltage: fc.nat(4_200).map((mV) => mV / 1000),
      batteryLevel: fc.nat(100),
      hdop: fc.nat(500).map((tenths) => tenths / 10),
      rssi: fc.nat(5),
      odometer: fc.nat(0xffff_ffff),
      driverId: fc.constantFrom('0100000F1A2B3C4D', 'FF00000000000001'),
      vin: fc.constant('WV1ZZZ2EZ86015388'),
      unplugged: fc.constant(false),
      io500: fc.nat(300),
      io501: fc.nat(0xffff_ffff),
      io502: fc.integer({ min: 2 ** 32, max: Number.MAX_SAFE_INTEGER }),
      io503: fc.constant('2d3333373333382e0100000053a6fb624588040001ba8606'),
    },
    { requiredKeys: [] },
  )
  .chain((rest) =>
    fc
      .record({ satellites: fc.integer({ min: 1, max: 30 }), priority: fc.nat(2), event: fc.nat(65535) })
      .map((head) => ({ ...head, ...rest })),
  );

const record: fc.Arbitrary<TrackerRecord> = fc.record({
  fixTime: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  valid: fc.constant(true),
  lat: fc.integer({ min: -900_000_000, max: 900_000_000 }).map((units) => units / 1e7),
  lng: fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }).map((units) => units / 1e7),
  altitude: fc.integer({ min: -400, max: 9000 }),
  speed: fc.nat(300),
  heading: fc.nat(359),
  attributes,
});

function decode(packet: Buffer): readonly TrackerRecord[] {
  const context = { now: 0, strictChecksum: true };
  const { reports, warnings } = teltonika.tcp.decode(packet, { imei: IMEI }, context);
  expect(warnings).toEqual([]);
  return reports.flatMap(({ records }) => records);
}
