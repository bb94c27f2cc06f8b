import type { TrackerRecord } from '@yipii/domain';
import { legOf, slices, startParked, type DriveState } from '../drive';
import { moved } from '../geometry';
import { headingOn } from '../leg';
import type { Random } from '../random';
import { isIgnitionOn, record } from '../telemetry';
import { TruthKeeper } from '../truth/truth-keeper';
import type { TruthWatch, VehicleTruth } from '../truth/vehicle-truth';
import type { DayPlan } from './day-driver';
import type { DayDisturbances } from './disturbances';
import { asEquipped, type Equipment } from './equipment';
import { Receiver } from './receiver';
import { Recording, type Mode, type Perception } from './recording';
import { tunnelOn, type Tunnel } from './tunnel';

export const DAY_SECONDS = 86_400;
/** How many of a vehicle's drives pass a tunnel. */
const TUNNELS_A_DAY = 2;
/** Seconds at rest until the fixes begin to drift. */
const DRIFTS_AFTER = 30;

/** A record and the time at which its tracker made it. */
export interface DayRecord {
  /** Seconds of the day. */
  readonly at: number;
  readonly mode: Mode;
  readonly record: TrackerRecord;
}

export interface VehicleDayOptions {
  readonly uniqueId: string;
  /** Midnight, epoch ms. */
  readonly start: number;
  readonly plan: DayPlan;
  readonly equipment: Equipment;
  readonly disturbances: DayDisturbances;
  readonly watch: TruthWatch;
  readonly driving: Random;
  readonly reception: Random;
}

/** A day of a vehicle: what it did, and what its tracker recorded. */
export class VehicleDay {
  readonly records: DayRecord[] = [];
  private readonly recording: Recording;
  private readonly receiver: Receiver;
  private readonly keeper: TruthKeeper;
  private readonly tunnels: ReadonlyMap<number, Tunnel>;
  private state: DriveState;
  private now = 0;
  private restingSince: number | null = 0;
  private ignitionBefore = false;
  private lastFix: TrackerRecord | undefined;

  private constructor(private readonly options: VehicleDayOptions) {
    const { uniqueId, start, plan, equipment, disturbances, driving, reception } = options;
    this.recording = new Recording(equipment);
    this.receiver = new Receiver(disturbances, reception);
    this.tunnels = disturbances.tunnels ? chooseTunnels(plan, reception) : new Map();
    this.state = startParked(plan.driver, plan.parkedUntil, driving);
    this.keeper = new TruthKeeper(uniqueId, plan.driver, this.state, { start, watch: options.watch });
  }

  static run(options: VehicleDayOptions): { records: readonly DayRecord[]; truth: VehicleTruth } {
    const day = new VehicleDay(options);
    while (day.now < DAY_SECONDS) day.pass();
    return { records: day.records, truth: day.keeper.truth() };
  }

  private pass(): void {
    const { tour } = this.options.plan.driver;
    const heading = headingOn(legOf(tour, this.state.leg), this.state.travelled);
    const perceived = this.recording.perceive(this.now, this.state, heading);
    if (this.recording.isDue(this.now, perceived)) this.record(perceived);
    this.driveOn(this.secondsToLook(perceived));
  }

  /** Advances by seconds while something may happen at any moment. */
  private secondsToLook(perceived: Perception): number {
    const { activity, speed, remaining } = this.state;
    if (activity === 'driving' || speed > 0) return 1;
    const rest = Math.min(remaining, this.recording.secondsAtRest(this.now, perceived));
    return Math.max(1, Math.min(Math.ceil(rest), DAY_SECONDS - this.now));
  }

  private driveOn(seconds: number): void {
    const { plan, driving } = this.options;
    for (const slice of slices(this.state, seconds, plan.driver, driving)) {
      this.keeper.observe(slice);
      this.state = slice.state;
    }
    this.now += seconds;
    if (this.state.speed > 0) this.restingSince = null;
    else this.restingSince ??= this.now;
  }

  private record(perceived: Perception): void {
    const { start, plan, equipment, driving } = this.options;
    const { state, ignitionBefore } = this;
    const reading = record({ fixTime: start + this.now * 1000, state, ignitionBefore }, plan.driver, driving);
    const motion = { ...reading.attributes, motion: perceived.motion };
    const seen = this.received({ ...reading, attributes: motion });
    this.records.push({ at: this.now, mode: perceived.mode, record: asEquipped(seen, equipment) });
    this.ignitionBefore = isIgnitionOn(state);
    this.recording.recorded(this.now, perceived);
  }

  /** The state as the receiver measures it. */
  private received(record: TrackerRecord): TrackerRecord {
    if (this.isInTunnel())
      return withoutFix(record, this.options.equipment.repeatsLastFix ? this.lastFix : undefined);
    const { east, north, speed, heading } = this.receiver.errorAt(this.now, this.secondsParked());
    const drifting = record.speed === 0 && speed > 0;
    const fix = {
      ...record,
      ...moved(record, { east, north }),
      speed: drifting ? Math.round(speed) : record.speed,
      heading: drifting ? Math.floor(heading) : record.heading,
    };
    this.lastFix = fix;
    return fix;
  }

  private secondsParked(): number | null {
    if (this.restingSince === null) return null;
    const seconds = this.now - this.restingSince;
    return seconds < DRIFTS_AFTER ? null : seconds;
  }

  private isInTunnel(): boolean {
    const { leg, travelled } = this.state;
    const tunnel = this.tunnels.get(leg);
    return tunnel !== undefined && travelled > tunnel.from && travelled < tunnel.to;
  }
}

function chooseTunnels({ driver: { tour } }: DayPlan, random: Random): Map<number, Tunnel> {
  const tunnels = new Map<number, Tunnel>();
  for (let tries = 0; tunnels.size < TUNNELS_A_DAY && tries < tour.length; tries++) {
    const leg = Math.floor(random() * tour.length);
    const tunnel = tunnelOn(legOf(tour, leg));
    if (tunnel) tunnels.set(leg, tunnel);
  }
  return tunnels;
}

/** Without a fix, a device sends no place or repeats the last one. */
function withoutFix(record: TrackerRecord, last: TrackerRecord | undefined): TrackerRecord {
  const { hdop: _, ...attributes } = record.attributes;
  const place = last
    ? { lat: last.lat, lng: last.lng, altitude: last.altitude, speed: 0, heading: last.heading }
    : { lat: null, lng: null, altitude: null, speed: null, heading: null };
  return { ...record, ...place, valid: false, attributes: { ...attributes, satellites: 0 } };
}
