import { metresBetween, type Place } from '@yipii/domain';
import { bearing, LocalPlane } from '../grid/geometry';
import type { Route, RoutePoint } from '../routing/routing.ports';
import { wrongWay } from '../routing/wrong-way';

/** The rest of a route, in the router's seconds. */
export interface Remainder {
  readonly metres: number;
  readonly seconds: number;
}

/** Degrees clockwise from north. */
export type HeadedPlace = Place & { readonly heading: number | null };

/** A vehicle's progress along a route. */
export interface RouteProgress {
  /** Whether a new route would say more. */
  readonly isStale: boolean;
  /**
   * @param place with the vehicle's heading; null if unknown
   * @param seconds since the previous place
   * @returns null if it has left the route
   */
  moveTo(place: HeadedPlace, seconds: number): Remainder | null;
}

export function followRoute(route: Route, destination: Place): RouteProgress {
  return route.source === 'great-circle'
    ? new CrowProgress(route, destination)
    : new LineProgress(route, destination);
}

/** A guess holds until the distance has changed by this factor. */
const GUESS_HOLDS = 0.1;

/** A guess has no line: the rest shrinks with the straight-line distance. */
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
/** Metres that a fix may lie back along the line. */
const BACK = 80;
/** Metres a second. */
const FASTEST = 45;
/** Metres between the line's end and the destination that GPS and map errors explain, and the speed beyond them. */
const AT_THE_ROAD = 30;
const OFF_ROAD_SPEED = 15 / 3.6;

/** A place on the line, in metres and seconds from its start. */
interface Passed extends Remainder {
  /** Metres from the vehicle. */
  readonly away: number;
  /** The same, with a penalty where the line leads the other way. */
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
    // A fix slightly behind the last one is noise.
    if (found.metres > metres) this.furthest = found;
    return {
      metres: this.total.metres - this.furthest.metres,
      seconds: this.total.seconds - this.furthest.seconds,
    };
  }

  /** The nearest place on the line between two distances from its start; the line may cross itself. */
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
