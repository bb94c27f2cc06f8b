import { METRES_PER_DEGREE, type Place } from '@yipii/domain';

/** Degrees are stored as integers of 1e-7, OpenStreetMap's precision (a centimetre). */
export const PER_DEGREE = 1e7;

/** Degrees × {@link PER_DEGREE}. */
export interface PlaceColumns {
  readonly lngs: Int32Array;
  readonly lats: Int32Array;
}

const RADIANS = Math.PI / 180;

export function cosine(degrees: number): number {
  return Math.cos(degrees * RADIANS);
}

/** Wraps `degrees` into -180 (included) to 180. */
export function wrapped(degrees: number): number {
  return degrees >= -180 && degrees < 180 ? degrees : ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** Whether it is a valid place after wrapping the longitude. */
export function isPlace({ lat, lng }: Place): boolean {
  return Number.isFinite(lat) && Number.isFinite(lng) && Math.abs(lat) <= 90;
}

/** A tangent plane at a place; accurate to 0.1 % within some kilometres, except near the poles. */
export class LocalPlane {
  private readonly lng: number;
  private readonly lat: number;
  private readonly metresEast: number;

  constructor({ lng, lat }: Place) {
    this.lng = lng * PER_DEGREE;
    this.lat = lat * PER_DEGREE;
    this.metresEast = METRES * cosine(lat);
  }

  /** Metres. */
  east(lng: number): number {
    const difference = lng - this.lng;
    if (difference >= HALF_TURN) return (difference - 2 * HALF_TURN) * this.metresEast;
    return (difference < -HALF_TURN ? difference + 2 * HALF_TURN : difference) * this.metresEast;
  }

  north(lat: number): number {
    return (lat - this.lat) * METRES;
  }

  /**
   * How the line from `a` to `b` passes the plane's origin.
   *
   * @param within metres; for a line that is certainly farther away nothing more is computed
   * @returns metres to its nearest point, and the share of the line, 0 to 1, that lies before that
   */
  passing(a: Place, b: Place, within = Infinity): { metres: number; share: number } {
    const y = this.north(a.lat * PER_DEGREE);
    const toY = this.north(b.lat * PER_DEGREE);
    if ((y > within && toY > within) || (y < -within && toY < -within)) return { metres: Infinity, share: 0 };
    const x = this.east(a.lng * PER_DEGREE);
    const dx = this.east(b.lng * PER_DEGREE) - x;
    const dy = toY - y;
    const share = nearestShare(x, y, dx, dy);
    return { metres: length(x + share * dx, y + share * dy), share };
  }
}

const METRES = METRES_PER_DEGREE / PER_DEGREE;
const HALF_TURN = 180 * PER_DEGREE;

/** Length of a vector; `Math.hypot` is ten times slower. */
export function length(east: number, north: number): number {
  return Math.sqrt(east * east + north * north);
}

/** Of the line from (x, y) by (dx, dy): the share, 0 to 1, that lies before its point nearest to (0, 0). */
export function nearestShare(x: number, y: number, dx: number, dy: number): number {
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : -(x * dx + y * dy) / squared;
  if (share <= 0) return 0;
  return share >= 1 ? 1 : share;
}

/** Smallest angle between two headings, 0–180 degrees. */
export function turnBetween(a: number, b: number): number {
  return Math.abs(wrapped(a - b));
}

/** Bearing from one place to another nearby, degrees clockwise from north. */
export function bearing(from: Place, to: Place): number {
  const plane = new LocalPlane(from);
  const [east, north] = [plane.east(to.lng * PER_DEGREE), plane.north(to.lat * PER_DEGREE)];
  return (Math.atan2(east, north) / RADIANS + 360) % 360;
}
