import { decodeRequest, type RequestResult } from './decode-request';

const NOW = Date.parse('2026-11-23T15:04:05.412Z');
const post = (body: unknown, query = '') =>
  decodeRequest({ query, body: typeof body === 'string' ? body : JSON.stringify(body) }, NOW);
const accepted = (result: RequestResult) => {
  if ('refusal' in result) throw new Error(result.refusal.message);
  const [report] = result.reports;
  return { ...result, deviceId: report?.deviceIds[0], records: report?.records ?? [] };
};

const location = (i: number, more: object = {}) => ({
  timestamp: new Date(NOW - 60_000 + i * 1000).toISOString(),
  coords: { latitude: 57.7 + i / 1000, longitude: 11.97, speed: 5, heading: 90, accuracy: 4, altitude: 12 },
  ...more,
});
const place = (i: number) => ({ lat: 57.7 + i / 1000, lng: 11.97, speed: 18, heading: 90 });

describe('a JSON body', () => {
  it('is read as Traccar Client sends it', () => {
    const more = {
      battery: { level: 0.79, is_charging: true },
      ...{ is_moving: true, odometer: 12.5, event: 'motionchange', mock: false },
      activity: { type: 'in_vehicle', confidence: 100 },
      extras: { alarm: 'sos' },
    };
    const { deviceId, records } = accepted(post({ device_id: 'p', location: location(0, more) }));
    expect(deviceId).toBe('p');
    expect(records).toEqual([
      {
        ...{ fixTime: NOW - 60_000, valid: true, ...place(0), altitude: 12 },
        attributes: {
          ...{ accuracy: 4, batteryLevel: 79, charging: true, motion: true, odometer: 12.5 },
          ...{ event: 'motionchange', mock: false, activity: 'in_vehicle', alarm: 'sos' },
        },
      },
    ]);
  });

  it('has its speed in m/s', () => {
    expect(post({ id: 'p', location: location(0) })).toMatchObject({ reports: [{ assumesKnots: false }] });
  });

  it('says with -1 what a phone does not know', () => {
    const coords = { latitude: 1, longitude: 2, speed: -1, heading: -1, accuracy: 5, altitude: 0 };
    const body = { device_id: 'p', location: { coords, battery: { level: -1 } } };
    expect(accepted(post(body)).records).toMatchObject([
      { speed: null, heading: null, attributes: { accuracy: 5 } },
    ]);
    expect(accepted(post(body)).records[0]?.attributes).not.toHaveProperty('batteryLevel');
  });

  it.each([
    ['a batch', { device_id: 'p', location: [location(0), location(1), location(2)] }],
    ['an array', [0, 1, 2].map((i) => ({ device_id: 'p', location: location(i) }))],
    ['an array of locations', [0, 1, 2].map((i) => ({ id: 'p', ...location(i) }))],
  ])('may be %s, all of which is read', (_, body) => {
    expect(accepted(post(body)).records).toMatchObject([place(0), place(1), place(2)]);
  });

  it.each([
    ['flat', { id: 'p', lat: 57.7, lon: 11.97, timestamp: NOW / 1000 }, ''],
    ['flat with long names', { latitude: 57.7, longitude: 11.97, timestamp: NOW }, 'id=p'],
    ['of OwnTracks', { _type: 'location', lat: 57.7, lon: 11.97, tst: NOW / 1000, tid: 'x' }, 'id=p'],
    ['a location with names of its own', { id: 'p', location: { lat: 57.7, lng: 11.97, time: NOW } }, ''],
    ['in data', { device_id: 'p', data: { lat: 57.7, lon: 11.97, timestamp: NOW } }, ''],
    ['in a list of positions', { id: 'p', positions: [{ lat: 57.7, lon: 11.97, timestamp: NOW }] }, ''],
    ['with a place beside other data', { id: 'p', lat: 57.7, lon: 11.97, timestamp: NOW, data: { lat: 1 } }, ''], // prettier-ignore
  ])('may be %s', (_, body, query) => {
    const result = accepted(post(body, query));
    expect(result.deviceId).toBe('p');
    expect(result.records).toMatchObject([{ fixTime: NOW, lat: 57.7, lng: 11.97, attributes: {} }]);
  });

  it('may be a batch of Overland, which wants an answer of its own', () => {
    const feature = (i: number) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [11.97, 57.7 + i / 1000] },
      properties: {
        ...{ timestamp: '2026-11-23T15:00:00+0100', speed: 5, course: 90, altitude: 12 },
        ...{ horizontal_accuracy: 30, battery_level: 0.8, battery_state: 'charging', motion: ['driving'] },
      },
    });
    const result = accepted(post({ locations: [feature(0), feature(1)] }, 'id=p'));
    expect(result.answer).toBe('{"result":"ok"}');
    expect(result.records).toMatchObject([
      {
        ...{ fixTime: Date.parse('2026-11-23T14:00:00Z'), ...place(0), altitude: 12 },
        attributes: { accuracy: 30, batteryLevel: 80, charging: true, activity: 'driving' },
      },
      place(1),
    ]);
  });

  it('may be of Home Assistant, whose speed is in m/s', () => {
    const data = { gps: [57.7, 11.97], gps_accuracy: 20, battery: 80, speed: 3, course: 90 };
    const expected = {
      ...{ lat: 57.7, lng: 11.97, speed: 10.8, heading: 90 },
      attributes: { accuracy: 20, batteryLevel: 80 },
    };
    for (const body of [data, { type: 'update_location', data }])
      expect(accepted(post(body, 'id=p')).records).toMatchObject([expected]);
  });

  it('may have values that are no JSON, as scripts print them', () => {
    const body = '{"id": "p", "lat": 57.7, "lon": 11.97, "altitude": NaN, "speed": -nan, "note": None}';
    expect(accepted(post(body)).records).toMatchObject([{ lat: 57.7, altitude: null }]);
  });

  it.each([
    ['that is none', '{', 'bad_json'],
    ['that is empty', '{}', 'nothing_known'],
    ['of nothing', '[]', 'nothing_known'],
    ['of which nothing is known', { id: 'p', position: { y: 1, x: 2 } }, 'nothing_known'],
    ['whose location is empty', { device_id: 'p', location: {} }, 'nothing_known'],
    ['whose place can not be read', { id: 'p', battery: 80, position: { y: 1, x: 2 } }, 'nothing_known'],
    ['whose pair is no place', { id: 'p', battery: 80, gps: ['home'] }, 'bad_latitude'],
    ['that is encrypted', { _type: 'encrypted', data: 'x' }, 'nothing_known'],
    ['of no device', { lat: 1, lon: 2 }, 'missing_id'],
    [
      'of 1,001 reports',
      Array.from({ length: 1001 }, () => ({ id: 'p', lat: 1, lon: 2 })),
      'too_many_reports',
    ],
    ['with a bad latitude', { id: 'p', lat: 91, lon: 2 }, 'bad_latitude'],
    ['that is deep', `${'['.repeat(8000)}${']'.repeat(8000)}`, 'json_too_complex'],
    ['that is flooded', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, 1])), 'json_too_complex'], // prettier-ignore
  ])('%s is refused', (_, body, code) => {
    expect(post(body)).toMatchObject({ refusal: { code } });
  });

  it('loses of a batch only what can not be read, with a warning', () => {
    const broken = { coords: { latitude: 91, longitude: 0 } };
    const result = accepted(post({ device_id: 'p', location: [location(0), broken, 7, location(2)] }));
    expect(result.records).toMatchObject([place(0), place(2)]);
    expect(result.warnings).toMatchObject([{ reason: 'bad_latitude' }, { reason: 'nothing_known' }]);
    expect(result.incomplete).toBe(true);
  });

  it('of a gateway may report for several devices', () => {
    const result = post(['p', 'q', 'p'].map((id, i) => ({ id, lat: i, lon: 2 })));
    expect(result).toMatchObject({
      reports: [
        { deviceIds: ['p'], records: [{ lat: 0 }, { lat: 2 }] },
        { deviceIds: ['q'], records: [{ lat: 1 }] },
      ],
    });
  });

  it('that is known and reports nothing is accepted', () => {
    expect(accepted(post({ _type: 'waypoints', waypoints: [] }, 'id=p')).records).toEqual([]);
  });
});
