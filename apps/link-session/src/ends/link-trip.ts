import {
  approach,
  hear,
  ON_THE_WAY,
  showArrival,
  staleAt,
  type ArrivalProgress,
  type ArrivalRule,
  type ReportingRate,
  type VehicleFix,
} from '@yipii/domain';
import { EtaEstimator, type Route, type RouteWanted, type TrackedPosition } from '@yipii/geo';

export type TripPosition = TrackedPosition & VehicleFix;

/** How a vehicle stands to its destination. Times are epoch ms. */
export interface TripState {
  /** By road; null: unknown. */
  readonly distanceKm: number | null;
  /** As viewers are shown it; null: unknown. */
  readonly arrivesAt: number | null;
  /** When the position is too old to tell an arrival. */
  readonly staleAt: number;
}

/** A vehicle on its way to the destination of a link. All times are arguments. */
export class LinkTrip {
  private readonly estimator: EtaEstimator;
  private rate: ReportingRate | null = null;
  private shown: number | null = null;

  constructor(
    readonly rule: ArrivalRule,
    public arrival: ArrivalProgress = ON_THE_WAY,
  ) {
    this.estimator = new EtaEstimator(rule);
  }

  /** Takes the next position, and ignores older ones and repeats. Returns null if no route is needed. */
  move(position: TripPosition): RouteWanted | null {
    if (this.rate && position.at <= this.rate.at) return null;
    this.rate = hear(this.rate, position);
    this.arrival = approach(this.arrival, position, this.rule);
    return this.estimator.update(position);
  }

  /** Takes the route that `move` asked for. */
  follow(route: Route): void {
    this.estimator.follow(route);
  }

  /** @param now epoch ms */
  stateAt(now: number): TripState {
    const estimate = this.estimator.arrivalAt(now);
    const stale = this.rate ? staleAt(this.rate) : now;
    this.shown = showArrival(this.shown, now <= stale ? (estimate?.arrivesAt ?? null) : null, now);
    return { distanceKm: estimate?.distanceKm ?? null, arrivesAt: this.shown, staleAt: stale };
  }
}
