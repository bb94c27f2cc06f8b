import { setTimeout as sleep } from 'node:timers/promises';
import {
  approachTo,
  isHiddenNow,
  isPrivateAt,
  leastEta,
  minutesUntil,
  SET_OUT,
  type Circle,
  type LocationUpdate,
  type TrackingLink,
} from '@yipii/domain';
import { NoRoute, RouterAway, type Router, type RouteWanted } from '@yipii/geo';
import type { Clock } from '@yipii/platform';
import { FollowProgress, type LinkProgress } from '../links/link-progress.ports';
import { LinkTrip, type TripPosition, type TripState } from './link-trip';
import type { PrivatePlaces } from './private-places';
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
    private readonly places: Pick<PrivatePlaces, 'of'>,
  ) {
    super();
  }

  observe(link: TrackingLink, location: LocationUpdate): Promise<LinkProgress | null> {
    return this.progressBy(link, location, (followed) => followed.kept);
  }

  look(link: TrackingLink, location: LocationUpdate): Promise<LinkProgress | null> {
    return this.progressBy(link, location, null);
  }

  /** @param keptOf what is remembered and will be changed; null: the link itself says what was before */
  private async progressBy(
    link: TrackingLink,
    location: LocationUpdate,
    keptOf: ((followed: Followed) => KeptProgress) | null,
  ): Promise<LinkProgress | null> {
    const covers = await this.places.of(link);
    if (!hasRules(link, covers)) return null;
    const followed = this.followedOf(link);
    const position = positionOf(location);
    const before = keptOf?.(followed) ?? link;
    const isPrivate = isPrivateAt(covers, position, before.isPrivate);
    const state = await this.move(followed, position);
    const etaMinutes = state.arrivesAt === null ? null : minutesUntil(state.arrivesAt, this.clock.now());
    const isHidden = hides(link, position, { etaMinutes, isHidden: before.isHidden });
    if (keptOf) await this.keep(link, followed, { isHidden, isPrivate, etaMinutes });
    return { ...state, isHidden, isPrivate };
  }

  private async move({ trip }: Followed, position: TripPosition): Promise<TripState> {
    const wanted = trip?.move(position);
    if (trip && wanted) await this.findRoute(trip, wanted);
    const now = this.clock.now();
    return trip?.stateAt(now) ?? { distanceKm: null, arrivesAt: null, staleAt: now };
  }

  /** What decides about the link outlives this process. */
  private async keep(
    link: TrackingLink,
    followed: Followed,
    { isHidden, isPrivate, etaMinutes }: NewProgress,
  ): Promise<void> {
    const { trip, kept } = followed;
    const next: KeptProgress = {
      arrival: trip?.arrival ?? kept.arrival,
      // Nobody is told of an arrival that is withheld.
      leastEtaMinutes: leastEta(kept.leastEtaMinutes, isPrivate ? null : etaMinutes),
      ...{ isHidden, isPrivate },
    };
    if (JSON.stringify(next) === JSON.stringify(kept)) return;
    // Else the next position tries again.
    if (await this.store.keep(link, next)) followed.kept = next;
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

interface NewProgress {
  readonly isHidden: boolean;
  readonly isPrivate: boolean;
  readonly etaMinutes: number | null;
}

function hasRules(
  { arrival, visibleWhen, stops, isPrivate }: TrackingLink,
  covers: readonly Circle[],
): boolean {
  return isPrivate || covers.length > 0 || [arrival, visibleWhen, stops].some((rule) => rule !== null);
}

function follow({ arrival: rule, progress, isHidden, isPrivate }: TrackingLink, version: string): Followed {
  const { arrival, leastEtaMinutes } = progress ?? SET_OUT;
  const kept = { arrival, leastEtaMinutes, isHidden, isPrivate };
  return { version, trip: rule && new LinkTrip(rule, arrival), kept };
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
