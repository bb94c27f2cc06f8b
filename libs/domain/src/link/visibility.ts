import { metresBetween, type Place } from '../position/place';

/** When viewers may see a vehicle; each that is given must hold. */
export interface VisibilityRule {
  readonly etaMinutesBelow: number | null;
  /** So many stops may lie before the link's own. */
  readonly stopsBefore: number | null;
}

/** A stop of a route, in its order. */
export interface RouteStopPlace extends Place {
  readonly id: number;
  /** Metres. */
  readonly radiusM: number;
  readonly isCompleted: boolean;
}

/** How the vehicle stands to a link's destination. */
export interface Approach {
  /** Null: not known at this time. */
  readonly etaMinutes: number | null;
  /** Stops that lie before the link's own and are not completed; null: it has none. */
  readonly stopsBefore: number | null;
  /** It is at somebody else's stop. */
  readonly isAtOtherStop: boolean;
}

/** Once visible, a vehicle stays so until its ETA is this much longer than asked for: an ETA sways. */
const HIDDEN_AGAIN = 1.3;

/** @param isHidden what it was until now, which a rule keeps while it can't tell */
export function isHiddenNow(rule: VisibilityRule | null, approach: Approach, isHidden: boolean): boolean {
  if (approach.isAtOtherStop) return true;
  if (!rule) return false;
  return isTooFar(rule, approach, isHidden) || hasStopsBefore(rule, approach);
}

/** Returns how the vehicle stands to one stop of its route. */
export function approachTo(
  stopId: number,
  stops: readonly RouteStopPlace[],
  vehicle: Place,
): Omit<Approach, 'etaMinutes'> {
  const own = stops.findIndex(({ id }) => id === stopId);
  if (own < 0) return { stopsBefore: null, isAtOtherStop: false };
  const nearest = stops
    .map((stop, index) => ({ index, metres: metresBetween(stop, vehicle), radius: stop.radiusM }))
    .filter(({ metres, radius }) => metres <= radius)
    .sort((a, b) => a.metres - b.metres)[0];
  return {
    stopsBefore: stops.slice(0, own).filter(({ isCompleted }) => !isCompleted).length,
    isAtOtherStop: nearest !== undefined && nearest.index !== own,
  };
}

function isTooFar({ etaMinutesBelow }: VisibilityRule, { etaMinutes }: Approach, isHidden: boolean): boolean {
  if (etaMinutesBelow === null) return false;
  if (etaMinutes === null) return isHidden;
  return etaMinutes >= etaMinutesBelow * (isHidden ? 1 : HIDDEN_AGAIN);
}

function hasStopsBefore({ stopsBefore: most }: VisibilityRule, { stopsBefore }: Approach): boolean {
  return most !== null && stopsBefore !== null && stopsBefore > most;
}
