import type { DriveState } from '../drive';
import { isIgnitionOn } from '../telemetry';
import type { Equipment } from './equipment';

/** A change of heading by this many degrees is recorded. */
const TURN = 25;
/** Seconds. */
const BETWEEN_TURNS = 3;
/** m/s (5 km/h); lower speeds may be noise. */
const SETS_OFF = 1.39;
/** Seconds of rest until the accelerometer reports none. */
const AT_REST = 5;
/** Without an ignition input, a tracker considers a vehicle parked after this many seconds of rest. */
const PARKED_AFTER = 300;

export type Mode = keyof Equipment['every'];

/** What a tracker perceives of its vehicle. */
export interface Perception {
  readonly mode: Mode;
  readonly ignition: boolean;
  readonly motion: boolean;
  readonly heading: number;
}

/** Decides when a tracker records. */
export class Recording {
  private last: Perception | undefined;
  private lastAt = -Infinity;
  /** When the vehicle came to rest, in seconds. */
  private restingSince: number | null = null;

  constructor(private readonly equipment: Equipment) {}

  /** @param now seconds */
  perceive(now: number, state: DriveState, heading: number): Perception {
    const moves = state.speed >= SETS_OFF || (state.speed > 0 && this.restingSince === null);
    if (moves) this.restingSince = null;
    else this.restingSince ??= now;
    const resting = now - (this.restingSince ?? now);
    const motion = moves || (resting < AT_REST && this.last?.motion === true);
    const mode = moves ? 'moving' : this.modeAtRest(state, resting);
    return { mode, ignition: isIgnitionOn(state), motion, heading };
  }

  isDue(now: number, perceived: Perception): boolean {
    const { last } = this;
    if (!last) return true;
    return (
      now >= this.dueAt(perceived.mode) || this.isEvent(last, perceived) || this.isTurn(now, last, perceived)
    );
  }

  recorded(now: number, perceived: Perception): void {
    this.last = perceived;
    this.lastAt = now;
  }

  /** Seconds until the next record of a vehicle that remains at rest. */
  secondsAtRest(now: number, { mode, motion }: Perception): number {
    if (motion) return 1;
    const parks = (this.restingSince ?? now) + PARKED_AFTER - now;
    const due = this.dueAt(mode) - now;
    return Math.max(1, parks > 0 ? Math.min(due, parks) : due);
  }

  private modeAtRest(state: DriveState, resting: number): Mode {
    const parked = this.equipment.ignition ? !isIgnitionOn(state) : resting >= PARKED_AFTER;
    return parked ? 'parked' : 'standing';
  }

  /** The shorter of the previous and the current interval: slowing down adds a record, setting off is recorded at once. */
  private dueAt(mode: Mode): number {
    const { every } = this.equipment;
    return this.lastAt + Math.min(every[mode], every[this.last?.mode ?? mode]);
  }

  private isEvent(last: Perception, { ignition, motion }: Perception): boolean {
    return (
      (this.equipment.ignition && ignition !== last.ignition) ||
      (this.equipment.motion && motion !== last.motion)
    );
  }

  private isTurn(now: number, last: Perception, { mode, heading }: Perception): boolean {
    if (mode !== 'moving' || now - this.lastAt < BETWEEN_TURNS) return false;
    return Math.abs(((heading - last.heading + 540) % 360) - 180) >= TURN;
  }
}
