import { setTimeout as sleep } from 'node:timers/promises';
import {
  approachTo,
  isHiddenNow,
  leastEta,
  minutesUntil,
  SET_OUT,
  type LocationUpdate,
  type TrackingLink,
} from '@yipii/domain';
import { NoRoute, RouterAway, type Router, type RouteWanted } from '@yipii/geo';
import type { Clock } from '@yipii/platform';
import { FollowProgress, type LinkProgress } from '../links/link-progress.ports';
import { LinkTrip, type TripPosition } from './link-trip';
import type { KeptProgress, ProgressStore } from './progress-store.ports';

/** A position is published without an ETA rather than late. */
const ROUTE_WAIT_MS = 250;
/** Trips that are kept in memory; the one that was not heard of for longest goes. */
const MAX_TRIPS = 20_000;

interface Followed {
  /** Another generation, vehicle or destination begins anew. */
  readonly version: string;
  /** Null: the link has no destination. */
  readonly trip: LinkTrip | null;
  kept: KeptProgress;
}

/** Follows the vehicles of links that have rules for them. Estimates are in memory, and begin anew in another process. */
export class FollowVehicle extends FollowProgress {
  private readonly followed = new Map<string, Followed>();

  constructor(
    private readonly router: Router,
    private readonly store: ProgressStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  async observe(link: TrackingLink, location: LocationUpdate): Promise<LinkProgress | null> {
    if (!link.arrival && !link.visibleWhen && !link.stops) return null;
    const followed = this.followedOf(link);
    const { trip } = followed;
    const position = positionOf(location);
    const wanted = trip?.move(position);
    if (trip && wanted) await this.findRoute(trip, wanted);
    const now = this.clock.now();
    const state = trip?.stateAt(now) ?? { distanceKm: null, arrivesAt: null, staleAt: now };
    const etaMinutes = state.arrivesAt === null ? null : minutesUntil(state.arrivesAt, now);
    const isHidden = hides(link, position, { etaMinutes, isHidden: followed.kept.isHidden });
    await this.keep(link, followed, { etaMinutes, isHidden });
    return { ...state, isHidden };
  }

  /** What decides about the link outlives this process. */
  private async keep(
    link: TrackingLink,
    followed: Followed,
    { etaMinutes, isHidden }: { readonly etaMinutes: number | null; readonly isHidden: boolean },
  ): Promise<void> {
    const { trip, kept } = followed;
    const next: KeptProgress = {
      arrival: trip?.arrival ?? kept.arrival,
      leastEtaMinutes: leastEta(kept.leastEtaMinutes, etaMinutes),
      isHidden,
    };
    if (JSON.stringify(next) === JSON.stringify(kept)) return;
    await this.store.keep(link, next);
    followed.kept = next;
  }

  private followedOf(link: TrackingLink): Followed {
    const { uuid, generation, vehicleChanges, arrival } = link;
    const version = JSON.stringify([generation, vehicleChanges, arrival]);
    const known = this.followed.get(uuid);
    const followed = known?.version === version ? known : follow(link, version);
    this.followed.delete(uuid);
    this.followed.set(uuid, followed);
    for (const [oldest] of this.followed) {
      if (this.followed.size <= MAX_TRIPS) break;
      this.followed.delete(oldest);
    }
    return followed;
  }

  /** A route that takes longer counts from the next position on. */
  private async findRoute(trip: LinkTrip, { from, heading }: RouteWanted): Promise<void> {
    const found = this.router.route(from, trip.rule, heading).then(
      (route) => trip.follow(route),
      (error: unknown) => {
        if (!(error instanceof NoRoute || error instanceof RouterAway)) throw error;
      },
    );
    await Promise.race([found, sleep(ROUTE_WAIT_MS, undefined, { ref: false })]);
  }
}

function follow({ arrival: rule, progress, isHidden }: TrackingLink, version: string): Followed {
  const { arrival, leastEtaMinutes } = progress ?? SET_OUT;
  return { version, trip: rule && new LinkTrip(rule, arrival), kept: { arrival, leastEtaMinutes, isHidden } };
}

function positionOf(location: LocationUpdate): TripPosition {
  const { timestamp, lat, lng, speed, heading, status, accuracy } = location;
  return { at: Date.parse(timestamp), lat, lng, speed, heading, status, accuracy };
}

function hides(
  { stopId, stops, visibleWhen }: TrackingLink,
  position: TripPosition,
  { etaMinutes, isHidden }: { readonly etaMinutes: number | null; readonly isHidden: boolean },
): boolean {
  const stop = approachTo(stopId ?? 0, stops ?? [], position);
  return isHiddenNow(visibleWhen, { ...stop, etaMinutes }, isHidden);
}
