import type { SeededAccount } from '@yipii/persistence';
import { topics } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { ApiUnderTest } from '../api.testing';

const SCOPES = ['alerts:read', 'alerts:write', 'fleet:read', 'fleet:write'];
const HOURS = { timezone: 'Europe/Vilnius', windows: [{ days: [1], from: '08:00', to: '18:00' }] };

describe('an alert rule', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;
  let fenceId: number;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 2);
    token = await api.tokenFor(alpha, SCOPES);
    const fence = { name: 'Depot', geometry: { type: 'Point', coordinates: [25, 54] }, radius_m: 100 };
    fenceId = ((await api.send('POST', '/api/alpha/geofence', token, fence)).body.data as { id: number }).id;
  });
  afterAll(() => api.stop());

  const create = (fields: object) =>
    api.send('POST', '/api/alpha/alert-rule', token, { name: 'x', ...fields });
  const patch = (id: number, fields: object) =>
    api.send('PATCH', `/api/alpha/alert-rule/${id}`, token, fields);
  const created = async (fields: object) => {
    const { status, body } = await create(fields);
    expect({ status, body }).toMatchObject({ status: 201 });
    return body.data as { id: number; parameters: object };
  };

  it.each([
    ['geofence.entered', {}, { fences: 'all', hysteresis_m: 20, max_accuracy_m: 100 }],
    ['geofence.exited', { hysteresis_m: 5 }, { hysteresis_m: 5 }],
    ['geofence.dwelled', { dwell_seconds: 600 }, { dwell_seconds: 600 }],
    ['speed.exceeded', { limit: { by: 'fixed', kmh: 90 } }, { limit: { by: 'fixed', kmh: 90 } }],
    ['speed.exceeded', { limit: { by: 'street' } }, { limit: { by: 'street', over_kmh: 5 } }],
    ['device.offline', {}, { after_seconds: 900 }],
    ['device.harsh_driving', { kinds: ['braking'] }, { kinds: ['braking'] }],
    ['device.ignition_outside_hours', { hours: HOURS }, { hours: HOURS }],
    ['device.fuel_drop', {}, { drop_percent: 10, within_seconds: 1_800 }],
    [
      'device.sensor',
      { attribute: 'temperature1', bound: { is: 'outside', max: 5 }, only: { ignition: true } },
      {
        ...{ bound: { is: 'outside', min: null, max: 5 }, hysteresis: 0, min_seconds: 0 },
        only: { ignition: true, moving: null, inside_fences: null },
      },
    ],
    ['device.sensor', { attribute: 'door', bound: { is: 'equal', to: true } }, { attribute: 'door' }],
  ])('of type %s fills in what is left out', async (type, parameters, complete) => {
    expect((await created({ type, parameters })).parameters).toMatchObject(complete);
  });

  it.each([
    ['type', 'device.tea', {}],
    ['type', 'maintenance', {}],
    ['parameters.dwell_seconds', 'geofence.dwelled', {}],
    ['parameters.dwell_seconds', 'geofence.entered', { dwell_seconds: 5 }],
    ['parameters.fences', 'geofence.entered', { fences: [] }],
    ['parameters.fences', 'geofence.entered', { fences: 'none' }],
    ['parameters', 'geofence.entered', { fences: [8_000_000] }],
    ['parameters.limit', 'speed.exceeded', {}],
    ['parameters.limit.by', 'speed.exceeded', { limit: { by: 'wind' } }],
    ['parameters.limit.kmh', 'speed.exceeded', { limit: { by: 'fixed' } }],
    ['parameters.limit.kmh', 'speed.exceeded', { limit: { by: 'street', kmh: 5 } }],
    [
      'parameters',
      'speed.exceeded',
      { limit: { by: 'geofence', fences: [{ geofence_id: 8_000_000, kmh: 5 }] } },
    ],
    ['parameters.bound.max', 'device.sensor', { attribute: 'a', bound: { is: 'outside' } }],
    ['parameters.bound.to', 'device.sensor', { attribute: 'a', bound: { is: 'equal' } }],
    ['parameters.attribute', 'device.sensor', { attribute: 'a b', bound: { is: 'equal', to: 1 } }],
    ['parameters.hours', 'device.ignition_outside_hours', {}],
    ['parameters.kinds', 'device.harsh_driving', { kinds: ['flying'] }],
  ])('is refused with a bad %s of %s', async (field, type, parameters) => {
    const { status, body } = await create({ type, parameters });
    expect({ status, fields: Object.keys(body.errors) }).toEqual({ status: 422, fields: [field] });
  });

  it('is of assets and groups that exist, and forgets those that are deleted', async () => {
    const sos = { type: 'device.sos', parameters: {} };
    const spare = (await api.send('POST', '/api/alpha/asset', token, { name: 'Spare' })).body.data as {
      id: number;
    };
    const ids = [alpha.assets[0]?.assetId, spare.id];
    const rule = await created({ ...sos, applies_to: 'assets', asset_ids: ids });
    expect(rule).toMatchObject({ asset_ids: ids });
    expect((await api.send('DELETE', `/api/alpha/asset/${spare.id}`, token)).status).toBe(204);
    const { body } = await api.get(`/api/alpha/alert-rule/${rule.id}`, token);
    expect(body.data).toMatchObject({ asset_ids: ids.slice(0, 1) });
    const again = await create({ ...sos, applies_to: 'assets', asset_ids: [spare.id] });
    expect(again).toMatchObject({ status: 422, body: { errors: { asset_ids: [expect.any(String)] } } });
    const group = await create({ ...sos, applies_to: 'groups', group_ids: [8_000_000] });
    expect(group).toMatchObject({ status: 422, body: { errors: { group_ids: [expect.any(String)] } } });
  });

  it('becomes another one when it watches for something else, and stays the same when it is renamed', async () => {
    const { id } = await created({ type: 'geofence.entered', parameters: { fences: [fenceId] } });
    const sinceOf = async () =>
      (await api.pool.query<{ since: Date }>('SELECT since FROM alert_rule WHERE id = $1', [id])).rows[0]
        ?.since;
    const first = await sinceOf();
    await patch(id, { name: 'Renamed', severity: 'critical' });
    expect(await sinceOf()).toEqual(first);
    await patch(id, { parameters: { hysteresis_m: 30 } });
    expect((await sinceOf())?.getTime()).toBeGreaterThan(first?.getTime() ?? Infinity);
  });

  it('is announced to those who evaluate it', async () => {
    const { id } = await created({ type: 'device.sos', parameters: {} });
    await eventually(() =>
      expect(api.log.written).toContainEqual(
        expect.objectContaining({
          ...{ topic: topics.registryChanged.name, event: { kind: 'alert_rule', id, version: 1 } },
        }),
      ),
    );
  });

  it('is exported as CSV', async () => {
    const { headers } = await api.get('/api/alpha/alert-rule?format=csv', token);
    expect(headers.get('content-type')).toMatch('text/csv');
  });

  it('is tried on the last positions without raising anything', async () => {
    const asset = alpha.assets[1]?.assetId ?? 0;
    const cold = [5, -5, -6, 4];
    for (const [index, temperature1] of cold.entries())
      await api.pool.query(
        `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, valid, seq, lat, lng,
           status, protocol, attributes)
         VALUES ($1, $2, 1, gen_random_uuid(), now() + ($3 - 10) * interval '1 minute',
           now() + ($3 - 10) * interval '1 minute', true, $3, 54, 25, 'moving', 'teltonika', $4)`,
        [alpha.accountId, asset, index + 1, { temperature1 }],
      );
    const tried = {
      ...{ type: 'device.sensor', asset_ids: [asset] },
      parameters: { attribute: 'temperature1', bound: { is: 'outside', min: 0 } },
    };
    const { status, body } = await api.send('POST', '/api/alpha/alert-rule/preview', token, tried);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { data: { is_partial: false, alerts: [{ assetId: asset, type: 'device.sensor' }] } },
    });
    const [alert] = (body.data as { alerts: readonly { clearedAt: string | null }[] }).alerts;
    expect(alert?.clearedAt).not.toBeNull();
    expect((await api.pool.query('SELECT FROM alert')).rowCount).toBe(0);
    const unseen = await api.send('POST', '/api/alpha/alert-rule/preview', token, {
      ...{ ...tried, asset_ids: [8_000_000] },
    });
    expect(unseen).toMatchObject({ status: 422, body: { errors: { asset_ids: [expect.any(String)] } } });
  });

  it('needs the scopes of alerts', async () => {
    const reader = await api.tokenFor(alpha, ['fleet:read', 'alerts:read']);
    expect((await api.get('/api/alpha/alert-rule', reader)).status).toBe(200);
    const refused = await api.send('POST', '/api/alpha/alert-rule', reader, {
      ...{ name: 'x', type: 'device.sos', parameters: {} },
    });
    expect(refused.status).toBe(403);
  });
});
