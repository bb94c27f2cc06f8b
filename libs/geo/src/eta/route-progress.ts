import { metresBetween, type Place } from '@yipii/domain';
import { bearing, LocalPlane } from '../grid/geometry';
import type { Route, RoutePoint } from '../routing/routing.ports';
import { wrongWay } from '../routing/wrong-way';

/** What is left of a route. Seconds as the router reckons. */
export interface Remainder {
  readonly metres: number;
  readonly seconds: number;
}

/** Degrees clockwise from north. */
export type HeadedPlace = Place & { readonly heading: number | null };

/** How a vehicle comes on towards the end of a route. */
export interface RouteProgress {
  /** It says less than a new route would. */
  readonly isStale: boolean;
  /**
   * @param place with the heading of who drives, null: not known
   * @param seconds since the last place
   * @returns null: it is not where the route leads, so the route says nothing any more
   */
  moveTo(place: HeadedPlace, seconds: number): Remainder | null;
}

export function followRoute(route: Route, destination: Place): RouteProgress {
  return route.source === 'great-circle'
    ? new CrowProgress(route, destination)
    : new LineProgress(route, destination);
}

/** A guess holds until the distance has become this much shorter or longer. */
const GUESS_HOLDS = 0.1;

/** Of a guess no line is known: the rest shrinks with the straight distance. */
class CrowProgress implements RouteProgress {
  isStale = false;
  private readonly metres: number;

  constructor(
    private readonly route: Route,
    private readonly destination: Place,
  ) {
    this.metres = metresBetween(route.points[0] ?? destination, destination);
  }

  moveTo(place: Place): Remainder {
    const share = this.metres > 0 ? metresBetween(place, this.destination) / this.metres : 0;
    this.isStale = Math.abs(share - 1) > GUESS_HOLDS;
    return { metres: this.route.distanceKm * 1000 * share, seconds: this.route.seconds * share };
  }
}

/** Metres beside the line (or in the wrong direction along it): twice in a row, and once, or also once after a long time without a position. */
const BESIDE = 40;
const FAR_BESIDE = 150;
const LONG_WITHOUT = 20;
/** Metres back along the line. */
const BACK = 80;
/** Metres a second. */
const FASTEST = 45;
/** Metres from the line's end to the destination that GPS and map may be apart, and the speed beyond. */
const AT_THE_ROAD = 30;
const OFF_ROAD_SPEED = 15 / 3.6;

/** Metres and seconds from the start of the line to a place on it. */
interface Passed extends Remainder {
  /** Metres from the vehicle. */
  readonly away: number;
  /** The same, and more where the line leads the other way. */
  readonly beside: number;
}

class LineProgress implements RouteProgress {
  readonly isStale = false;
  private readonly points: readonly RoutePoint[];
  private readonly total: Remainder;
  private furthest: Remainder = { metres: 0, seconds: 0 };
  private wasOff = false;

  constructor(route: Route, destination: Place) {
    this.points = route.points;
    const gap = metresBetween(route.points.at(-1) ?? destination, destination);
    const beyond = gap > AT_THE_ROAD ? gap : 0;
    this.total = {
      metres: route.distanceKm * 1000 + beyond,
      seconds: route.seconds + beyond / OFF_ROAD_SPEED,
    };
  }

  moveTo(place: HeadedPlace, seconds: number): Remainder | null {
    const { metres } = this.furthest;
    const found = this.nearest(place, metres - 2 * BACK, metres + FASTEST * seconds + 500);
    const isOff = found.beside > BESIDE;
    const left = found.away > FAR_BESIDE || (isOff && (this.wasOff || seconds > LONG_WITHOUT));
    this.wasOff = isOff;
    if (left || found.metres < metres - BACK) return null;
    // A fix that is a little behind the last one is a bad one.
    if (found.metres > metres) this.furthest = found;
    return {
      metres: this.total.metres - this.furthest.metres,
      seconds: this.total.seconds - this.furthest.seconds,
    };
  }

  /** The nearest place on the line between two distances from its start, which may lead over one place twice. */
  private nearest(place: HeadedPlace, from: number, to: number): Passed {
    const plane = new LocalPlane(place);
    let best: Passed = { beside: Infinity, away: Infinity, metres: 0, seconds: 0 };
    for (let i = this.pointAt(from); i + 1 < this.points.length; i++) {
      const [a, b] = [this.points[i], this.points[i + 1]];
      if (!a || !b || a.metres > to) break;
      const { metres: away, share } = plane.passing(a, b, best.beside);
      if (away >= best.beside) continue;
      const beside = away + (place.heading === null ? 0 : wrongWay(bearing(a, b), place.heading));
      if (beside >= best.beside) continue;
      const metres = a.metres + (b.metres - a.metres) * share;
      best = { beside, away, metres, seconds: a.seconds + (b.seconds - a.seconds) * share };
    }
    return best;
  }

  /** The last point at or before a distance, else the first. */
  private pointAt(metres: number): number {
    let [low, high] = [0, this.points.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.points[middle]?.metres ?? 0) <= metres) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
