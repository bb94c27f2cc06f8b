import {
  FenceLookup,
  followAsset,
  NEW_ASSET_ALERTS,
  prepareFence,
  toStoredAlerts,
  type AlertEvent,
  type AlertRecord,
  type AlertRule,
  type Fence,
  type Position,
} from '@yipii/domain';
import { TemporalTimeZones } from '@yipii/platform';
import { seededRandom } from '@yipii/simulator';
import fc from 'fast-check';
import { follow } from '../alerts/follow';
import type { WatchedAsset } from '../alerts/watched-asset';
import { AccountRules, type RuleOfAssets } from './account-rules';

const START = Date.UTC(2026, 5, 1);
const EDGE = { hysteresisM: 20, maxAccuracyM: 100 };
const ASSET = 42;
const zones = new TemporalTimeZones();

/** Looks at all fences each time. */
class AllFences extends FenceLookup {
  constructor(private readonly fences: ReadonlyMap<number, Fence>) {
    super();
  }

  get(id: number): Fence | undefined {
    return this.fences.get(id);
  }

  within(): readonly Fence[] {
    return [...this.fences.values()];
  }
}

const RULES: readonly AlertRule[] = [
  aRule(1, { type: 'geofence.entered', fences: 'all', ...EDGE }),
  aRule(2, { type: 'geofence.exited', fences: [1, 2, 3, 4, 5], ...EDGE }),
  aRule(3, { type: 'geofence.dwelled', fences: 'all', ...EDGE, dwellSeconds: 60 }),
];

describe('an asset among many fences', () => {
  // At the 180th meridian, in the north, and where most are.
  const places = fc.constantFrom([179.999, 10], [-179.99, -40], [11.97, 57.7], [20, 78]);

  it('has the alerts that it would have if all fences were looked at each time', () => {
    const found = { raised: 0 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), places, (seed, place) => {
        const [plain, indexed] = drive(seededRandom(seed), place);
        expect(indexed).toEqual(plain);
        found.raised += plain.length - 1;
      }),
      { seed: 14, numRuns: 60 },
    );
    expect(found.raised).toBeGreaterThan(200);
  });
});

/** Returns the alerts of a random walk, by all fences and by those around; some are edited on the way. */
function drive(random: () => number, [lng, lat]: Position): [string[], string[]] {
  const fences = new Map(Array.from({ length: 40 }, (_, i) => [i + 1, aFence(i + 1, { lng, lat }, random)]));
  const rules = new AccountRules({
    rules: RULES.map((rule): RuleOfAssets => ({ rule, assetIds: null, groupIds: [] })),
    fences: [...fences.values()],
    assets: [{ id: ASSET, speedLimit: null }],
    groups: [],
  });
  const world = { assetId: ASSET, speedLimit: null, zones, listeningSince: START };
  let plain = NEW_ASSET_ALERTS;
  let asset: WatchedAsset = {
    ...{ assetId: ASSET, accountId: 1, accountKey: 'acme', name: 'x', deviceId: 1 },
    ...{ alerts: NEW_ASSET_ALERTS, isGone: false },
  };
  const [told, indexed]: [string[], string[]] = [[], []];
  for (const record of walk({ lng, lat }, random)) {
    if (random() < 0.1) {
      const id = 1 + Math.floor(random() * 45);
      const fence = random() < 0.3 ? null : { ...aFence(id, record, random), since: record.at - 1 };
      if (fence) fences.set(id, fence);
      else fences.delete(id);
      rules.setFence(id, fence);
    }
    const followed = followAsset(plain, record, RULES, { ...world, fences: new AllFences(fences) });
    plain = followed.state;
    told.push(...followed.events.map(tell));
    const change = follow(asset, record, { rules, zones, listeningSince: START });
    asset = change.state;
    indexed.push(
      ...change.rows.map((row) =>
        'raised' in row
          ? `raised ${row.raised.type} ${row.raised.triggeredAt} ${String(row.raised.data.geofenceId)}`
          : `cleared ${row.cleared.clearedAt} ${String(row.cleared.data.geofenceId)}`,
      ),
    );
  }
  // What is remembered is the same, too, so that what comes next will be.
  return [
    [...told.sort(), JSON.stringify(toStoredAlerts(plain))],
    [...indexed.sort(), JSON.stringify(toStoredAlerts(asset.alerts))],
  ];
}

function tell({ change, incident, at, details: { geofenceId } }: AlertEvent): string {
  return change === 'raised'
    ? `raised ${incident.type} ${incident.raisedAt} ${String(geofenceId)}`
    : `cleared ${at} ${String(geofenceId)}`;
}

interface Point {
  readonly lng: number;
  readonly lat: number;
}

function* walk(start: Point, random: () => number): Generator<AlertRecord & Point> {
  let { lng, lat } = start;
  for (let i = 0; i < 120; i += 1) {
    // Now and then it was unseen for some kilometres.
    const step = random() < 0.03 ? 0.03 : 0.003;
    lng = wrapped(lng + (random() - 0.5) * step * 2);
    lat += (random() - 0.5) * step;
    const at = START + i * 20_000;
    yield {
      ...{ kind: 'record', at, receivedAt: at + 500, unstreamed: null, lat, lng, accuracy: random() * 40 },
      ...{ speed: null, status: random() < 0.2 ? 'stopped' : 'moving', ignition: true },
      ...{ odometerKm: null, attributes: {} },
    };
  }
}

/** A circle, an area of many corners with a hole, or a corridor, within some kilometres. */
function aFence(id: number, around: Point, random: () => number): Fence {
  const common = { id, name: `Fence ${id}`, since: START - 1 };
  const lat = around.lat + (random() - 0.5) * 0.03;
  const lng = wrapped(around.lng + (random() - 0.5) * 0.06);
  if (id % 3 === 0) {
    const geometry = { type: 'Point', coordinates: [lng, lat] } as const;
    return prepareFence({ ...common, geometry, radiusM: 20 + random() * 600, widthM: null });
  }
  const centre = { lat, lng: Math.max(-179.9, Math.min(179.9, lng)) };
  const line = ring(centre, 0.001 + random() * 0.006, 3 + Math.floor(random() * 200));
  if (id % 3 === 1) {
    const hole = ring(centre, 0.0005, 20);
    const geometry = { type: 'Polygon', coordinates: [line, hole] } as const;
    return prepareFence({ ...common, geometry, radiusM: null, widthM: null });
  }
  const geometry = { type: 'LineString', coordinates: line.slice(1) } as const;
  return prepareFence({ ...common, geometry, radiusM: null, widthM: 30 + random() * 200 });
}

function ring({ lng, lat }: Point, size: number, corners: number): Position[] {
  const all = Array.from({ length: corners }, (_, i): Position => {
    const angle = (i / corners) * 2 * Math.PI;
    return [lng + size * 1.8 * Math.cos(angle), lat + size * Math.sin(angle)];
  });
  return [...all, all[0] ?? [lng, lat]];
}

function wrapped(lng: number): number {
  return lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng;
}

function aRule(id: number, condition: AlertRule['condition']): AlertRule {
  return {
    ...{ id, name: `Rule ${id}`, severity: 'warning', condition, schedule: null },
    ...{ cooldownSeconds: 0, maxAgeSeconds: null, since: START - 1 },
  };
}
