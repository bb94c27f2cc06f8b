import { decodeOsmand } from './osmand';

const NOW = Date.parse('2026-11-23T15:04:05.412Z');
const decode = (query: string) => decodeOsmand(new URLSearchParams(query), NOW);
const record = (query: string) => {
  const result = decode(query);
  if ('error' in result) throw new Error(result.error.message);
  return result.record;
};

describe('decodeOsmand', () => {
  it('reads what Traccar Client sends, with knots made km/h', () => {
    expect(
      decode(
        'id=my-phone&lat=57.7&lon=11.97&timestamp=1442068686&speed=10&bearing=360&altitude=12.5&accuracy=4&batt=87',
      ),
    ).toEqual({
      deviceId: 'my-phone',
      record: {
        fixTime: 1_442_068_686_000,
        valid: true,
        lat: 57.7,
        lng: 11.97,
        altitude: 12.5,
        speed: 18.52,
        heading: 0,
        attributes: { accuracy: 4, batteryLevel: 87 },
      },
      warnings: [],
    });
  });

  it('takes the other spellings', () => {
    const { lat, lng, heading } = record('deviceid=1&lat=1&lng=2&heading=90');
    expect({ lat, lng, heading }).toEqual({ lat: 1, lng: 2, heading: 90 });
    expect(record('id=1&location=60.0,30.0')).toMatchObject({ lat: 60, lng: 30 });
  });

  it.each([
    ['1377177267', '2013-08-22T13:14:27.000Z'],
    ['1442068686579', '2015-09-12T14:38:06.579Z'],
    ['2014-06-04+09%3A10%3A11', '2014-06-04T09:10:11.000Z'],
    ['2014-06-04T09:10:11.5Z', '2014-06-04T09:10:11.500Z'],
    ['2014-06-04T09:10:11%2B02:00', '2014-06-04T07:10:11.000Z'],
    ['2014-06-04T09:10:11+02:00', '2014-06-04T07:10:11.000Z'],
  ])('understands the timestamp %s', (timestamp, expected) => {
    expect(new Date(record(`id=1&lat=1&lon=1&timestamp=${timestamp}`).fixTime).toISOString()).toBe(expected);
  });

  it('takes the present time when none is given', () => {
    expect(record('id=1&lat=1&lon=1').fixTime).toBe(NOW);
  });

  it('leaves unknown what was not said', () => {
    expect(record('id=1&lat=1&lon=1')).toMatchObject({ speed: null, heading: null, altitude: null });
  });

  it('makes telemetry of a report without coordinates', () => {
    expect(record('id=1&batt=50')).toMatchObject({
      lat: null,
      lng: null,
      valid: false,
      attributes: { batteryLevel: 50 },
    });
  });

  it('keeps unknown parameters with the type they look like', () => {
    const { attributes } = record(
      'id=1&lat=1&lon=1&rpm=1200&temp=-4.5&charge=true&code=007&note=a%00b&constructor=x',
    );
    expect(attributes).toEqual({
      rpm: 1200,
      temp: -4.5,
      charging: true,
      code: '007',
      note: 'ab',
      constructor: 'x',
    });
    expect(Object.getPrototypeOf(attributes)).toBeNull();
  });

  it('drops names that are no attribute names', () => {
    expect(decode('id=1&lat=1&lon=1&__proto__=1&a%20b=2')).toMatchObject({
      record: { attributes: {} },
      warnings: [{}],
    });
  });

  it.each([
    ['lat=1&lon=1', 'missing_id'],
    ['id=a%20b&lat=1&lon=1', 'bad_id'],
    ['id=1&lat=91&lon=1', 'bad_latitude'],
    ['id=1&lat=NaN&lon=1', 'bad_latitude'],
    ['id=1&lon=1', 'bad_latitude'],
    ['id=1&lat=1', 'bad_longitude'],
    ['id=1&lat=1&lon=180.1', 'bad_longitude'],
    ['id=1&lat=1&lon=1&timestamp=yesterday', 'bad_timestamp'],
    ['id=1&lat=1&lon=1&timestamp=2014-13-99', 'bad_timestamp'],
    ['id=1&lat=1&lon=1&speed=fast', 'bad_number'],
  ])('refuses %s with %s', (query, code) => {
    expect(decode(query)).toMatchObject({ error: { code, message: expect.stringContaining(' ') as string } });
  });
});
