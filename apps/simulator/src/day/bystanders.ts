import { recordId, type PositionReceived } from '@yipii/protocol';
import type { Place, TrackerRecord } from '@yipii/domain';
import { moved } from '../geometry';
import { between, seededRandom, type Random, type Range } from '../random';
import type { VehicleTruth } from '../truth/vehicle-truth';
import type { DayDisturbances } from './disturbances';

const MINUTE = 60_000;
const DAY_MINUTES = 1440;
const YARD = { lat: 57.7072, lng: 11.9668 };
/** Error of a phone's fixes indoors, in metres, which the phone also reports as accuracy. */
const INDOORS = 60;
/** How far north the container moves each day, in metres, and how many days it has been travelling. */
const A_DAYS_WAY = 300_000;
const DAYS_BEFORE = 4;

/** Assets without trips, and what their devices report all the same. */
export interface Bystander {
  readonly assetId: number;
  readonly frames: readonly PositionReceived[];
  readonly truth: VehicleTruth;
}

/** @param firstId id of the first of these assets */
export function bystanders(
  { jitterIndoors, dailyReporter }: DayDisturbances,
  { firstId, start, seed }: { readonly firstId: number; readonly start: number; readonly seed: number },
): Bystander[] {
  return [
    ...(jitterIndoors ? [phoneIndoors(firstId, start, seededRandom(seed))] : []),
    ...(dailyReporter ? [containerOnItsWay(firstId + 1, start)] : []),
  ];
}

function phoneIndoors(assetId: number, start: number, random: Random): Bystander {
  const metres: Range = [-INDOORS, INDOORS];
  const records = Array.from({ length: DAY_MINUTES }, (_, minute) => ({
    ...aRecordAt(start + minute * MINUTE, { east: between(metres, random), north: between(metres, random) }),
    attributes: { accuracy: INDOORS },
  }));
  const stop = { kind: 'stop', start: { at: start, ...YARD, address: null }, endedAt: null } as const;
  const truth = standing('phone', start, [{ ...stop, idlingSeconds: 0 }]);
  return { assetId, frames: asFrames(assetId, records), truth };
}

/** One report a day shows neither trips nor stops. */
function containerOnItsWay(assetId: number, start: number): Bystander {
  const records = Array.from({ length: DAYS_BEFORE + 1 }, (_, day) => {
    const at = start + (day - DAYS_BEFORE) * DAY_MINUTES * MINUTE;
    return { ...aRecordAt(at, { east: 0, north: day * A_DAYS_WAY }), speed: 0 };
  });
  const first = records[0]?.fixTime ?? start;
  const truth = { ...standing('container', first, []), km: (DAYS_BEFORE * A_DAYS_WAY) / 1000 };
  return { assetId, frames: asFrames(assetId, records), truth };
}

function standing(vehicle: string, at: number, journeys: VehicleTruth['journeys']): VehicleTruth {
  const statuses = [{ at, status: 'stopped' as const }];
  return { vehicle, journeys, statuses, km: 0, idlings: [], visits: [], speedings: [] };
}

function aRecordAt(fixTime: number, off: Readonly<Record<'east' | 'north', number>>): TrackerRecord {
  const place: Place = YARD;
  const fix = { ...moved(place, off), altitude: null, speed: null, heading: null };
  return { fixTime, valid: true, ...fix, attributes: {} };
}

function asFrames(assetId: number, records: readonly TrackerRecord[]): PositionReceived[] {
  return records.map((record) => ({
    ...{ assetId, assetName: `Bystander ${assetId}`, deviceId: assetId, protocol: 'osmand' },
    receivedAt: record.fixTime + 1000,
    records: [{ id: recordId(String(assetId), record), ...record }],
  }));
}
