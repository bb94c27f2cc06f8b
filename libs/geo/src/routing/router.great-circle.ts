import { metresBetween, type Place } from '@yipii/domain';
import { Router, type Route } from './routing.ports';

/** How much longer roads are than the straight line, on average over towns and countries. */
const DETOUR = 1.3;
/** km/h of short ways, which stay in a town, and how much faster the longest are, over motorways. */
const TOWN_SPEED = 25;
const FASTER_AT_MOST = 60;
/** Kilometres until a way is about two thirds of that faster. */
const FASTER_AFTER = 40;

/** A guess without any map: the straight line, made longer, at a speed that grows with the distance. Never fails. */
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
