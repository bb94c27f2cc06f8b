import os from 'node:os';
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
import { follow } from '../../apps/alerting/src/alerts/follow';
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
const ROUNDS = 60;
const WARM_UP_ROUNDS = 10;
const EDIT_EVERY_MS = 100;
/** Some 280 by 220 km. */
const AREA = { west: 10, south: 56, size: 2.5 };
const STEP = 0.0012;

/** What a position costs whose asset has rules, by the number of fences; on one core. */
function main(): void {
  const ticks = cpuTicks();
  const results = [
    measure('100 fences', 100),
    measure('100,000 fences', FENCES),
    measure('100,000 fences, one edited every 100 ms', FENCES, true),
  ];
  console.table(results);
  const run = { node: process.version, cpus: os.cpus().length, 'slowed by host': slowdownSince(ticks) };
  console.log(JSON.stringify({ bench: 'geofence', ...run, results }));
}

function measure(name: string, fences: number, isEdited = false) {
  const random = seededRandom(7);
  const rules = new AccountRules({
    rules: Array.from({ length: RULES }, (_, i) => ruleOf(i)),
    fences: Array.from({ length: fences }, (_, i) => aFence(i + 1, random)),
    assets: Array.from({ length: ASSETS }, (_, i) => ({ id: i, speedLimit: 90 })),
    groups: [],
  });
  const context = { rules, zones: new TemporalTimeZones(), listeningSince: START };
  const assets = Array.from({ length: ASSETS }, (_, i) => anAsset(i));
  const records = assets.map(() => aRecord(somewhere(random)));
  const micros = new Float64Array((ROUNDS - WARM_UP_ROUNDS) * ASSETS);
  let [count, alerts, edits, cpu, nextEdit] = [0, 0, 0, process.cpuUsage(), performance.now()];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round === WARM_UP_ROUNDS) cpu = process.cpuUsage();
    for (let i = 0; i < ASSETS; i += 1) {
      const asset = assets[i];
      const record = records[i];
      if (!asset || !record) continue;
      const input = moved(record, random);
      records[i] = input;
      const began = performance.now();
      const { state, rows } = follow(asset, input, context);
      if (round >= WARM_UP_ROUNDS) micros[count++] = (performance.now() - began) * 1_000;
      assets[i] = state;
      alerts += rows.length;
      if (isEdited && performance.now() > nextEdit) {
        nextEdit += EDIT_EVERY_MS;
        edits += 1;
        rules.setFence(edits * LARGE_EVERY, aFence(edits * LARGE_EVERY, random));
      }
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  const sorted = micros.sort();
  return {
    case: name,
    evaluations: count,
    alerts,
    edits,
    'evaluations/s per core': Math.round(count / ((user + system) / 1e6)),
    'p50 µs': rounded(sorted[Math.floor(count * 0.5)]),
    'p99 µs': rounded(sorted[Math.floor(count * 0.99)]),
  };
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
function aFence(id: number, random: () => number): Fence {
  const [lng, lat] = somewhere(random);
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

function somewhere(random: () => number): [number, number] {
  return [AREA.west + random() * AREA.size * 1.8, AREA.south + random() * AREA.size];
}

function anAsset(assetId: number): WatchedAsset {
  return {
    ...{ assetId, accountId: 1, accountKey: 'acme', name: `Truck ${assetId}`, deviceId: assetId },
    ...{ alerts: NEW_ASSET_ALERTS, isGone: false },
  };
}

type Placed = AlertRecord & Place;

function aRecord([lng, lat]: readonly [number, number]): Placed {
  return {
    ...{ kind: 'record', at: START, receivedAt: START + 500, unstreamed: null, lat, lng, accuracy: 5 },
    ...{ speed: 50, status: 'moving', ignition: true, odometerKm: null },
    attributes: { externalVoltage: 13.9 },
  };
}

/** Ten seconds later. */
function moved(record: Placed, random: () => number): Placed {
  return {
    ...record,
    at: record.at + 10_000,
    receivedAt: record.receivedAt + 10_000,
    lng: record.lng + (random() - 0.5) * STEP,
    lat: record.lat + (random() - 0.5) * STEP,
    speed: 50 + random() * 70,
  };
}

function rounded(value = 0): number {
  return Math.round(value * 10) / 10;
}

main();
