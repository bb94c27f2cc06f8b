import { metresBetween, type Place } from '../position/place';

export interface Circle extends Place {
  /** Metres. */
  readonly radiusM: number;
}

/** How far the centre of a cover lies from that of its zone at most, of the zone's radius. */
const MOVED = 0.5;
/** A vehicle that has left a cover is shown again once it is this much farther away, of the cover's radius. */
const LEAVES = 0.2;
const LEAVES_LEAST_M = 100;
const METRES_PER_DEGREE = 111_195;

/**
 * Returns the circle in which positions are withheld on account of a zone. It contains the zone, but its centre is
 * elsewhere: the places where vehicles vanish and appear again lie around that of the cover, and do not tell the home.
 * @param random two numbers from 0 to 1, chosen once for each zone: means of many covers would tell the centre
 */
export function coverOf({ lat, lng, radiusM }: Circle, random: readonly [number, number]): Circle {
  const metres = radiusM * MOVED * Math.sqrt(random[0]);
  const direction = 2 * Math.PI * random[1];
  const north = (metres * Math.cos(direction)) / METRES_PER_DEGREE;
  const east = (metres * Math.sin(direction)) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
  return { lat: lat + north, lng: ((lng + east + 540) % 360) - 180, radiusM: radiusM * (1 + MOVED) };
}

/** Returns whether a place is withheld. @param wasPrivate what was found of the place before */
export function isPrivateAt(covers: readonly Circle[], place: Place, wasPrivate: boolean): boolean {
  return covers.some((cover) => {
    const margin = wasPrivate ? Math.max(LEAVES_LEAST_M, cover.radiusM * LEAVES) : 0;
    return metresBetween(cover, place) <= cover.radiusM + margin;
  });
}
