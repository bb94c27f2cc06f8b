import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId, bearer } from '../api.testing';

const AT = '2026-06-01T14:00:00+02:00';
const FIX = { timestamp: AT, lat: 57.7, lng: -11.97 };

describe('positions over REST', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let beta: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 2);
    beta = await api.seed('beta', 1);
    token = await api.tokenFor(alpha, ['positions:write']);
  });
  beforeEach(() => {
    api.intake.submissions.length = 0;
    api.intake.reports.length = 0;
    api.intake.isAway = false;
  });
  afterAll(() => api.stop());

  const post = (positions: unknown, as = token) => api.json('/api/alpha/position', { positions }, bearer(as));

  it('go to ingestion as their device would have reported them', async () => {
    const reading = { altitude: 12, speed: 50, heading: 360, accuracy: 4.5, satellites: 9, ignition: true };
    const { status, body } = await post([
      { unique_id: 'alpha 1'.replace(' ', '-'), ...FIX, ...reading, attributes: { fuelLevel: 61 } },
      { asset_id: assetId(alpha, 0), ...FIX, speed: null },
    ]);
    expect([status, body.data]).toEqual([200, { stored: 2, refused: [] }]);
    const base = { fixTime: Date.parse(AT), valid: true, lat: 57.7, lng: -11.97 };
    expect(api.intake.submissions).toMatchObject([
      {
        scope: { accountId: alpha.accountId, assets: null },
        records: [
          {
            uniqueId: 'alpha-1',
            record: {
              ...{ ...base, altitude: 12, speed: 50, heading: 0 },
              attributes: { fuelLevel: 61, accuracy: 4.5, satellites: 9, ignition: true },
            },
          },
          { uniqueId: 'alpha 1', record: { ...base, altitude: null, speed: null, attributes: {} } },
        ],
      },
    ]);
  });

  it('are refused one by one, with their places', async () => {
    api.intake.verdicts.set('gone', 'unknown_device').set('parked', 'no_asset');
    const { status, body } = await post([
      { unique_id: 'gone', ...FIX },
      { asset_id: assetId(beta, 0), ...FIX },
      { unique_id: 'fine', ...FIX },
      { unique_id: 'parked', ...FIX },
    ]);
    expect([status, body.data]).toMatchObject([
      200,
      {
        stored: 1,
        refused: [
          { index: 0, code: 'UNKNOWN_DEVICE' },
          { index: 1, code: 'NO_DEVICE' },
          { index: 3, code: 'NO_ASSET' },
        ],
      },
    ]);
    const none = await post([{ unique_id: 'gone', ...FIX }]);
    expect(none).toMatchObject({
      status: 422,
      body: { code: 'VALIDATION_FAILED', errors: { 'positions.0': ['There is no such device.'] } },
    });
  });

  it('carry the restriction to some assets, which also holds for the look-up of devices', async () => {
    const some = await api.tokenFor(alpha, ['positions:write'], [assetId(alpha, 1)]);
    const { body } = await post(
      [
        { asset_id: assetId(alpha, 0), ...FIX },
        { asset_id: assetId(alpha, 1), ...FIX },
      ],
      some,
    );
    expect(body.data).toMatchObject({ stored: 1, refused: [{ index: 0, code: 'NO_DEVICE' }] });
    expect(api.intake.submissions[0]).toMatchObject({
      scope: { assets: [assetId(alpha, 1)] },
      records: [{ uniqueId: 'alpha 2' }],
    });
  });

  it('are 503 while they may not be durable', async () => {
    api.intake.isAway = true;
    expect(await post([{ unique_id: 'a', ...FIX }])).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE' },
    });
    expect((await api.call('GET', '/osmand?id=a&lat=1&lon=2')).status).toBe(503);
  });

  it.each([
    ['none', []],
    ['no list', {}],
    ['too many', Array.from({ length: 1_001 }, () => ({ unique_id: 'a', ...FIX }))],
    ['one that names nobody', [FIX]],
    ['one that names two', [{ ...FIX, unique_id: 'a', asset_id: 1 }]],
    ['a latitude beyond the pole', [{ unique_id: 'a', ...FIX, lat: 91 }]],
    ['a time without an offset', [{ unique_id: 'a', ...FIX, timestamp: '2026-06-01T12:00:00' }]],
    ['a time that does not exist', [{ unique_id: 'a', ...FIX, timestamp: '2026-06-30T23:59:60Z' }]],
    ['an unknown field', [{ unique_id: 'a', ...FIX, colour: 'red' }]],
    ['an attribute with a bad name', [{ unique_id: 'a', ...FIX, attributes: { 'a b': 1 } }]],
    ['an attribute that is an object', [{ unique_id: 'a', ...FIX, attributes: { a: {} } }]],
    ['an attribute with a line break', [{ unique_id: 'a', ...FIX, attributes: { a: 'x\ny' } }]],
  ])('refuse %s as a whole', async (_, positions) => {
    const { status, body } = await post(positions);
    expect([status, body.code]).toEqual([422, 'VALIDATION_FAILED']);
    expect(api.intake.submissions).toEqual([]);
  });

  it('need their scope and account', async () => {
    const reader = await api.tokenFor(alpha, ['positions:read']);
    expect((await post([{ unique_id: 'a', ...FIX }], reader)).status).toBe(403);
    const other = await api.tokenFor(beta, ['positions:write']);
    expect((await post([{ unique_id: 'a', ...FIX }], other)).status).toBe(404);
  });

  describe('of phones', () => {
    it('pass as they are', async () => {
      await api.call('GET', '/osmand?id=a&lat=57.7&lon=11.97', {
        headers: { authorization: 'Bearer secret' },
      });
      await api.form('/osmand?x=1', { id: 'a b', lat: '1' });
      await api.json('/osmand', { device_id: 'a', location: { coords: { latitude: 1 } } });
      expect(api.intake.reports).toMatchObject([
        { method: 'GET', query: 'id=a&lat=57.7&lon=11.97', authorization: 'Bearer secret', body: '' },
        { method: 'POST', query: 'x=1', authorization: null, body: 'id=a+b&lat=1' },
        { body: '{"device_id":"a","location":{"coords":{"latitude":1}}}' },
      ]);
      expect(api.intake.reports[0]?.address).toMatch(/127\.0\.0\.1$/);
    });

    it('do not come from pages of others', async () => {
      const pages: Record<string, string>[] = [
        { origin: 'https://a.test' },
        { 'sec-fetch-site': 'same-site' },
      ];
      for (const headers of pages)
        expect((await api.call('GET', '/osmand?id=a&lat=1&lon=2', { headers })).status).toBe(403);
      expect(api.intake.reports).toEqual([]);
    });
  });
});
