import os from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  NEW_ASSET_ALERTS,
  prepareFence,
  type AlertRecord,
  type AlertRule,
  type Fence,
  type Place,
  type Position,
} from '@yipii/domain';
import { TemporalTimeZones } from '@yipii/platform';
import { seededRandom } from '@yipii/simulator';
import { follow, type FollowContext } from '../../apps/alerting/src/alerts/follow';
import type { WatchedAsset } from '../../apps/alerting/src/alerts/watched-asset';
import { AccountRules, type RuleOfAssets } from '../../apps/alerting/src/rules/account-rules';
import { cpuTicks, slowdownSince } from '../support/stolen-time';

const START = Date.UTC(2026, 5, 1);
const ASSETS = 5_000;
const RULES = 1_000;
const ASSETS_OF_A_RULE = 20;
const FENCES = 100_000;
const POINTS_OF_A_LARGE_ONE = 1_000;
/** One fence in so many. */
const LARGE_EVERY = 100;
const ROUNDS = 50;
const WARM_UP_ROUNDS = 10;
const EDIT_EVERY_MS = 100;
/** Some 280 by 220 km. */
const AREA = { west: 10, south: 56 };
const SIZE = 2.5;
const STEP = 0.0012;

/** What a position costs whose asset has rules, by the number of fences; on one core. */
function main(): void {
  const ticks = cpuTicks();
  const results = [
    measure('100 fences', { fences: 100 }),
    measure('100 fences, as close together as 100,000', {
      fences: 100,
      size: SIZE * Math.sqrt(100 / FENCES),
    }),
    measure('100,000 fences', { fences: FENCES }),
    measure('100,000 fences, one edited every 100 ms', { fences: FENCES, isEdited: true }),
  ];
  console.table(results);
  const run = { node: process.version, cpus: os.cpus().length, 'slowed by host': slowdownSince(ticks) };
  console.log(JSON.stringify({ bench: 'geofence', ...run, results }));
}

interface Case {
  readonly fences: number;
  /** Degrees from south to north. */
  readonly size?: number;
  readonly isEdited?: boolean;
}

function measure(name: string, { fences, size = SIZE, isEdited = false }: Case) {
  const random = seededRandom(7);
  const somewhere = (): Place => ({
    lng: AREA.west + random() * size * 1.8,
    lat: AREA.south + random() * size,
  });
  const rules = new AccountRules({
    rules: Array.from({ length: RULES }, (_, i) => ruleOf(i)),
    fences: Array.from({ length: fences }, (_, i) => aFence(i + 1, somewhere(), random)),
    assets: Array.from({ length: ASSETS }, (_, i) => ({ id: i, speedLimit: 90 })),
    groups: [],
  });
  const drive = new Drive(rules, Array.from({ length: ASSETS }, somewhere), random);
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) drive.next();
  // What loading and warming up leave behind is no part of the figure.
  collectGarbage();
  drive.begin();
  let nextEdit = performance.now();
  let edits = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    drive.next(() => {
      if (!isEdited || performance.now() < nextEdit) return;
      nextEdit += EDIT_EVERY_MS;
      edits += 1;
      rules.setFence(edits * LARGE_EVERY, aFence(edits * LARGE_EVERY, somewhere(), random));
    });
  }
  return { case: name, edits, ...drive.figures() };
}

/** All assets, driving about. */
class Drive {
  private readonly assets = Array.from({ length: ASSETS }, (_, i) => anAsset(i));
  private records: readonly Placed[];
  private readonly context: FollowContext;
  private readonly micros = new Float64Array(ROUNDS * ASSETS);
  private count = 0;
  private alerts = 0;
  private cpuMicros = 0;

  constructor(
    rules: AccountRules,
    places: readonly Place[],
    private readonly random: () => number,
  ) {
    this.context = { rules, zones: new TemporalTimeZones(), listeningSince: START };
    this.records = places.map(aRecord);
  }

  /** From here on it counts. */
  begin(): void {
    this.count = this.alerts = this.cpuMicros = 0;
  }

  /** Evaluates the next record of each asset; making them costs nothing here, nor does it in the field. */
  next(between?: () => void): void {
    this.records = this.records.map((record) => moved(record, this.random));
    const cpu = process.cpuUsage();
    for (let i = 0; i < ASSETS; i += 1) {
      this.evaluate(i);
      between?.();
    }
    const { user, system } = process.cpuUsage(cpu);
    this.cpuMicros += user + system;
  }

