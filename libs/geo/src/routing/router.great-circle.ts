import { metresBetween, type Place } from '@yipii/domain';
import { Router, type Route } from './routing.ports';

/** Average ratio of road distance to straight-line distance. */
const DETOUR = 1.3;
/** km/h of short trips within a town, and how much faster the longest are, on motorways. */
const TOWN_SPEED = 25;
const FASTER_AT_MOST = 60;
/** Kilometres after which about two thirds of that gain is reached. */
const FASTER_AFTER = 40;

/** A guess without a map: the straight line times a factor, at a speed that grows with distance. Never fails. */
export class GreatCircleRouter extends Router {
  route(from: Place, to: Place): Promise<Route> {
    const metres = metresBetween(from, to) * DETOUR;
    const distanceKm = metres / 1000;
    const speed = TOWN_SPEED + FASTER_AT_MOST * (1 - Math.exp(-distanceKm / FASTER_AFTER));
    const seconds = (distanceKm / speed) * 3600;
    const points = [
      { lat: from.lat, lng: from.lng, metres: 0, seconds: 0 },
      { lat: to.lat, lng: to.lng, metres, seconds },
    ];
    return Promise.resolve({ source: 'great-circle', distanceKm, seconds, points });
  }
}
