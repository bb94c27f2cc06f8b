import { NOON } from '@yipii/testing';
import { aDevice, aGateway } from '../scenario';

/** Variants sent by other apps, versions and languages, through the actual port. */
describe('what other phones send', () => {
  let gateway: Awaited<ReturnType<typeof aGateway>>;
  let url: string;

  beforeAll(async () => {
    gateway = await aGateway();
    gateway.source.devices.set('p', aDevice({ deviceId: 80 }));
    url = `http://127.0.0.1:${gateway.port('osmand')}/`;
  });

  beforeEach(() => gateway.log.received.splice(0));
  afterAll(() => gateway.lifecycle.stop());

  const records = () => gateway.log.received.flatMap((event) => event.records);
  const post = (body: unknown, query = '') =>
    fetch(`${url}${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it.each([
    ['id=p&lat=57.7&lon=11.97&bearing=90&alt=12.5', { heading: 90, altitude: 12.5 }],
    ['id=p&lat=57.7&lon=11.97&course=90&speed=0', { heading: 90, speed: 0 }],
    ['deviceid=p&lat=57.7&lng=11.97', { lat: 57.7, lng: 11.97 }],
    ['id=p&lat=57,7&lon=11,97&altitude=12,5', { lat: 57.7, lng: 11.97, altitude: 12.5 }],
    ['id=p&location=57.7,11.97', { lat: 57.7, lng: 11.97 }],
    [`id=p&lat=57.7&lon=11.97&timestamp=${NOON}`, { fixTime: NOON }],
    ['id=p&lat=57.7&lon=11.97&timestamp=2026-06-01T14:00:00.000%2B02:00', { fixTime: NOON }],
    ['id=p&lat=57.7&lon=11.97&timestamp=2026-06-01T14:00:00%2B0200', { fixTime: NOON }],
    ['id=p&lat=57.7&lon=11.97&timestamp=2026-06-01%2012:00:00', { fixTime: NOON }],
    ['id=p&lat=5.77E1&lon=1.197e%2B1&accuracy=3.9000000953674316', { lat: 57.7, lng: 11.97 }],
    ['id=p&lat=57.7&lon=11.97&batt=87.0&charge=true', { attributes: { batteryLevel: 87, charging: true } }],
    ['id=p&lat=57.7&lon=11.97&speed=null&altitude=undefined&hdop=', { speed: null, altitude: null }],
    ['id=p&lat=57.7&lon=11.97&speed=Infinity&bearing=-Infinity', { speed: null, heading: null }],
    ['id=p&lat=57.7&lon=11.97&bearing=360', { lat: 57.7 }],
    ['id=p&lat=57.7&lon=11.97&speed=1.7976931348623157E308', { lat: 57.7, speed: null }],
    ['id=p&lat=٥٧٫٧&lon=−۱۱٫۹۷', { lat: 57.7, lng: -11.97 }],
  ])('is read: %s', async (query, expected) => {
    expect((await fetch(`${url}?${query}`)).status).toBe(200);
    expect(records()).toMatchObject([expected]);
  });

  it.each([
    'Monday, 01-Jun-26 12:00:00 GMT',
    'Mon Jun  1 12:00:00 2026',
    'Mon Jun 01 14:00:00 GMT+02:00 2026',
    'Mon Jun 01 2026 14:00:00 GMT+0200 (CEST)',
    '2026-06-01 14:00:00 +0200 CEST',
    '2026-06-01T14:00:00+02:00[Europe/Berlin]',
    '2026-6-1 12:00:0.0',
    '2026.06.01 12:00:00',
    '2026-06-01T14:00+2',
  ])('has its time by %s', async (timestamp) => {
    const query = new URLSearchParams({ id: 'p', lat: '57.7', lon: '11.97', timestamp });
    expect((await fetch(`${url}?${query.toString()}`)).status).toBe(200);
    expect(records()).toMatchObject([{ fixTime: NOON }]);
  });

  it.each(['Mon Jun  1 14:00:00 CEST 2026', '01/06/2026 12:00', '12:00:00', '2026-06-31'])(
    'is refused with a time that may be another: %s',
    async (timestamp) => {
      const query = new URLSearchParams({ id: 'p', lat: '57.7', lon: '11.97', timestamp });
      const response = await fetch(`${url}?${query.toString()}`);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('timestamp')]);
      expect(records()).toEqual([]);
    },
  );

  it.each([
    ['a byte order mark', `\ufeff{"id":"p","lat":57.7,"lon":11.97}`],
    ['a dash for what is missing', '{"id":"p","lat":57.7,"lon":11.97,"altitude":-}'],
    ['a NaN of Windows', '{"id":"p","lat":57.7,"lon":11.97,"altitude":-nan(ind)}'],
  ])('is JSON with %s', async (_, body) => {
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
    expect(records()).toMatchObject([{ lat: 57.7, lng: 11.97, altitude: null }]);
  });

  it.each([
    [
      'a line',
      {
        type: 'Feature',
        properties: {},
        geometry: {
          type: 'LineString',
          coordinates: [
            [11.97, 57.7],
            [11.98, 57.7],
          ],
        },
      },
    ],
    ['a point without a place', { type: 'Feature', properties: {}, geometry: { coordinates: [null, null] } }],
    ['a location without a place', { coords: {} }],
  ])('is not acknowledged where nothing of it is read: %s', async (_, body) => {
    const response = await post(body, '?id=p');
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('known form')]);
    expect(records()).toEqual([]);
  });

  it.each([
    ['without coordinates', 'id=p&speed=3'],
    ['with a latitude of 91', 'id=p&lat=91&lon=11.97'],
    ['with a longitude of NaN', 'id=p&lat=57.7&lon=NaN'],
  ])('is no position %s', async (_, query) => {
    const { status } = await fetch(`${url}?${query}`);
    expect(records().filter(({ lat }) => lat !== null)).toEqual([]);
    expect([200, 400]).toContain(status);
  });

  it.each([
    ['a waypoint', { _type: 'waypoint', desc: 'Home', lat: 57.7, lon: 11.97, rad: 50, tst: NOON / 1000 }],
    [
      'a transition',
      { _type: 'transition', event: 'enter', lat: 57.7, lon: 11.97, tst: NOON / 1000, wtst: 1 },
    ],
    ['a last will', { _type: 'lwt', tst: NOON / 1000 }],
    ['an encrypted message', { _type: 'encrypted', data: 'aGVsbG8=' }],
    ['a status', { _type: 'status', iOS: {} }],
  ])('of OwnTracks is never a wrong position: %s', async (_, body) => {
    const response = await post(body, '?id=p');
    expect(response.status).toBeLessThan(500);
    const fixes = records().filter(({ lat }) => lat !== null);
    expect(fixes.every(({ lat, fixTime }) => lat === 57.7 && fixTime === NOON)).toBe(true);
    if (body._type === 'waypoint') expect(fixes).toEqual([]);
  });

  it('of Overland may have null properties and points without a place', async () => {
    const point = { type: 'Point', coordinates: [11.97, 57.7] };
    const properties = {
      timestamp: '2026-06-01T12:00:00Z',
      speed: null,
      course: -1,
      altitude: null,
      motion: null,
    };
    const body = {
      locations: [
        { type: 'Feature', geometry: point, properties: { ...properties, battery_level: null, wifi: '' } },
        { type: 'Feature', geometry: point, properties: { ...properties, motion: ['driving'], speed: 10 } },
      ],
      current: null,
    };
    expect((await post(body, '?id=p')).status).toBe(200);
    expect(records()).toMatchObject([
      { fixTime: NOON, speed: null, heading: null, altitude: null },
      { speed: 36 },
    ]);
  });

  it('of Traccar Client is one location, with its numbers as strings of a float printer', async () => {
    const coords = {
      latitude: 57.7,
      longitude: 11.97,
      accuracy: 3.9000000953674316,
      speed: 1.2999999523162842,
    };
    const location = {
      ...{
        timestamp: '2026-06-01T12:00:00.000Z',
        coords: { ...coords, heading: 271.4, altitude: 12.300000190734863 },
      },
      ...{
        is_moving: false,
        odometer: 1234.5,
        event: 'motionchange',
        battery: { level: 0.87, is_charging: true },
      },
      ...{ activity: { type: 'still' }, extras: {} },
    };
    expect((await post({ location, device_id: 'p' })).status).toBe(200);
    expect(records()).toMatchObject([
      {
        ...{ fixTime: NOON, lat: 57.7, lng: 11.97 },
        attributes: { motion: false, batteryLevel: 87, charging: true },
      },
    ]);
    expect(records()[0]?.speed).toBeCloseTo(4.68, 2);
  });
});
