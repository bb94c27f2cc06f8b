import { randomUUID } from 'node:crypto';
import { raiseAlerts, type RaisedAlert, type SeededAccount } from '@yipii/persistence';
import { NOON } from '@yipii/testing';
import { ApiUnderTest } from '../api.testing';
import { aUser } from '../people/people.testing';

const MINUTE = 60_000;

describe('alerts', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;
  let assets: readonly number[];

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 2);
    assets = alpha.assets.map(({ assetId }) => assetId);
    token = await api.tokenFor(alpha, ['alerts:read', 'alerts:write', 'fleet:write']);
  });
  beforeEach(() => api.pool.query('DELETE FROM alert; DELETE FROM alert_acknowledgement'));
  afterAll(() => api.stop());

  const raise = async (minute: number, fields: Partial<RaisedAlert> = {}): Promise<string> => {
    const id = randomUUID();
    const alert: RaisedAlert = {
      ...{ id, accountId: alpha.accountId, assetId: assets[0] ?? 0, assetName: 'Truck', deviceId: 7 },
      ...{
        ruleId: 3,
        ruleName: 'Depot',
        category: 'geofence',
        type: 'geofence.entered',
        lifetime: 'instant',
      },
      ...{ severity: 'warning', triggeredAt: NOON + minute * MINUTE, delayed: false },
      ...{ position: { lat: 57.7, lng: 11.97, address: null }, data: { geofenceId: 31 } },
      ...fields,
    };
    await raiseAlerts(api.pool, [alert]);
    return id;
  };
  const list = async (query = '', as = token) => (await api.get(`/api/alpha/alert${query}`, as)).body;
  const idsOf = async (query = '', as = token) =>
    ((await list(query, as)).data as { id: string }[]).map(({ id }) => id);

  it('are listed as everywhere else, newest first, page by page', async () => {
    const ids = [await raise(1), await raise(2), await raise(3)].reverse();
    const first = await list('?limit=2');
    expect(first.data).toMatchObject([
      {
        id: ids[0],
        assetName: 'Truck',
        state: 'raised',
        rule: { id: 3, name: 'Depot' },
        data: { geofenceId: 31 },
      },
      { id: ids[1], triggeredAt: new Date(NOON + 2 * MINUTE).toISOString(), clearedAt: null },
    ]);
    const { next_cursor: cursor } = first.meta as { next_cursor: string };
    expect(await idsOf(`?limit=2&cursor=${cursor}`)).toEqual([ids[2]]);
    expect((await api.get(`/api/alpha/alert/${ids[0]}`, token)).body.data).toMatchObject({ id: ids[0] });
  });

  it('are found by asset, group, rule, kind, severity, state and time', async () => {
    const other = await raise(1, { assetId: assets[1] ?? 0, ruleId: 4 });
    const sos = await raise(2, { category: 'device', type: 'device.sos', severity: 'critical' });
    const group = await api.send('POST', '/api/alpha/asset-group', token, {
      ...{ name: 'One', asset_ids: [assets[1]] },
    });
    const { id: groupId } = group.body.data as { id: number };
    expect(await idsOf(`?asset_id=${assets[1]}`)).toEqual([other]);
    expect(await idsOf(`?group_id=${groupId}`)).toEqual([other]);
    expect(await idsOf('?rule_id=4')).toEqual([other]);
    expect(await idsOf('?category=device')).toEqual([sos]);
    expect(await idsOf('?type=device.sos')).toEqual([sos]);
    expect(await idsOf('?severity=critical')).toEqual([sos]);
    expect(await idsOf('?state=cleared')).toEqual([]);
    expect(await idsOf('?acknowledged=false')).toEqual([sos, other]);
    expect(await idsOf(`?from=${new Date(NOON + 2 * MINUTE).toISOString()}`)).toEqual([sos]);
    expect((await api.get('/api/alpha/alert?state=asleep', token)).status).toBe(422);
  });

  it('of other assets do not exist for those who see one only', async () => {
    const [own, other] = [await raise(1), await raise(2, { assetId: assets[1] ?? 0 })];
    const limited = await api.tokenFor(alpha, ['alerts:read', 'alerts:write'], [assets[0] ?? 0]);
    expect(await idsOf('', limited)).toEqual([own]);
    expect((await api.get(`/api/alpha/alert/${other}`, limited)).status).toBe(404);
    const { status } = await api.send('POST', `/api/alpha/alert/${other}/acknowledge`, limited, {});
    expect(status).toBe(404);
  });

  it('are acknowledged by a user, whose colleagues see who and why', async () => {
    const id = await raise(1);
    const { browser } = await aUser(api, alpha, 'operator', { email: 'ada@example.com' });
    const answer = await api.json(
      `/api/alpha/alert/${id}/acknowledge`,
      { note: 'On it' },
      { cookie: browser.cookie, 'x-csrf-token': browser.csrfToken, 'sec-fetch-site': 'same-origin' },
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { data: { id, acknowledgedBy: 'ada@example.com', acknowledgementNote: 'On it' } },
    });
    const { rows } = await api.pool.query(
      'SELECT alert_id, acknowledged_by, note FROM alert_acknowledgement',
    );
    expect(rows).toEqual([{ alert_id: id, acknowledged_by: 'ada@example.com', note: 'On it' }]);
  });

  it('that are acknowledged stay as they are', async () => {
    const id = await raise(1);
    await api.pool.query(`UPDATE alert SET acknowledged_at = now(), acknowledged_by = 'Bo' WHERE id = $1`, [
      id,
    ]);
    const { body } = await api.send('POST', `/api/alpha/alert/${id}/acknowledge`, token, {});
    expect(body.data).toMatchObject({ acknowledgedBy: 'Bo' });
    expect((await api.pool.query('SELECT FROM alert_acknowledgement')).rowCount).toBe(0);
  });
});
