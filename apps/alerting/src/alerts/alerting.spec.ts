import { PartitionLost } from '@yipii/platform';
import { alertId } from '@yipii/protocol';
import { FakeClock, NOON } from '@yipii/testing';
import { AlertingUnderTest, type Moment } from '../alerting.testing';

const SOS = { alarm: 'sos' };
const INSIDE = { lat: 57.7, lng: 11.97 };
const OUTSIDE = { lat: 57.71, lng: 11.97 };
/** Into the fence, to park there. */
const ENTERS: readonly Moment[] = [
  { second: 0, ...OUTSIDE },
  ...[60, 240].map((second) => ({ second, ...INSIDE, speed: 0, status: 'stopped' as const })),
];
const COLD = { temperature1: -5 };
const WARM = { temperature1: 4 };
const TOO_COLD = {
  ...{ attribute: 'temperature1', hysteresis: 1, min_seconds: 0 },
  bound: { is: 'outside', min: 0, max: null },
  only: { ignition: null, moving: null, inside_fences: null },
};
const FENCE = { fences: 'all', hysteresis_m: 20, max_accuracy_m: 100 };

describe('alerting', () => {
  let sut: AlertingUnderTest;

  beforeAll(async () => {
    sut = await AlertingUnderTest.start();
  });
  beforeEach(() => sut.clear());
  afterAll(() => sut.stop());

  const alerts = async () =>
    (
      await sut.worker.pool.query<{ id: string; state: string }>(
        'SELECT * FROM alert ORDER BY triggered_at, id',
      )
    ).rows;

  it('stores an alert with its event for the topic and for the feed, whole', async () => {
    const fenceId = await sut.fence();
    const ruleId = await sut.rule('geofence.entered', FENCE, { name: 'Depot', severity: 'critical' });
    const owner = await sut.owner();
    await owner.evaluate(ENTERS, 0);
    const [told, ...more] = await sut.told();
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      ...{ type: 'alert.raised', accountKey: 'acme', assetId: sut.assetId(), deviceId: 7 },
      data: {
        ...{ category: 'geofence', type: 'geofence.entered', lifetime: 'instant', state: 'raised' },
        ...{ severity: 'critical', rule: { id: ruleId, name: 'Depot' }, delayed: false, clearedAt: null },
        data: { geofenceId: fenceId, geofenceName: 'Depot' },
      },
    });
    const raisedAt = Date.parse(told?.data.triggeredAt ?? '');
    const incident = { ruleId, assetId: sut.assetId(), subject: String(fenceId), raisedAt };
    expect(told?.data.id).toBe(alertId({ ...incident, type: 'geofence.entered' }));
    const feed = await sut.worker.pool.query('SELECT event_id, type, data FROM event');
    expect(feed.rows).toEqual([{ event_id: told?.eventId, type: 'alert.raised', data: told?.data }]);
    expect(await alerts()).toMatchObject([{ id: told?.data.id, state: 'raised' }]);
  });

  it('clears what is over, with what is known in the end', async () => {
    await sut.rule('device.sensor', TOO_COLD);
    const owner = await sut.owner();
    await owner.evaluate([{ second: 10, attributes: COLD }], 0);
    await owner.evaluate([{ second: 20, attributes: WARM }], 1);
    expect(await sut.toldTypes()).toEqual(['alert.raised device.sensor', 'alert.cleared device.sensor']);
    const [raised, cleared] = await sut.told();
    expect(cleared?.data).toMatchObject({
      ...{ id: raised?.data.id, state: 'cleared', clearedAt: new Date(NOON + 20_000).toISOString() },
    });
    expect(cleared?.eventId).not.toBe(raised?.eventId);
  });

  it('tells nothing twice when a batch comes again, to whomever', async () => {
    await sut.rule('device.sos', {});
    const batch = [{ second: 10, attributes: SOS }];
    await (await sut.owner()).evaluate(batch, 0);
    const next = await sut.owner();
    expect(next.offset).toBe(1);
    await next.evaluate(batch, 0);
    expect(await sut.toldTypes()).toEqual(['alert.raised device.sos']);
  });

  it('keeps an alert raised over a restart: it is not raised again, and its end is not lost', async () => {
    await sut.rule('device.sensor', TOO_COLD);
    await (await sut.owner()).evaluate([{ second: 10, attributes: COLD }], 0);
    const next = await sut.owner();
    await next.evaluate([{ second: 20, attributes: COLD }], 1);
    expect(await sut.toldTypes()).toHaveLength(1);
    await next.evaluate([{ second: 30, attributes: WARM }], 2);
    expect(await sut.toldTypes()).toEqual(['alert.raised device.sensor', 'alert.cleared device.sensor']);
  });

  it('refuses what an owner does who was replaced', async () => {
    await sut.rule('device.sos', {});
    const frozen = await sut.owner();
    await sut.owner();
    await expect(frozen.evaluate([{ second: 10, attributes: SOS }], 0)).rejects.toThrow(PartitionLost);
    expect(await sut.toldTypes()).toEqual([]);
  });

  it('raises a dwell by time alone', async () => {
    await sut.fence();
    await sut.rule('geofence.dwelled', { ...FENCE, dwell_seconds: 300 });
    const owner = await sut.owner();
    await owner.evaluate(ENTERS, 0);
    owner.clock.advance(7 * 60_000);
    expect(await sut.toldTypes()).toEqual([]);
    await owner.passTime();
    expect(await sut.toldTypes()).toEqual(['alert.raised geofence.dwelled']);
    await owner.passTime();
    expect(await sut.toldTypes()).toHaveLength(1);
  });

  it('waits with what time alone decides until it knows what was waiting for it', async () => {
    await sut.fence();
    await sut.rule('geofence.dwelled', { ...FENCE, dwell_seconds: 300 });
    await (await sut.owner()).evaluate(ENTERS, 0);
    const next = await sut.owner({ clock: new FakeClock(NOON + 7 * 60_000) });
    await next.passTime();
    const left = [250, 280, 310].map((second) => ({ second, ...OUTSIDE }));
    await next.evaluate(left, ENTERS.length);
    await next.passTime();
    expect(await sut.toldTypes()).toEqual([]);
  });

  describe('when something is edited while an alert is raised', () => {
    const raise = async () => {
      const ruleId = await sut.rule('device.sensor', TOO_COLD);
      const owner = await sut.owner();
      await owner.evaluate([{ second: 10, attributes: COLD }], 0);
      owner.clock.advance(20_000);
      return { ruleId, owner };
    };
    const ENDED = ['alert.raised device.sensor', 'alert.cleared device.sensor'];

    it.each([
      [
        'is edited',
        `UPDATE alert_rule SET parameters = parameters || '{"hysteresis": 2}', since = $2 WHERE id = $1`,
      ],
      ['is disabled', 'UPDATE alert_rule SET is_enabled = false WHERE id = $1'],
      ['is deleted', 'DELETE FROM alert_rule WHERE id = $1'],
      [
        'is of other assets now',
        `UPDATE alert_rule SET applies_to = 'assets', asset_ids = '{5}' WHERE id = $1`,
      ],
    ])('it is cleared once, without a record, if the rule %s', async (_what, text) => {
      const { ruleId, owner } = await raise();
      const values = text.includes('$2') ? [ruleId, new Date(NOON + 15_000)] : [ruleId];
      await sut.worker.pool.query(text, values);
      await owner.hear('alert_rule', ruleId);
      await owner.passTime();
      await owner.passTime();
      expect(await sut.toldTypes()).toEqual(ENDED);
    });

    it('it is cleared by the next owner if nobody followed it', async () => {
      const { ruleId, owner } = await raise();
      await sut.worker.pool.query('DELETE FROM alert_rule WHERE id = $1', [ruleId]);
      const next = await sut.owner({ clock: owner.clock });
      owner.clock.advance(15_000);
      await next.passTime();
      expect(await sut.toldTypes()).toEqual(ENDED);
    });

    it('it is cleared once if the asset is deleted, of which nothing is then kept', async () => {
      const asset = await sut.insert('asset', { name: 'Spare' });
      await sut.rule('device.sensor', TOO_COLD);
      const owner = await sut.owner();
      await owner.evaluate([{ second: 10, attributes: COLD, assetId: asset }], 0);
      await sut.worker.pool.query('DELETE FROM asset WHERE id = $1', [asset]);
      await owner.hear('asset', asset);
      await owner.passTime();
      await owner.passTime();
      expect(await sut.toldTypes()).toEqual(ENDED);
      expect((await sut.worker.pool.query('SELECT FROM alert_state')).rowCount).toBe(0);
    });

    it('a dwell is cleared once if its fence is deleted or drawn anew', async () => {
      const fenceId = await sut.fence();
      await sut.rule('geofence.dwelled', { ...FENCE, dwell_seconds: 60 });
      const owner = await sut.owner();
      await owner.evaluate(ENTERS, 0);
      expect(await sut.toldTypes()).toEqual(['alert.raised geofence.dwelled']);
      await sut.worker.pool.query('DELETE FROM geofence WHERE id = $1', [fenceId]);
      await owner.hear('geofence', fenceId);
      owner.clock.advance(200_000);
      await owner.passTime();
      await owner.passTime();
      expect(await sut.toldTypes()).toEqual([
        'alert.raised geofence.dwelled',
        'alert.cleared geofence.dwelled',
      ]);
    });
  });

  it('follows a maintenance by its odometer', async () => {
    const id = await sut.insert('maintenance', {
      ...{ asset_id: sut.assetId(), name: 'Oil', severity: 'warning', basis: 'odometer', due_km: 1000 },
      ...{ warn_before: 100, since: new Date(NOON - 1000) },
    });
    const owner = await sut.owner();
    await owner.evaluate(
      [
        { second: 10, odometerKm: 950 },
        { second: 20, odometerKm: 1001 },
      ],
      0,
    );
    const types = await sut.toldTypes();
    expect(types[0]).toBe('alert.raised maintenance.upcoming');
    expect(types).toContain('alert.raised maintenance.due');
    expect((await sut.told())[0]?.data.rule).toEqual({ id, name: 'Oil' });
  });

  it('takes up acknowledgements, each once', async () => {
    await sut.rule('device.sos', {});
    const owner = await sut.owner({ clock: new FakeClock(Date.now() + 60_000) });
    await owner.evaluate([{ second: 10, attributes: SOS }], 0);
    const alert = (await alerts())[0]?.id;
    const request = { alert_id: alert, acknowledged_by: 'ada@example.com', note: 'On it' };
    await sut.insert('alert_acknowledgement', request);
    await sut.insert('alert_acknowledgement', { ...request, acknowledged_by: 'bo@example.com' });
    await owner.acknowledge();
    expect(await sut.toldTypes()).toEqual(['alert.raised device.sos', 'alert.acknowledged device.sos']);
    expect((await sut.told())[1]?.data).toMatchObject({
      ...{ id: alert, acknowledgedBy: 'ada@example.com', acknowledgementNote: 'On it' },
    });
    expect((await sut.worker.pool.query('SELECT FROM alert_acknowledgement')).rowCount).toBe(0);
  });

  it('keeps nothing of assets without rules', async () => {
    const owner = await sut.owner();
    await owner.evaluate([{ second: 10, attributes: SOS }], 0);
    expect((await sut.worker.pool.query('SELECT FROM alert_state')).rowCount).toBe(0);
  });
});
