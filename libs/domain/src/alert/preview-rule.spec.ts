import { aRule, aWorld, at, NOON, run } from './alert.fixture';
import { toAlertRecord } from './alert-record';
import { previewRule } from './preview-rule';
import { restoreAssetAlerts, toStoredAlerts } from './restore-alerts';

const idling = aRule({ type: 'device.idling', minSeconds: 120 }, { since: NOON });

describe('the preview of a rule', () => {
  it('has the alerts that it would have raised, with their ends', () => {
    const statuses = ['idling', 'idling', 'idling', 'moving', 'idling', 'idling', 'idling'] as const;
    const records = statuses.map((status, i) =>
      at(i * 60 - 86_400, status === 'moving' ? 400 : 0, { status }),
    );
    const alerts = previewRule(idling, records, NOON, aWorld());
    expect(alerts.map(({ raised, cleared }) => [raised.at, cleared?.at ?? null])).toEqual([
      [NOON - 86_280_000, NOON - 86_220_000],
      [NOON - 86_040_000, null],
    ]);
  });

  it('lets time pass until now', () => {
    const offline = aRule({ type: 'device.offline', afterSeconds: 600 });
    expect(previewRule(offline, [at(-3600, 0)], NOON, aWorld())).toHaveLength(1);
    expect(previewRule(offline, [at(-300, 0)], NOON, aWorld())).toEqual([]);
  });
});

describe('a record', () => {
  it('is what enrichment told of it', () => {
    const location = {
      ...{ assetId: 7, name: 'Truck 7', seq: 1, lat: 57.7, lng: 11.97, altitude: 12, speed: 50, heading: 90 },
      ...{ timestamp: new Date(NOON).toISOString(), receivedAt: new Date(NOON + 1_000).toISOString() },
      ...{ accuracy: 5, satellites: 11, status: 'moving', ignition: true, odometerKm: 12, address: null },
      attributes: { fuelLevel: 60 },
    };
    expect(toAlertRecord({ unstreamed: 'drift', location })).toEqual({
      ...{ kind: 'record', at: NOON, receivedAt: NOON + 1_000, unstreamed: 'drift', lat: 57.7, lng: 11.97 },
      ...{ speed: 50, accuracy: 5, status: 'moving', ignition: true, odometerKm: 12 },
      attributes: { fuelLevel: 60, satellites: 11 },
    });
  });
});

describe('a stored state', () => {
  const { state } = run(idling, [at(0, 0, { status: 'idling' }), at(180, 0, { status: 'idling' })]);

  const asStored = JSON.parse(JSON.stringify(toStoredAlerts(state))) as { readonly rules: object };

  it('is restored as it was', () => {
    expect(state.rules.size).toBe(1);
    expect(restoreAssetAlerts(asStored)).toEqual(state);
  });

  it.each([null, 7, {}, { sight: { at: 'x' }, rules: {} }])('that is damaged is none: %j', (stored) => {
    expect(restoreAssetAlerts(stored)).toBeNull();
  });

  it('keeps the other rules if one is damaged, and starts what it did not have empty', () => {
    const { jamming: _, ...older } = state.sight;
    const stored = {
      ...asStored,
      sight: older,
      rules: { ...asStored.rules, 8: { since: 1, watches: { '': 5 } } },
    };
    expect(restoreAssetAlerts(stored)).toEqual(state);
  });
});
