import { recordId, type PositionReceived } from '@yipii/protocol';
import { planTours, type Tour } from '../plan-tours';
import { seededRandom, type Random } from '../random';
import { WATCH_NOTHING, type TruthWatch, type VehicleTruth } from '../truth/vehicle-truth';
import { planDay } from './day-driver';
import { ALL_DISTURBANCES, type DayDisturbances } from './disturbances';
import { disturbRecords } from './disturb-records';
import { equipmentOf, type Equipment } from './equipment';
import { bystanders, type Bystander } from './bystanders';
import { faultOf, withFault, type Fault } from './faults';
import { drawOutages } from './outages';
import { transmit, type SentFrame } from './transmit';
import { VehicleDay } from './vehicle-day';

/** If there are more vehicles, they share tours, each with stops of its own. */
const MOST_TOURS = 25;
const FIRST_IMEI = 350_000_000_000_001;
/** One in this many vehicles sends the newest records first after an outage. */
const NEWEST_FIRST = 25;

export interface DayOptions {
  readonly vehicles: number;
  /** The same seed gives the same day. */
  readonly seed: number;
  /** Midnight, epoch ms. */
  readonly start: number;
  /** All are on by default. */
  readonly disturbances?: Partial<DayDisturbances>;
  /** Tours that were planned already, since planning takes a second. */
  readonly tours?: readonly Tour[];
  /** What its truth contains beside trips, stops and statuses. Nothing by default. */
  readonly watch?: TruthWatch;
}

export interface DayVehicle {
  readonly assetId: number;
  readonly equipment: Equipment;
  readonly fault: Fault | null;
  /** Whether it sends the newest records first after an outage, so that older ones are late. */
  readonly newestFirst: boolean;
  readonly truth: VehicleTruth;
}

export interface FleetDay {
  /** As ingestion publishes them, in the order of arrival. */
  readonly frames: readonly PositionReceived[];
  readonly vehicles: readonly DayVehicle[];
  readonly bystanders: readonly Bystander[];
}

/** Simulates a working day of a fleet from midnight to midnight; a few seconds for 50 vehicles. */
export function simulateDay(options: DayOptions): FleetDay {
  const { vehicles, seed, start, disturbances, tours, watch = WATCH_NOTHING } = options;
  const planned = tours ?? planTours(Math.min(vehicles, MOST_TOURS), seededRandom(seed));
  const active = { ...ALL_DISTURBANCES, ...disturbances };
  const days = Array.from({ length: vehicles }, (_, index) =>
    dayOf({ index, tour: planned[index % planned.length] ?? [], seed, start, disturbances: active, watch }),
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
  readonly watch: TruthWatch;
}

function dayOf({ index, tour, seed, start, disturbances, watch }: OneOptions): VehicleFrames {
  const uniqueId = String(FIRST_IMEI + index);
  // Each part has random numbers of its own, so that disturbances change neither the truth nor the times of records.
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
    watch,
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
