import { between, type Random } from '../random';
import type { DayDisturbances } from './disturbances';

/** Standard deviation of the error in metres, and its correlation time in seconds. */
const JITTER = { metres: 2.5, seconds: 40 };
/** Between tall buildings, for a minute or two. */
const REFLECTIONS = { metres: 15, seconds: 40 };
const REFLECTED_SECONDS = [60, 120] as const;
/** Per second of driving. */
const REFLECTIONS_PER_SECOND = 1 / 1200;
/** Drift of a parked receiver. */
const DRIFT = { metres: 25, seconds: 900 };
const FARTHEST_DRIFT = 80;
/** Beyond this many metres it reports a false speed, too. */
const DRIFTING = 10;
const DRIFT_SPEED = [0, 4] as const;

/** Error of a fix in metres, and the false speed (km/h) and heading that come with it. */
export interface FixError {
  readonly east: number;
  readonly north: number;
  readonly heading: number;
  readonly speed: number;
}

/** A satellite receiver with correlated errors: a random walk that is pulled back to the truth. */
export class Receiver {
  private jitter = { east: 0, north: 0 };
  private drift = { east: 0, north: 0 };
  /** Seconds; long ago, so that its errors are settled from the start. */
  private at = -3600;
  private reflectedUntil = 0;

  constructor(
    private readonly disturbances: Pick<DayDisturbances, 'jitter' | 'drift'>,
    private readonly random: Random,
  ) {}

  /**
   * @param now seconds
   * @param parked for how many seconds the vehicle has been parked; null if it is not
   */
  errorAt(now: number, parked: number | null): FixError {
    const passed = now - this.at;
    this.at = now;
    if (this.disturbances.jitter)
      this.jitter = this.walk(this.jitter, passed, this.spreadAt(now, passed, parked));
    if (this.disturbances.drift && parked !== null)
      this.drift = within(this.walk(this.drift, Math.min(passed, parked), DRIFT), FARTHEST_DRIFT);
    else this.drift = { east: 0, north: 0 };
    const drifts = Math.hypot(this.drift.east, this.drift.north) > DRIFTING && this.random() < 0.5;
    return {
      east: this.jitter.east + this.drift.east,
      north: this.jitter.north + this.drift.north,
      heading: between([0, 360], this.random),
      speed: drifts ? between(DRIFT_SPEED, this.random) : 0,
    };
  }

  private spreadAt(now: number, passed: number, parked: number | null): typeof JITTER {
    if (parked !== null) return JITTER;
    if (this.random() < passed * REFLECTIONS_PER_SECOND)
      this.reflectedUntil = now + between(REFLECTED_SECONDS, this.random);
    return now < this.reflectedUntil ? REFLECTIONS : JITTER;
  }

  private walk(from: Offset, passed: number, { metres, seconds }: typeof JITTER): Offset {
    const kept = Math.exp(-passed / seconds);
    const fresh = metres * Math.sqrt(1 - kept * kept);
    return {
      east: from.east * kept + fresh * this.normal(),
      north: from.north * kept + fresh * this.normal(),
    };
  }

  /** Roughly normal with variance 1, bounded by 3: a sum of uniform numbers. */
  private normal(): number {
    const { random } = this;
    return (random() + random() + random() - 1.5) * 2;
  }
}

interface Offset {
  readonly east: number;
  readonly north: number;
}

function within({ east, north }: Offset, metres: number): Offset {
  const share = Math.min(1, metres / Math.hypot(east, north));
  return Number.isFinite(share) ? { east: east * share, north: north * share } : { east, north };
}
