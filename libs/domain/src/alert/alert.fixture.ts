import { boxesMeet, prepareFence, type Box, type Fence, type FenceSource } from '../geofence/fence';
import type { AlertCondition } from './alert-condition';
import type { AlertEvent } from './alert-event';
import { FenceLookup, type AlertInput, type AlertRecord, type AlertWorld } from './alert-input';
import type { AlertRule } from './alert-rule';
import { NEW_ASSET_ALERTS, type AssetAlerts } from './alert-state';
import { followAsset } from './follow-asset';
import { restoreAssetAlerts, toStoredAlerts } from './restore-alerts';
import { TimeZones } from '../schedule/time-zones';

export const NOON = Date.UTC(2026, 5, 1, 12);
/** Degrees of latitude to a metre. */
export const METRE = 1 / 111_195;
const DAY = 86_400_000;

/** Alone, at 57.7° N, where a degree of longitude is 59 km. */
export function aFence(fields: Partial<FenceSource> = {}): Fence {
  const geometry = { type: 'Point', coordinates: [11.97, 57.7] } as const;
  return prepareFence({ id: 31, name: 'Depot', geometry, radiusM: 200, widthM: null, since: 0, ...fields });
}

/** A rule without exceptions, in force since ever. */
export function aRule(condition: AlertCondition, fields: Partial<AlertRule> = {}): AlertRule {
  return {
    ...{ id: 7, name: 'Rule', severity: 'warning', condition, schedule: null },
    ...{ cooldownSeconds: 0, maxAgeSeconds: null, since: 0 },
    ...fields,
  };
}

/** A record so many seconds after noon, received a second later, so many metres north of the depot's centre. */
export function at(seconds: number, metres: number, fields: Partial<AlertRecord> = {}): AlertRecord {
  const fixTime = NOON + seconds * 1000;
  return {
    ...{ kind: 'record', at: fixTime, receivedAt: fixTime + 1000, unstreamed: null },
    ...{ lat: 57.7 + metres * METRE, lng: 11.97, speed: 50, accuracy: null },
    ...{ status: 'moving', ignition: true, odometerKm: null, attributes: {} },
    ...fields,
  };
}

/** The clock so many seconds after noon. */
export function clock(seconds: number): AlertInput {
  return { kind: 'clock', receivedAt: NOON + seconds * 1000 };
}

export class Fences extends FenceLookup {
  constructor(private readonly all: readonly Fence[]) {
    super();
  }

  get(id: number): Fence | undefined {
    return this.all.find((fence) => fence.id === id);
  }

  within(box: Box): readonly Fence[] {
    return this.all.filter((fence) => fence.boxes.some((other) => boxesMeet(box, other)));
  }
}

/** UTC is enough for what does not concern time zones. */
class OnlyUtc extends TimeZones {
  has(zone: string): boolean {
    return zone === 'UTC';
  }

  dayAt(instant: number): number {
    return Math.floor(instant / DAY);
  }

  instantOf(day: number, minute: number): number {
    return day * DAY + minute * 60_000;
  }
}

export function aWorld(
  fields: Partial<Omit<AlertWorld, 'fences'>> & { readonly fences?: readonly Fence[] } = {},
): AlertWorld {
  const { fences = [aFence()], ...others } = fields;
  return {
    ...{ assetId: 42, speedLimit: null, listeningSince: 0, zones: new OnlyUtc() },
    ...others,
    fences: new Fences(fences),
  };
}

export interface Run {
  readonly state: AssetAlerts;
  readonly events: readonly AlertEvent[];
  /** What happened in short: `+entered 10` is raised ten seconds after noon, `-` cleared. */
  readonly told: readonly string[];
}

/** Follows an asset through inputs; the state is stored as JSON between any two. */
export function run(
  rules: AlertRule | readonly AlertRule[],
  inputs: readonly AlertInput[],
  {
    world = aWorld(),
    state = NEW_ASSET_ALERTS,
  }: { readonly world?: AlertWorld; readonly state?: AssetAlerts } = {},
): Run {
  const events: AlertEvent[] = [];
  let now = state;
  for (const input of inputs) {
    const followed = followAsset(now, input, [rules].flat(), world);
    events.push(...followed.events);
    now = restoreAssetAlerts(JSON.parse(JSON.stringify(toStoredAlerts(followed.state)))) ?? NEW_ASSET_ALERTS;
  }
  return { state: now, events, told: events.map(tell) };
}

function tell({ change, incident, at: time }: AlertEvent): string {
  const name = incident.type.slice(incident.type.indexOf('.') + 1);
  return `${change === 'raised' ? '+' : '-'}${name} ${(time - NOON) / 1000}`;
}
