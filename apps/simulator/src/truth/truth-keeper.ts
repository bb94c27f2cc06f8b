import type { Place } from '@yipii/domain';
import { legOf, type Driver, type DriveState, type Slice } from '../drive';
import { placeOn } from '../leg';
import { isIgnitionOn } from '../telemetry';
import type { Spell } from './spell';
import { truthOf, type VehicleTruth } from './vehicle-truth';

interface OpenSpell extends Pick<Spell, 'status' | 'from' | 'start'> {
  /** Metres on the odometer. */
  readonly odometer: number;
  maxSpeed: number;
}

/** Records every step of a vehicle's drive, independently of its tracker. */
export class TruthKeeper {
  private readonly spells: Spell[] = [];
  private open: OpenSpell;

  /** @param now epoch ms */
  constructor(
    private readonly vehicle: string,
    private readonly driver: Driver,
    private state: DriveState,
    private now: number,
  ) {
    this.open = this.begin(statusOf(state), state);
  }

  observe({ seconds, state }: Slice): void {
    const before = this.state;
    // A vehicle that sets off or comes to rest moves for a part of the step.
    if (state.speed > 0) this.change('moving', before);
    this.now += seconds * 1000;
    this.state = state;
    if (state.speed === 0) this.change(statusOf(state), state);
    this.open.maxSpeed = Math.max(this.open.maxSpeed, state.speed * 3.6);
  }

  /** Returns the truth up to now. */
  truth(): VehicleTruth {
    return truthOf(this.vehicle, [...this.spells, this.closed(this.state)]);
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
