import type { Place } from '@yipii/domain';
import { legOf, type Driver, type DriveState, type Slice } from '../drive';
import { placeOn } from '../leg';
import { isIgnitionOn } from '../telemetry';
import type { Spell } from './spell';
import { SpeedingKeeper } from './speedings';
import { truthOf, WATCH_NOTHING, type TruthWatch, type VehicleTruth } from './vehicle-truth';
import { VisitKeeper } from './visits';

interface OpenSpell extends Pick<Spell, 'status' | 'from' | 'start'> {
  /** Metres on the odometer. */
  readonly odometer: number;
  maxSpeed: number;
}

/** Records every step of a vehicle's drive, independently of its tracker. */
export class TruthKeeper {
  private readonly spells: Spell[] = [];
  private readonly visits: VisitKeeper;
  private readonly speedings: SpeedingKeeper;
  private open: OpenSpell;
  private now: number;

  /** @param start epoch ms */
  constructor(
    private readonly vehicle: string,
    private readonly driver: Driver,
    private state: DriveState,
    { start, watch = WATCH_NOTHING }: { readonly start: number; readonly watch?: TruthWatch },
  ) {
    this.now = start;
    this.visits = new VisitKeeper(watch.fences);
    this.speedings = new SpeedingKeeper(watch.speed);
    this.open = this.begin(statusOf(state), state);
    this.visits.observe(start, this.placeOf(state));
  }

  observe({ seconds, state }: Slice): void {
    const before = this.state;
    // A vehicle that sets off or comes to rest moves for a part of the step.
    if (state.speed > 0) this.change('moving', before);
    this.now += seconds * 1000;
    this.state = state;
    if (state.speed === 0) this.change(statusOf(state), state);
    this.open.maxSpeed = Math.max(this.open.maxSpeed, state.speed * 3.6);
    this.visits.observe(this.now, this.placeOf(state));
    this.speedings.observe(this.now, state.speed * 3.6);
  }

  /** Returns the truth up to now. */
  truth(): VehicleTruth {
    const watched = { visits: this.visits.all(), speedings: this.speedings.all() };
    return truthOf(this.vehicle, [...this.spells, this.closed(this.state)], watched);
  }

  private change(status: Spell['status'], state: DriveState): void {
    if (status === this.open.status) return;
    this.spells.push(this.closed(state));
    this.open = this.begin(status, state);
  }

  private begin(status: Spell['status'], state: DriveState): OpenSpell {
    const { odometer, speed } = state;
    return { status, from: this.now, start: this.placeOf(state), odometer, maxSpeed: speed * 3.6 };
  }

  private closed(state: DriveState): Spell {
    const { status, from, start, odometer, maxSpeed } = this.open;
    const metres = state.odometer - odometer;
    return { status, from, to: this.now, start, end: this.placeOf(state), metres, maxSpeed };
  }

  private placeOf({ leg, travelled }: DriveState): Place {
    const [lng, lat] = placeOn(legOf(this.driver.tour, leg), travelled).point;
    return { lat, lng };
  }
}

function statusOf(state: DriveState): Spell['status'] {
  if (state.speed > 0) return 'moving';
  return isIgnitionOn(state) ? 'idling' : 'stopped';
}