  private evaluate(i: number): void {
    const asset = this.assets[i];
    const record = this.records[i];
    if (!asset || !record) return;
    const began = performance.now();
    const { state, rows } = follow(asset, record, this.context);
    this.micros[this.count] = (performance.now() - began) * 1_000;
    this.assets[i] = state;
    this.count += 1;
    this.alerts += rows.length;
  }

  figures() {
    const { count, alerts, cpuMicros } = this;
    const sorted = this.micros.sort();
    return {
      evaluations: count,
      alerts,
      'evaluations/s per core': Math.round((count / cpuMicros) * 1e6),
      'p50 µs': rounded(sorted[Math.floor(count * 0.5)]),
      'p99 µs': rounded(sorted[Math.floor(count * 0.99)]),
    };
  }
}

/** Half of the rules watch all fences, the others speed, sensors and silence. */
function ruleOf(index: number): RuleOfAssets {
  const conditions: readonly AlertRule['condition'][] = [
    { type: 'geofence.entered', fences: 'all', hysteresisM: 20, maxAccuracyM: 100 },
    { type: 'geofence.dwelled', fences: 'all', hysteresisM: 20, maxAccuracyM: 100, dwellSeconds: 300 },
    {
      ...{ type: 'speed.exceeded', limit: { by: 'fixed', kmh: 110 } },
      ...{ hysteresisKmh: 3, minSeconds: 10, maxAccuracyM: 100 },
    },
    {
      ...{ type: 'device.low_voltage', belowVolts: 11.8, hysteresisVolts: 0.5, minSeconds: 60 },
    },
  ];
  const [condition] = conditions.slice(index % conditions.length);
  if (!condition) throw new Error('there is none');
  const first = (index * ASSETS_OF_A_RULE) % ASSETS;
  return {
    rule: {
      ...{ id: index + 1, name: 'x', severity: 'warning', condition, schedule: null },
      ...{ cooldownSeconds: 60, maxAgeSeconds: null, since: START - 1 },
    },
    assetIds: Array.from({ length: ASSETS_OF_A_RULE }, (_, i) => first + i),
    groupIds: [],
  };
}

/** A circle, or now and then an area with many corners. */
function aFence(id: number, { lng, lat }: Place, random: () => number): Fence {
  const common = { id, name: `Fence ${id}`, since: START - 1 };
  if (id % LARGE_EVERY > 0) {
    const radiusM = 50 + random() * 150;
    return prepareFence({
      ...common,
      geometry: { type: 'Point', coordinates: [lng, lat] },
      radiusM,
      widthM: null,
    });
  }
  const ring = Array.from({ length: POINTS_OF_A_LARGE_ONE }, (_, i): Position => {
    const angle = (i / POINTS_OF_A_LARGE_ONE) * 2 * Math.PI;
    const radius = 0.003 * (1 + 0.1 * Math.sin(angle * 9));
    return [lng + radius * Math.cos(angle) * 1.8, lat + radius * Math.sin(angle)];
  });
  const geometry = { type: 'Polygon', coordinates: [[...ring, ring[0] ?? [lng, lat]]] } as const;
  return prepareFence({ ...common, geometry, radiusM: null, widthM: null });
}

function anAsset(assetId: number): WatchedAsset {
  return {
    ...{ assetId, accountId: 1, accountKey: 'acme', name: `Truck ${assetId}`, deviceId: assetId },
    ...{ alerts: NEW_ASSET_ALERTS, isGone: false },
  };
}

type Placed = AlertRecord & Place;

function aRecord({ lng, lat }: Place): Placed {
  return {
    ...{ kind: 'record', at: START, receivedAt: START + 500, unstreamed: null, lat, lng, accuracy: 5 },
    ...{ speed: 50, status: 'moving', ignition: true, odometerKm: null },
    attributes: { externalVoltage: 13.9 },
  };
}

/** Ten seconds later. */
function moved(record: Placed, random: () => number): Placed {
  const { kind, unstreamed, accuracy, status, ignition, odometerKm, attributes } = record;
  const [at, receivedAt] = [record.at + 10_000, record.receivedAt + 10_000];
  const lng = record.lng + (random() - 0.5) * STEP;
  const lat = record.lat + (random() - 0.5) * STEP;
  const speed = 50 + random() * 70;
  // As a record is read from the log: with no spare room, as a spread would leave.
  return {
    kind,
    at,
    receivedAt,
    unstreamed,
    lat,
    lng,
    accuracy,
    speed,
    status,
    ignition,
    odometerKm,
    attributes,
  };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function rounded(value = 0): number {
  return Math.round(value * 10) / 10;
}

main();
