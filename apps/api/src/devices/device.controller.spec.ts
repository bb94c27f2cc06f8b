import type { SeededAccount } from '@yipii/persistence';
import { eventually } from '@yipii/testing';
import { ApiUnderTest, assetId, FLEET_SCOPES, type Answer } from '../api.testing';

interface Device {
  readonly id: number;
  readonly unique_id: string;
  readonly asset_id: number | null;
  readonly secret_set_at: string | null;
}

describe('a device', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let beta: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 3);
    token = await api.tokenFor(alpha, FLEET_SCOPES);
  });
  afterAll(() => api.stop());

  const send = (method: string, path: string, body?: unknown, as = token) =>
    api.send(method, `/api/alpha/${path}`, as, body);
  const deviceOf = ({ body }: Answer) => body.data as Device;
  const register = async (fields: object): Promise<Device> => {
    const answer = await send('POST', 'device', fields);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
    return deviceOf(answer);
  };
  const periods = async (id: number) => {
    const { rows } = await api.pool.query<{ asset: string; open: boolean; since_ever: boolean }>(
      `SELECT asset_id AS asset, valid_to IS NULL AS open, valid_from = '1970-01-01T00:00:00Z' AS since_ever
       FROM assignment WHERE device_id = $1 ORDER BY valid_from`,
      [id],
    );
    return rows.map(({ asset, open, since_ever }) => [Number(asset), open, since_ever]);
  };
  const announced = (uniqueId: string) =>
    api.log.written
      .map(({ event }) => event as { kind: string; uniqueId?: string })
      .flatMap((event) => (event.uniqueId === uniqueId ? [event.kind] : []));

  // While there is one account only.
  it('that is not registered is shown to those who keep the fleet of the only account', async () => {
    await api.pool.query(
      `INSERT INTO unregistered_device (unique_id, protocol, first_seen, last_seen, records)
       VALUES ('<script>alert(1)</script>', 'osmand', now(), now(), 3), ('alpha 1', 'osmand', now(), now(), 1)`,
    );
    const { status, body } = await send('GET', 'device/unregistered');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: [{ unique_id: '<script>alert(1)</script>', protocol: 'osmand', records: 3 }],
      meta: { total: 1 },
    });
    const reader = await api.tokenFor(alpha);
    expect((await send('GET', 'device/unregistered', undefined, reader)).status).toBe(403);
    beta = await api.seed('beta', 1);
    expect((await send('GET', 'device/unregistered')).status).toBe(403);
    const operator = await api.tokenFor(alpha, ['operator']);
    expect((await send('GET', 'device/unregistered', undefined, operator)).status).toBe(200);
  });

  it('is registered on an asset, to which all belongs that it has recorded before, and announced', async () => {
    const one = assetId(alpha, 0);
    const device = await register({ unique_id: '350000000000001', asset_id: one, protocol: 'teltonika' });
    expect(device).toMatchObject({
      asset_id: one,
      protocol: 'teltonika',
      time_zone: null,
      clock_offset_seconds: 0,
    });
    expect(await periods(device.id)).toEqual([[one, true, true]]);
    await eventually(() => expect(announced('350000000000001').sort()).toEqual(['assignment', 'device']));
  });

  it('moves from asset to asset without a gap', async () => {
    const [one, two] = [assetId(alpha, 0), assetId(alpha, 1)];
    const { id } = await register({ unique_id: 'mover', asset_id: one });
    expect(deviceOf(await send('PATCH', `device/${id}`, { asset_id: two })).asset_id).toBe(two);
    expect(deviceOf(await send('PATCH', `device/${id}`, { asset_id: null })).asset_id).toBeNull();
    await send('PATCH', `device/${id}`, { asset_id: one });
    expect(await periods(id)).toEqual([
      [one, false, true],
      [two, false, false],
      [one, true, false],
    ]);
    const { body } = await send('GET', `device?asset_id=${one}`);
    expect((body.data as Device[]).map(({ unique_id: uniqueId }) => uniqueId)).toContain('mover');
    expect((await send('GET', `device?asset_id=${two}&unique_id=mover`)).body.data).toEqual([]);
  });

  it('has an id that is unavailable whoever has it, and the attempt is in the audit log', async () => {
    await register({ unique_id: 'mine' });
    const said = async (uniqueId: string) => {
      const { status, body } = await send('POST', 'device', { unique_id: uniqueId });
      return { status, body: { ...body, trace_id: null } };
    };
    const own = await said('mine');
    expect(own).toMatchObject({ status: 422, body: { code: 'DEVICE_ID_UNAVAILABLE' } });
    const betaToken = await api.tokenFor(beta, FLEET_SCOPES);
    await api.send('POST', '/api/beta/device', betaToken, { unique_id: 'of-others' });
    expect(await said('of-others')).toEqual(own);
    const { rows } = await api.pool.query(
      `SELECT action, subject_id, changes FROM audit_log WHERE kind = 'device' AND action = 'refused' ORDER BY id`,
    );
    expect(rows).toMatchObject([
      { subject_id: null, changes: { unique_id: { after: 'mine' } } },
      { changes: { unique_id: { after: 'of-others' } } },
    ]);
  });

  it('keeps its secret to itself', async () => {
    const secret = 'correct-horse';
    const { id, secret_set_at: setAt } = await register({ unique_id: 'phone', protocol: 'osmand', secret });
    expect(setAt).not.toBeNull();
    await send('PATCH', `device/${id}`, { model: 'X' });
    expect(deviceOf(await send('GET', `device/${id}`)).secret_set_at).toBe(setAt);
    const changed = await send('PATCH', `device/${id}`, { secret: 'battery-staple' });
    expect(deviceOf(changed).secret_set_at).not.toBe(setAt);
    expect(deviceOf(await send('PATCH', `device/${id}`, { secret: null })).secret_set_at).toBeNull();
    const everything = await api.pool.query('SELECT changes::text FROM audit_log');
    expect(JSON.stringify(everything.rows)).not.toMatch(/correct-horse|battery-staple/);
  });

  it.each([
    ['unique_id', { unique_id: 'with space' }],
    ['unique_id', { unique_id: 'ü' }],
    ['protocol', { unique_id: 'x', protocol: 'morse' }],
    ['time_zone', { unique_id: 'x', time_zone: 'Mars/Olympus' }],
    ['time_zone', { unique_id: 'x', time_zone: '+02:00' }],
    ['speed_unit', { unique_id: 'x', speed_unit: 'furlongs' }],
    ['allowed_networks', { unique_id: 'x', allowed_networks: ['10.0.0.0/33'] }],
    ['allowed_networks', { unique_id: 'x', allowed_networks: [] }],
    ['clock_offset_seconds', { unique_id: 'x', clock_offset_seconds: 2 ** 53 }],
    ['asset_id', { unique_id: 'x', asset_id: 999_999 }],
    ['secret', { unique_id: 'x', protocol: 'teltonika', secret: 'correct-horse' }],
    ['secret_set_at', { unique_id: 'x', secret_set_at: '2026-01-01T00:00:00Z' }],
  ])('is refused with a bad %s', async (field, fields) => {
    const answer = await send('POST', 'device', fields);
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: { [field]: expect.anything() as unknown } },
    });
    expect((await send('GET', 'device?unique_id=x')).body.data).toEqual([]);
  });

  it('is seen through its asset by a token of some assets, which may not change it', async () => {
    const two = assetId(alpha, 1);
    const { id } = await register({ unique_id: 'seen', asset_id: two });
    const { id: hidden } = await register({ unique_id: 'hidden', asset_id: assetId(alpha, 2) });
    const some = await api.tokenFor(alpha, FLEET_SCOPES, [two]);
    expect((await send('GET', `device/${id}`, undefined, some)).status).toBe(200);
    expect((await send('GET', `device/${hidden}`, undefined, some)).status).toBe(404);
    expect((await send('PATCH', `device/${id}`, { model: 'X' }, some)).status).toBe(403);
  });

  it('is deleted with what is known of where it was, and can be registered again', async () => {
    const { id } = await register({ unique_id: 'gone', asset_id: assetId(alpha, 0) });
    expect((await send('DELETE', `device/${id}`)).status).toBe(204);
    expect(await periods(id)).toEqual([]);
    await register({ unique_id: 'gone' });
  });
});
