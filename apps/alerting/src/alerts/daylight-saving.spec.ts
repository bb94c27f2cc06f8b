import { FenceLookup, followAsset, NEW_ASSET_ALERTS, type AlertRecord, type AlertRule } from '@yipii/domain';
import { TemporalTimeZones } from '@yipii/platform';

class NoFences extends FenceLookup {
  get = () => undefined;
  within = () => [];
}

const WORLD = {
  ...{ assetId: 42, speedLimit: null, listeningSince: 0 },
  ...{ fences: new NoFences(), zones: new TemporalTimeZones() },
};
const WINDOW = { days: [1, 2, 3, 4, 5, 6, 7], from: '06:00', to: '18:00' };
const RULE: AlertRule = {
  ...{ id: 7, name: 'Hours', severity: 'warning', schedule: null },
  ...{ cooldownSeconds: 0, maxAgeSeconds: null, since: 0 },
  condition: {
    type: 'device.ignition_outside_hours',
    hours: { timezone: 'Europe/Stockholm', windows: [WINDOW] },
  },
};

describe('hours in a time zone', () => {
  it.each([
    ['before the clocks go forward', '2026-03-28', ['raised 04:30', 'cleared 05:00']],
    ['on the day when they go forward', '2026-03-29', []],
    ['before they go back', '2026-10-24', []],
    ['on the day when they go back', '2026-10-25', ['raised 04:30', 'cleared 05:00']],
  ])('begin by its clocks %s', (_, day, expected) => {
    let state = NEW_ASSET_ALERTS;
    const told: string[] = [];
    for (const time of ['04:30', '04:59', '05:00']) {
      const { state: next, events } = followAsset(state, ignitionAt(`${day}T${time}:00Z`), [RULE], WORLD);
      state = next;
      told.push(...events.map(({ change, at }) => `${change} ${new Date(at).toISOString().slice(11, 16)}`));
    }
    expect(told).toEqual(expected);
  });
});

function ignitionAt(time: string): AlertRecord {
  const at = Date.parse(time);
  return {
    ...{ kind: 'record', at, receivedAt: at, unstreamed: null, lat: 57.7, lng: 11.97, accuracy: 5 },
    ...{ speed: 0, status: 'idling', ignition: true, odometerKm: null, attributes: {} },
  };
}
