import { metresBetween, type Place, type Status } from '@yipii/domain';
import type { Route } from '../routing/routing.ports';
import { ArrivalSmoother } from './arrival-smoother';
import { Pace } from './pace';
import { followRoute, type HeadedPlace, type Remainder, type RouteProgress } from './route-progress';

/** A position of the vehicle; `speed`, `heading` and `status` as in LocationUpdate, `at` in epoch ms. */
export interface TrackedPosition extends Place {
  readonly at: number;
  readonly speed: number | null;
  readonly heading: number | null;
  readonly status: Status;
}

/** Where a new route to the destination should start. */
export interface RouteWanted {
  readonly from: Place;
  readonly heading: number | null;
}

export interface Arrival {
  /** By road. */
  readonly distanceKm: number;
  /** Seconds from the requested moment; 0: it has arrived. */
  readonly seconds: number;
  /** Epoch ms. */
  readonly arrivesAt: number;
}

/** Metres. Within this distance it has arrived; beyond twice the distance it has left again. */
const ARRIVED = 50;
/** Metres by road that may remain on arrival, unless it parks: across a barrier it has not arrived. */
const ARRIVED_BY_ROAD = 200;
/** Metres a second; a slower vehicle counts as standing. */
const STANDING_SPEED = 5 / 3.6;
/** Age at which a route is refreshed, because traffic may have changed. */
const ROUTE_AGES_MS = 10 * 60_000;
/** Minimum time between two route requests. */
const ASK_AGAIN_MS = 15_000;
/** Seconds; a longer gap between positions does not count for the pace. */
const SILENCE = 180;
/** Seconds; a vehicle that stands longer than at an average red light will be late, which is shown at once. */
const LONG_STOP = 75;
/** Seconds for which the estimate counts down without a new position. */
const COUNT_DOWN = 60;

/**
 * Estimates when one vehicle reaches one destination. It does not find routes itself: `update` tells when one
 * is needed and `follow` takes it. All times are arguments, so the same positions give the same estimates.
 */
export class EtaEstimator {
  private readonly pace = new Pace();
  private readonly smoother = new ArrivalSmoother();
  private last: TrackedPosition | null = null;
  /** Null if there is no route, or the vehicle has left it. */
  private progress: RouteProgress | null = null;
  private remainder: Remainder | null = null;
  private askedAt = -Infinity;
  private routedAt = -Infinity;
  private arrivedAt: number | null = null;
  /** Seconds for which it has been standing; 0 if it moves. */
  private stoodFor = 0;
  /** Seconds from the last position to the arrival; null if not known yet. */
  private shown: number | null = null;

  constructor(private readonly destination: Place) {}

  /** Takes the next position and ignores older ones. Returns null if no route is needed. */
  update(position: TrackedPosition): RouteWanted | null {
    if (this.last && position.at <= this.last.at) return null;
    const passed = this.last ? (position.at - this.last.at) / 1000 : 0;
    this.countStanding(position, passed);
    this.last = position;
    this.advance(position, passed);
    this.arrivedAt = this.hasArrived(position) ? (this.arrivedAt ?? position.at) : null;
    return this.wantsRoute(position) ? this.ask(position) : null;
  }

  /** Takes the route that `update` asked for. */
  follow(route: Route): void {
    if (!this.last) return;
    if (!this.progress) this.smoother.restart();
    this.progress = followRoute(route, this.destination);
    this.routedAt = this.last.at;
    const whole = { metres: route.distanceKm * 1000, seconds: route.seconds };
    this.remainder = this.progress.moveTo(headed(this.last), 0) ?? whole;
    this.show(this.remainder, 0);
  }

  /**
   * @param now epoch ms
   * @returns null if not known yet
   */
  arrivalAt(now: number): Arrival | null {
    if (this.arrivedAt !== null) return { distanceKm: 0, seconds: 0, arrivesAt: this.arrivedAt };
    if (!this.last || !this.remainder || this.shown === null) return null;
    const passed = this.stoodFor > 0 ? 0 : (now - this.last.at) / 1000;
    const seconds = Math.max(1, this.shown - Math.max(0, Math.min(COUNT_DOWN, passed)));
    return { distanceKm: this.remainder.metres / 1000, seconds, arrivesAt: now + seconds * 1000 };
  }

  private countStanding(position: TrackedPosition, passed: number): void {
    const moved = this.last ? metresBetween(this.last, position) : 0;
    // A vehicle that has just started has not come far yet.
    const stands = moved < STANDING_SPEED * passed && (position.speed ?? 0) < STANDING_SPEED * 3.6;
    this.stoodFor = stands ? this.stoodFor + passed : 0;
  }

  private advance(position: TrackedPosition, passed: number): void {
    const before = this.remainder;
    const remainder = this.progress?.moveTo(headed(position), passed) ?? null;
    // Until there is a new route, the last estimate stays.
    if (!remainder) this.progress = null;
    if (!remainder || !before) return;
    this.learn(position, passed, { before, now: remainder });
    if (passed > SILENCE || this.stoodFor > LONG_STOP) this.smoother.restart();
    this.remainder = remainder;
    this.show(remainder, passed);
  }

  private learn(
    { status }: TrackedPosition,
    passed: number,
    { before, now }: { before: Remainder; now: Remainder },
  ): void {
    // A parked vehicle takes a break.
    if (passed > SILENCE || status === 'stopped' || status === 'offline') return;
    if (before.metres - now.metres < STANDING_SPEED * passed) this.pace.stood(passed);
    else this.pace.drove(passed, before.seconds - now.seconds);
  }

  private show({ seconds }: Remainder, passed: number): void {
    this.shown = this.smoother.next(this.pace.secondsFor(seconds), passed);
  }

  private hasArrived(position: TrackedPosition): boolean {
    const metres = metresBetween(position, this.destination);
    if (this.arrivedAt !== null) return metres < 2 * ARRIVED;
    return (
      metres < ARRIVED && (position.status === 'stopped' || (this.remainder?.metres ?? 0) < ARRIVED_BY_ROAD)
    );
  }

  private wantsRoute({ at }: TrackedPosition): boolean {
    if (this.arrivedAt !== null || at - this.askedAt < ASK_AGAIN_MS) return false;
    return (
      !this.progress || this.progress.isStale || (this.stoodFor === 0 && at - this.routedAt > ROUTE_AGES_MS)
    );
  }

  private ask(position: TrackedPosition): RouteWanted {
    this.askedAt = position.at;
    const { heading, ...from } = headed(position);
    return { from, heading };
  }
}

/** A standing vehicle has no heading, whatever the tracker reports. */
function headed({ lat, lng, heading, status }: TrackedPosition): HeadedPlace {
  return { lat, lng, heading: status === 'moving' ? heading : null };
}
