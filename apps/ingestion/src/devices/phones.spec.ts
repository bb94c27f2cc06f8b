import { NOON } from '@yipii/testing';
import { aDevice, aGateway } from '../scenario';

/** Inputs of phones and scripts from public bug reports, through the actual port. */
describe('what phones send', () => {
  let gateway: Awaited<ReturnType<typeof aGateway>>;
  let url: string;

  beforeAll(async () => {
    gateway = await aGateway();
    for (const [i, id] of ['p', 'q'].entries()) gateway.source.devices.set(id, aDevice({ deviceId: 80 + i }));
    url = `http://127.0.0.1:${gateway.port('osmand')}/`;
  });

  beforeEach(() => gateway.log.received.splice(0));
  afterAll(() => gateway.lifecycle.stop());

  const FIX = `id=p&lat=57.7&lon=11.97&timestamp=${NOON / 1000}`;
  const get = (query: string) => fetch(`${url}?${query}`);
  const post = (body: unknown, query = '') =>
    fetch(`${url}${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const records = () => gateway.log.received.flatMap((event) => event.records);

  it.each([
    [`${FIX}&speed=0.6035315182421207`, { speed: 1.118 }],
    [`${FIX}&lon=-6.6E-5`, { lng: -6.6e-5 }],
    [`${FIX}&altitude=-1.0E-4`, { altitude: -1e-4 }],
    [`${FIX}&altitude=NaN`, { lat: 57.7, altitude: null }],
    [`${FIX}&altitude=-`, { lat: 57.7, altitude: null }],
    [`${FIX}&speed=None`, { lat: 57.7, speed: null }],
    [`${FIX}&speed=-1&bearing=-1&batt=-1`, { speed: null, heading: null, attributes: {} }],
    [`${FIX}&hdop=14.3&speed_ms=10`, { speed: 36, attributes: { accuracy: 14.3 } }],
    [`${FIX}&speed_kmh=50`, { speed: 50 }],
    ['id=p&latitude=57.7&longitude=11.97', { lat: 57.7, lng: 11.97 }],
    [`${FIX}&timestamp=2026-06-01T12:00:00%2B00`, { fixTime: NOON }],
    [`${FIX}&timestamp=2026-06-01T12:00:00+00`, { fixTime: NOON }],
    [`${FIX}&timestamp=Mon,%2001%20Jun%202026%2012:00:00%20GMT`, { fixTime: NOON }],
  ])('reads %s', async (query, expected) => {
    expect((await get(query)).status).toBe(200);
    expect(records()).toMatchObject([expected]);
  });

  it('has the speed in the unit that is set for the device, unless it names another', async () => {
    gateway.source.devices.set('ms', aDevice({ deviceId: 82, speedUnit: 'm/s' }));
    expect((await get('id=ms&lat=57.7&lon=11.97&speed=10')).status).toBe(200);
    expect((await get('id=ms&lat=57.7&lon=11.97&speed_kmh=10')).status).toBe(200);
    expect(records()).toMatchObject([{ speed: 36 }, { speed: 10 }]);
  });

  const location = (second: number) => ({
    timestamp: new Date(NOON + second * 1000).toISOString(),
    coords: { latitude: 57.700_000_000_000_003, longitude: 11.97, speed: -1, heading: -1, accuracy: 5 },
    ...{ is_moving: true, extras: { alarm: 'sos' }, battery: { level: -1, is_charging: false } },
  });

  it('reads every position of a batch, and acknowledges them together', async () => {
    expect((await post({ device_id: 'p', location: [location(0), location(1), location(2)] })).status).toBe(
      200,
    );
    expect(gateway.log.received).toHaveLength(1);
    expect(records()).toMatchObject(
      [0, 1, 2].map((second) => ({
        ...{ fixTime: NOON + second * 1000, lat: 57.7, speed: null, heading: null },
        attributes: { accuracy: 5, motion: true, alarm: 'sos', charging: false },
      })),
    );
    expect(records()[0]?.attributes).not.toHaveProperty('batteryLevel');
  });

  it('keeps a batch of which a part can not be read as a dead letter, too', async () => {
    const broken = { coords: { latitude: 91, longitude: 0 } };
    expect((await post({ device_id: 'p', location: [location(0), broken] })).status).toBe(200);
    expect(records()).toMatchObject([{ lat: 57.7 }]);
    expect(gateway.log.deadLetters).toMatchObject([{ reason: 'bad_latitude' }]);
  });

  it.each([
    ['flat', { id: 'p', lat: 57.7, lon: 11.97, timestamp: NOON / 1000 }, ''],
    ['of OwnTracks', { _type: 'location', lat: 57.7, lon: 11.97, tst: NOON / 1000 }, '?id=p'],
    [
      'of Overland',
      {
        locations: [
          {
            type: 'Feature',
            geometry: { type: 'Point', coordinates: [11.97, 57.7] },
            properties: { timestamp: '2026-06-01T12:00:00Z' },
          },
        ],
      },
      '?id=p',
    ],
  ])('reads a body %s', async (_, body, query) => {
    expect((await post(body, query)).status).toBe(200);
    expect(records()).toMatchObject([{ fixTime: NOON, lat: 57.7, lng: 11.97 }]);
  });

  it('reads what a gateway reports of several devices', async () => {
    const body = ['p', 'q'].map((id) => ({ id, lat: 57.7, lon: 11.97, timestamp: NOON }));
    expect((await post(body)).status).toBe(200);
    expect(gateway.log.received).toMatchObject([{ deviceId: 80 }, { deviceId: 81 }]);
  });

  it.each([
    ['a body in which nothing is known', { id: 'p', position: { y: 57.7, x: 11.97 } }, 'known'],
    ['a latitude that is no number', { id: 'p', lat: '-', lon: 11.97 }, 'lat'],
    ['a time that is none', { id: 'p', lat: 57.7, lon: 11.97, timestamp: 'now' }, 'timestamp'],
    ['no id', { lat: 57.7, lon: 11.97 }, 'id'],
  ])('refuses %s, and says why', async (_, body, why) => {
    const response = await post(body);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(why)]);
    expect(records()).toEqual([]);
  });

  it.each(['<gpx><trkpt lat="57.7" lon="11.97"/></gpx>', '57.7,11.97', '$GPRMC,120000,A,5742.0,N'])(
    'refuses a body that is neither a form nor JSON: %s',
    async (body) => {
      expect((await fetch(`${url}?id=p`, { method: 'POST', body })).status).toBe(400);
      expect(records()).toEqual([]);
    },
  );
});
