import { decodeRequest, type RequestResult } from './decode-request';

const NOW = Date.parse('2026-11-23T15:04:05.412Z');
const read = (query: string) => decodeRequest({ query, body: '' }, NOW);
const accepted = (result: RequestResult) => {
  if ('refusal' in result) throw new Error(result.refusal.message);
  const [report] = result.reports;
  return { ...result, deviceId: report?.deviceIds[0], records: report?.records ?? [] };
};
const record = (query: string) => accepted(read(query)).records[0];

describe('a report in a query', () => {
  it('is read as Traccar Client sends it, with knots made km/h', () => {
    expect(
      read(
        'id=my-phone&lat=57.7&lon=11.97&timestamp=1442068686&speed=10&bearing=360&altitude=12.5&accuracy=4&batt=87',
      ),
    ).toEqual({
      reports: [
        {
          deviceIds: ['my-phone'],
          assumesKnots: true,
          records: [
            {
              fixTime: 1_442_068_686_000,
              ...{ valid: true, lat: 57.7, lng: 11.97, altitude: 12.5, speed: 18.52, heading: 0 },
              attributes: { accuracy: 4, batteryLevel: 87 },
            },
          ],
        },
      ],
      ...{ incomplete: false, warnings: [], answer: '' },
    });
  });

  it.each([
    'deviceid=1&lat=1&lng=2&heading=90',
    'device_id=1&latitude=1&longitude=2&bearing=90',
    'ID=1&Lat=1&Lon=2&course=90',
    'imei=1&location=1.0,2.0&bearing=90',
    'id=1&lat=1,0&lon=2,0&bearing=90',
    'id=1&lat=1&lon=2&dir=90',
    'device_id=1&id=&latitude=1&longitude=2&direction=90',
  ])('is read in the spelling %s', (query) => {
    expect(record(query)).toMatchObject({ lat: 1, lng: 2, heading: 90, attributes: {} });
  });

  it.each([
    ['speed=0.6035315182421207', { speed: 1.118 }],
    ['speed=4.9E-324', { speed: 0 }],
    ['lon=-6.6E-5', { lng: -6.6e-5 }],
    ['lat=.5', { lat: 0.5 }],
    ['lat=5.', { lat: 5 }],
    ['lat=%2B5', { lat: 5 }],
    ['lat=5e1', { lat: 50 }],
    ['lat=57.70000000000000284217094304040074348449707', { lat: 57.7 }],
    ['altitude=-1.0E-4', { altitude: -1e-4 }],
  ])('has the number %s as any program prints it', (parameter, expected) => {
    expect(record(`id=1&lat=1&lon=1&${parameter}`)).toMatchObject(expected);
  });

  it.each(['NaN', '-', 'None', 'null', 'Infinity', '1e999', 'fast', '12 m'])(
    'leaves out the optional value %s, with a warning',
    (text) => {
      const query = `id=1&lat=1&lon=2&altitude=${text}&speed=${text}&bearing=${text}&batt=${text}&accuracy=${text}`;
      const { records, warnings } = accepted(read(query));
      expect(records).toMatchObject([{ lat: 1, lng: 2, altitude: null, speed: null, heading: null }]);
      expect(records[0]?.attributes).toEqual({});
      expect(warnings).toHaveLength(5);
    },
  );

  it('knows that values below zero are unknown', () => {
    expect(record('id=1&lat=1&lon=2&speed=-1&bearing=-1&batt=-1&accuracy=-1')).toMatchObject({
      ...{ speed: null, heading: null },
      attributes: {},
    });
  });

  it.each([
    ['speed=10', 18.52],
    ['speed_kmh=10', 10],
    ['speed_ms=10', 36],
    ['speed_mph=10', 16.093],
    ['spd=10', 36],
    ['speed=3&speed_ms=10', 36],
  ])('has its speed in the unit of the name: %s', (parameter, kmh) => {
    expect(record(`id=1&lat=1&lon=2&${parameter}`)?.speed).toBe(kmh);
  });

  it('says whether its unit is only assumed', () => {
    expect(read('id=1&lat=1&lon=2&speed=3')).toMatchObject({ reports: [{ assumesKnots: true }] });
    expect(read('id=1&lat=1&lon=2&speed_ms=3')).toMatchObject({ reports: [{ assumesKnots: false }] });
  });

  it('has metres in hdop, as the OsmAnd app sends it, unless there is an accuracy', () => {
    expect(record('id=1&lat=1&lon=2&hdop=6.0')?.attributes).toEqual({ accuracy: 6 });
    expect(record('id=1&lat=1&lon=2&hdop=0')?.attributes).toEqual({});
    expect(record('id=1&lat=1&lon=2&hdop=1.2&accuracy=9')?.attributes).toEqual({ hdop: 1.2, accuracy: 9 });
  });

  it('is read as GPSLogger sends it with all its parameters', () => {
    const all =
      'lat=57.7&lon=11.97&sat=9&alt=21.5&acc=4.5&dir=90&spd=5&time=2015-09-12T14:38:06.579Z&timestamp=1442068686' +
      '&batt=87.0&ischarging=false&hdop=0.9&vdop=&pdop=';
    expect(accepted(decodeRequest({ query: 'id=p', body: all }, NOW)).records).toEqual([
      {
        fixTime: 1_442_068_686_000,
        ...{ valid: true, lat: 57.7, lng: 11.97, altitude: 21.5, speed: 18, heading: 90 },
        attributes: { satellites: 9, accuracy: 4.5, hdop: 0.9, batteryLevel: 87, charging: false },
      },
    ]);
  });

  it.each([
    ['1377177267', '2013-08-22T13:14:27.000Z'],
    ['1.377177267E9', '2013-08-22T13:14:27.000Z'],
    ['1377177267.25', '2013-08-22T13:14:27.250Z'],
    ['1442068686579', '2015-09-12T14:38:06.579Z'],
    ['1442068686579000', '2015-09-12T14:38:06.579Z'],
    ['2014-06-04+09%3A10%3A11', '2014-06-04T09:10:11.000Z'],
    ['2014-06-04T09:10:11.5Z', '2014-06-04T09:10:11.500Z'],
    ['2014-06-04T09:10:11%2B02:00', '2014-06-04T07:10:11.000Z'],
    ['2014-06-04T09:10:11+02:00', '2014-06-04T07:10:11.000Z'],
    ['2014-06-04T09:10:11%2B00', '2014-06-04T09:10:11.000Z'],
    ['2014-06-04T09:10:11+00', '2014-06-04T09:10:11.000Z'],
    ['2014-06-04T09:10:11-0730', '2014-06-04T16:40:11.000Z'],
    ['2014-06-04 09:10:11 UTC', '2014-06-04T09:10:11.000Z'],
    ['2014/06/04 09:10', '2014-06-04T09:10:00.000Z'],
    ['20140604T091011Z', '2014-06-04T09:10:11.000Z'],
    ['20140604091011', '2014-06-04T09:10:11.000Z'],
    ['2014-06-04', '2014-06-04T00:00:00.000Z'],
    ['Wed, 04 Jun 2014 09:10:11 GMT', '2014-06-04T09:10:11.000Z'],
    ['Wed, 4 Jun 2014 09:10:11 %2B0200', '2014-06-04T07:10:11.000Z'],
  ])('understands the timestamp %s', (timestamp, expected) => {
    const fixTime = record(`id=1&lat=1&lon=1&timestamp=${timestamp}`)?.fixTime ?? NaN;
    expect(new Date(fixTime).toISOString()).toBe(expected);
  });

  it('is of the present when it names no time', () => {
    expect(record('id=1&lat=1&lon=1')?.fixTime).toBe(NOW);
  });

  it('is telemetry without coordinates', () => {
    expect(record('id=1&batt=50')).toMatchObject({
      ...{ lat: null, lng: null, valid: false },
      attributes: { batteryLevel: 50 },
    });
  });

  it('keeps unknown parameters with the type they look like', () => {
    const attributes = record(
      'id=1&lat=1&lon=1&rpm=1200&temp=-4.5&charge=true&code=007&note=a%00b&constructor=x&empty=NaN',
    )?.attributes;
    expect(attributes).toEqual({
      ...{ rpm: 1200, temp: -4.5, charging: true, code: '007', note: 'ab' },
      constructor: 'x',
    });
    expect(Object.getPrototypeOf(attributes)).toBeNull();
  });

  it('loses names that are no attribute names', () => {
    expect(read('id=1&lat=1&lon=1&__proto__=1&a%20b=2')).toMatchObject({
      reports: [{ records: [{ attributes: {} }] }],
      warnings: [{}],
    });
  });

  it.each([
    ['lat=1&lon=1', 'missing_id', 'id'],
    ['id=1', 'nothing_known', 'value'],
    ['id=1&lat:57.7', 'nothing_known', 'value'],
    ['id=1&batt=NaN', 'nothing_known', 'value'],
    ['id=a%20b&lat=1&lon=1', 'bad_id', 'id'],
    ['id=1&lat=91&lon=1', 'bad_latitude', 'lat'],
    ['id=1&lat=NaN&lon=1', 'bad_latitude', 'NaN'],
    ['id=1&lon=1', 'bad_latitude', 'lat'],
    ['id=1&lat=1', 'bad_longitude', 'lon'],
    ['id=1&lat=1&lon=180.1', 'bad_longitude', '180.1'],
    ['id=1&lat=1&lon=1&timestamp=yesterday', 'bad_timestamp', 'yesterday'],
    ['id=1&lat=1&lon=1&timestamp=2014-13-99', 'bad_timestamp', 'timestamp'],
    ['id=1&lat=1&lon=1&timestamp=2014-02-30', 'bad_timestamp', 'timestamp'],
  ])('is refused as %s, which is named', (query, code, name) => {
    expect(read(query)).toEqual({
      refusal: { code, message: expect.stringContaining(name) as string },
    });
  });

  it('is refused with a flood of parameters', () => {
    const flood = Array.from({ length: 300 }, (_, i) => `a${i}=1`).join('&');
    expect(read(`id=1&lat=1&lon=1&${flood}`)).toMatchObject({ refusal: { code: 'too_many_parameters' } });
  });
});
