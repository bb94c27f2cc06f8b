import { cosine } from '../grid/geometry';

const OPPOSITE = 60;

/**
 * Returns how many metres nearer a road must be to be chosen although it leads elsewhere: 0 where it leads in the
 * driving direction, 60 where it leads in the opposite one.
 *
 * @param bearing of the road, and `heading` of the vehicle: degrees clockwise from north
 */
export function wrongWay(bearing: number, heading: number): number {
  return ((1 - cosine(bearing - heading)) / 2) * OPPOSITE;
}
