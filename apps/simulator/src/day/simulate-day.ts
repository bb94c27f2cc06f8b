import { recordId, type PositionReceived } from '@yipii/protocol';
import { planTours, type Tour } from '../plan-tours';
import { seededRandom, type Random } from '../random';
import type { VehicleTruth } from '../truth/vehicle-truth';
import { planDay } from './day-driver';
import { ALL_DISTURBANCES, type DayDisturbances } from './disturbances';
import { disturbRecords } from './disturb-records';
import { equipmentOf, type Equipment } from './equipment';
import { bystanders, type Bystander } from './bystanders';
import { faultOf, withFault, type Fault } from './faults';
import { drawOutages } from './outages';
import { transmit, type SentFrame } from './transmit';
import { VehicleDay } from './vehicle-day';

/** More vehicles share tours, each with its own stops on them. */
const MOST_TOURS = 25;
const FIRST_IMEI = 350_000_000_000_001;
/** Of so many vehicles one sends the newest records first after an outage. */
const NEWEST_FIRST = 25;

export interface DayOptions {
  readonly vehicles: number;
  /** The same seed gives the same day. */
  readonly seed: number;
  /** Midnight, epoch ms. */
  readonly start: number;
  /** All are on unless they are switched off. */
  readonly disturbances?: Partial<DayDisturbances>;
  /** Planned before; planning takes a second. */
  readonly tours?: readonly Tour[];
}

export interface DayVehicle {
  readonly assetId: number;
  readonly equipment: Equipment;
  readonly fault: Fault | null;
  /** After an outage it sends the newest records first, so that older ones are late. */
  readonly newestFirst: boolean;
  readonly truth: VehicleTruth;
}

export interface FleetDay {
  /** As ingestion publishes them, in the order of arrival. */
  readonly frames: readonly PositionReceived[];
  readonly vehicles: readonly DayVehicle[];
  readonly bystanders: readonly Bystander[];
}

/** A working day of a fleet, from midnight to midnight, in virtual time: a few seconds for 50 vehicles. */
export function simulateDay({ vehicles, seed, start, disturbances, tours }: DayOptions): FleetDay {
  const planned = tours ?? planTours(Math.min(vehicles, MOST_TOURS), seededRandom(seed));
  const active = { ...ALL_DISTURBANCES, ...disturbances };
  const days = Array.from({ length: vehicles }, (_, index) =>
    dayOf({ index, tour: planned[index % planned.length] ?? [], seed, start, disturbances: active }),
  );
  const beside = bystanders(active, { firstId: vehicles + 1, start, seed });
  const frames = [...days, ...beside]
    .flatMap((day) => day.frames)
    .sort((a, b) => a.receivedAt - b.receivedAt);
  return { frames, vehicles: days.map((day) => day.vehicle), bystanders: beside };
}

interface VehicleFrames {
  readonly frames: readonly PositionReceived[];
  readonly vehicle: DayVehicle;
}

interface OneOptions {
  readonly index: number;
  readonly tour: Tour;
  readonly seed: number;
  readonly start: number;
  readonly disturbances: DayDisturbances;
}

function dayOf({ index, tour, seed, start, disturbances }: OneOptions): VehicleFrames {
  const uniqueId = String(FIRST_IMEI + index);
  // From numbers of their own: what goes wrong changes neither what happens nor when it is recorded.
  const randomOf = (part: number): Random => seededRandom(seed + part * 100_000 + index);
  const plan = planDay(tour, randomOf(1));
  const fault = faultOf(index);
  const equipment = equipmentOf(index, fault, randomOf(2));
  const newestFirst = index % NEWEST_FIRST === NEWEST_FIRST - 1;
  const day = {
    uniqueId,
    start,
    plan,
    equipment,
    disturbances,
    driving: randomOf(3),
    reception: randomOf(4),
  };
  const { records: recorded, truth } = VehicleDay.run(day);
  const records = withFault(recorded, fault, disturbances);
  const outages = disturbances.outages ? drawOutages(randomOf(5)) : [];
  const made = disturbRecords(records, disturbances, outages, randomOf(6));
  const sent = transmit(made, { equipment, disturbances, outages, newestFirst, random: randomOf(7) });
  const vehicle = { assetId: index + 1, equipment, fault, newestFirst, truth };
  return { frames: sent.map((frame) => publishedAs(frame, vehicle, start)), vehicle };
}

function publishedAs(
  { at, records }: SentFrame,
  { assetId, truth }: DayVehicle,
  start: number,
): PositionReceived {
  return {
    ...{ assetId, assetName: `Truck ${assetId}`, deviceId: assetId },
    protocol: 'teltonika',
    receivedAt: start + Math.round(at * 1000),
    records: records
      .map((record) => ({ id: recordId(truth.vehicle, record), ...record }))
      .sort((a, b) => a.fixTime - b.fixTime),
  };
}
