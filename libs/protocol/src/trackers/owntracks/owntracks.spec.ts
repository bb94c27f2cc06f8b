import { owntracks } from './owntracks';

const NOW = Date.parse('2026-11-23T15:04:05.412Z');
const TST = 1_736_161_169;

interface Request {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const post = (body: unknown, { query = '', headers = {} }: Request = {}) =>
  owntracks.http.decode(
    {
      ...{ method: 'POST', path: '/pub', query, headers: new Map(Object.entries(headers)) },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    },
    { now: NOW, strictChecksum: true },
  );

const accepted = { status: 200, contentType: 'application/json', body: '[]' };
const location = { _type: 'location', lat: 57.7, lon: 11.97, tst: TST, tid: 'JJ' };

describe('an OwnTracks message', () => {
  it('is a position in km/h, answered with an empty array', () => {
    const message = {
      ...location,
      ...{ vel: 61, cog: 271, alt: 167, acc: 5, vac: 21, batt: 67, bs: 2, t: 'u', conn: 'm', p: 101.3 },
      ...{ created_at: TST + 9, inregions: ['home'], m: 1 },
    };
    expect(post(message)).toEqual({
      reports: [
        {
          deviceIds: ['JJ'],
          records: [
            {
              fixTime: TST * 1000,
              ...{ valid: true, lat: 57.7, lng: 11.97, altitude: 167, speed: 61, heading: 271 },
              attributes: {
                ...{ accuracy: 5, verticalAccuracy: 21, batteryLevel: 67, charging: true, event: 'u' },
                ...{ connection: 'm', pressure: 101.3, monitoringMode: 1 },
              },
            },
          ],
        },
      ],
      response: accepted,
      incomplete: false,
      warnings: [],
    });
  });

  it.each([
    ['its tracker id', location, {}, ['JJ']],
    ['its topic', { ...location, topic: 'owntracks/kim/phone' }, {}, ['owntracks/kim/phone', 'JJ']],
    [
      'headers',
      location,
      { headers: { 'x-limit-u': 'kim', 'x-limit-d': 'phone' } },
      ['owntracks/kim/phone', 'JJ'],
    ],
    ['parameters', location, { query: 'u=kim&d=phone' }, ['owntracks/kim/phone', 'JJ']],
    ['an id in the address', location, { query: 'id=van-7' }, ['van-7', 'JJ']],
    ['what of it can be an id', { ...location, topic: 'a b' }, {}, ['JJ']],
  ])('is of the device of %s', (_, message, request: Request, deviceIds) => {
    expect(post(message, request).reports).toMatchObject([{ deviceIds }]);
  });

  it('of a place entered or left is a position with that event', () => {
    const message = { ...location, _type: 'transition', event: 'enter', desc: 'Home', t: 'c', wtst: 1 };
    expect(post(message).reports).toMatchObject([
      { records: [{ lat: 57.7, lng: 11.97, attributes: { event: 'enter', desc: 'Home' } }] },
    ]);
  });

  it('may come with others, which are acknowledged together', () => {
    const batch = [location, { _type: 'lwt', tst: TST }, { ...location, tid: 'KK', tst: TST + 60 }];
    expect(post(batch)).toMatchObject({
      reports: [{ deviceIds: ['JJ'] }, { deviceIds: ['KK'], records: [{ fixTime: (TST + 60) * 1000 }] }],
      response: accepted,
    });
  });

  it.each([
    ['the will of the app', { _type: 'lwt', tst: TST }],
    ['a place on its map', { _type: 'waypoint', desc: 'Home', lat: 1, lon: 2, rad: 50, tst: TST }],
    ['a card', { _type: 'card', name: 'Kim' }],
    ['nothing, for a deleted friend', ''],
  ])('of %s is accepted and reports nothing', (_, message) => {
    expect(post(message)).toMatchObject({ reports: [], response: accepted, warnings: [] });
  });

  it.each([
    ['JSON that is none', '{', 'bad_json'],
    ['an encrypted message', { _type: 'encrypted', data: 'x' }, 'nothing_known'],
    ['another type', { _type: 'news' }, 'nothing_known'],
    ['no message', [1], 'nothing_known'],
    ['no device', { ...location, tid: undefined }, 'missing_id'],
    ['a latitude of 91', { ...location, lat: 91 }, 'bad_latitude'],
    ['brackets without an end', `${'['.repeat(9000)}${']'.repeat(9000)}`, 'json_too_complex'],
  ])('is refused as %s, and the answer says why', (_, message, reason) => {
    const result = post(message);
    expect(result).toMatchObject({
      reports: [],
      response: { status: 400, body: expect.stringMatching(/\w/) as string },
      warnings: [{ reason }],
    });
  });

  it('is accepted beside one that can not be read', () => {
    expect(post([location, { ...location, lat: 'x' }])).toMatchObject({
      ...{ reports: [{ deviceIds: ['JJ'] }], response: accepted, incomplete: true },
      warnings: [{ reason: 'bad_latitude' }],
    });
  });
});
