import { ByteCursor } from '../byte-cursor';
import { decodeRecords } from './decode-packet';
import { readGh3000Record } from './gh3000';

/** 2026-06-01 12:00:00, high priority. */
const TIME = word((1 << 30) + Date.UTC(2026, 5, 1, 12) / 1000 - Date.UTC(2007, 0, 1) / 1000);
const PLACE = float(57.7089) + float(-11.9746);
/** Altitude 12 m, angle 64 of 256, 50 km/h, 9 satellites, cell, signal, operator. */
const ALL = `${TIME}0f` + `ff${PLACE}000c4032090001000215000061a9`;

describe('a record of codec 7', () => {
  it('has all that its masks announce', () => {
    const groups = '02' + '0150' + 'f001' + '02' + '14000b' + '430eec' + '01' + '0c00010000';
    const { record, cursor, warnings } = read(ALL + groups);
    expect(record).toEqual({
      ...{ fixTime: Date.UTC(2026, 5, 1, 12), valid: true, lat: 57.7089, lng: -11.9746 },
      ...{ altitude: 12, heading: 90, speed: 50 },
      attributes: {
        ...{ priority: 1, satellites: 9, rssi: 21, operator: 25_001, batteryLevel: 80, motion: true },
        ...{ hdop: 1.1, batteryVoltage: 3.82, io12: 65_536 },
      },
    });
    expect([cursor.left, cursor.overrun, warnings]).toEqual([0, false, []]);
  });

  it('is telemetry without a GPS element, or with one that has no place', () => {
    const noFix = { valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null };
    expect(read(`${TIME}0201de01`).record).toMatchObject({ ...noFix, attributes: { alarm: 'sos' } });
    expect(read(`${TIME}01` + '0832').record).toMatchObject(noFix);
    expect(read(`${TIME}01` + `11${float(0)}${float(0)}00`).record).toMatchObject(noFix);
    expect(read(`${TIME}01` + `01${float(NaN)}${float(1)}`).record).toMatchObject(noFix);
  });

  it('is invalid without satellites, where the device repeats its last place', () => {
    expect(read(`${TIME}01` + `11${PLACE}00`).record).toMatchObject({ valid: false, lat: 57.7089 });
  });

  it('comes in packets like those of the other codecs', () => {
    const packet = Buffer.from(`0702${TIME}0101${PLACE}${TIME}0201010402`, 'hex');
    expect(decodeRecords(packet)).toMatchObject({
      records: [{ lat: 57.7089 }, { lat: null, attributes: { batteryLevel: 4 } }],
      warnings: [],
    });
    expect(decodeRecords(packet.subarray(0, -2)).records).toBeUndefined();
  });
});

function read(hex: string) {
  const cursor = new ByteCursor(Buffer.from(hex, 'hex'));
  const warnings: Parameters<typeof readGh3000Record>[1] = [];
  return { record: readGh3000Record(cursor, warnings), cursor, warnings };
}

function word(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function float(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes.toString('hex');
}
