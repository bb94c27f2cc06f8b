import { randomUUID } from 'node:crypto';
import { PackedRows, packRows, type HistoryRow } from './packed-rows';
import { aHistoryRow } from './packing.testing';

const FULL: Partial<HistoryRow> = {
  received_at: new Date('2026-06-01T12:00:01.250Z'),
  seq: '9007199254740991',
  lat: 57.7089123,
  lng: 11.9745678,
  altitude: 12.5,
  speed: 54.2,
  heading: 90,
  accuracy: 4.5,
  satellites: 11,
  ignition: true,
  odometer_km: 120_345.6,
  address: { street: null, town: 'Göteborg', postcode: null, country: 'SE', formatted: 'Göteborg' },
  attributes: { externalVoltage: 13.9, driverId: 'quote " and \\ \n', motion: false },
};
const EMPTY: Partial<HistoryRow> = { seq: null, unstreamed: 'no_fix', lat: null, lng: null, valid: false };

const roundTrip = async (rows: readonly HistoryRow[]) => new PackedRows(await packRows(rows));

describe('packed rows', () => {
  it.each<[string, Partial<HistoryRow>[]]>([
    ['with all fields', [FULL]],
    ['with no more than they must have', [EMPTY]],
    [
      'of both kinds, and of other devices and protocols',
      [EMPTY, FULL, { device_id: '71', protocol: 'h02' }, FULL],
    ],
    ['received before their fix', [{ received_at: new Date(0) }]],
    [
      'whose attributes differ',
      [
        { attributes: { a: 1, b: 'x' } },
        { attributes: {} },
        { attributes: { b: 2, a: 1 } },
        {
          attributes: JSON.parse(
            '{"__proto__": 1, "constructor": "c", "a.b": true}',
          ) as HistoryRow['attributes'],
        },
      ],
    ],
  ])('are the rows again: %s', async (_, fields) => {
    const rows = fields.map((field) => aHistoryRow(field));
    expect((await roundTrip(rows)).rows()).toEqual(rows);
  });

  it('keep the order of attributes and of columns', async () => {
    const rows = [aHistoryRow({ attributes: { b: 1, a: 2 } })];
    expect(JSON.stringify((await roundTrip(rows)).rows()[0]?.attributes)).toBe('{"b":1,"a":2}');
  });

  it('are read by fix time where only some are wanted', async () => {
    const rows = [0, 1, 2].map((n) => aHistoryRow({ fix_time: new Date(n), attributes: { n } }));
    expect((await roundTrip(rows)).rows((at) => at !== 1)).toEqual([rows[0], rows[2]]);
  });

  it('have the points of the track, as the database selects them', async () => {
    const rows = [
      aHistoryRow({ fix_time: new Date(1), speed: null }),
      aHistoryRow({ fix_time: new Date(2), unstreamed: 'late', status: 'stopped', speed: 3 }),
      aHistoryRow({ fix_time: new Date(3), unstreamed: 'late', lat: 0.001, lng: -0.001 }),
      aHistoryRow({ fix_time: new Date(4), unstreamed: 'jump' }),
      aHistoryRow({ fix_time: new Date(5), ...EMPTY }),
      aHistoryRow({ fix_time: new Date(6), lat: 0, lng: 0 }),
    ];
    expect((await roundTrip(rows)).points()).toEqual([
      { at: 1, lat: 57.7, lng: 11.97, speed: null, moving: true },
      { at: 2, lat: 57.7, lng: 11.97, speed: 3, moving: false },
      { at: 6, lat: 0, lng: 0, speed: 50, moving: true },
    ]);
  });

  it('take a fraction of the room', async () => {
    const rows = Array.from({ length: 250 }, (_, n) =>
      aHistoryRow({
        ...FULL,
        event_id: randomUUID(),
        fix_time: new Date(n * 10_000),
        seq: String(n),
        lat: 57 + n / 1e4,
      }),
    );
    // 16 of them are the id of the event.
    expect((await packRows(rows)).length / rows.length).toBeLessThan(30);
  });
});
