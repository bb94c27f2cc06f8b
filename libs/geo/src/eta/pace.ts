/** Seconds of route after which earlier observations have faded to a third. */
const MEMORY = 1_200;

/** Weight of the prior, as if it had been observed for this many seconds of route. */
const RATIO_WEIGHT = 240;
const STANDING_WEIGHT = 900;
/** Stops such as traffic lights in towns: about a sixth of a drive. */
const USUAL_STANDING = 0.18;

/**
 * Routed seconds in which half of the drives have a stop. The average standing time is a mix of none and long;
 * the shorter the rest of the route, the likelier is none.
 */
const FEW_STOPS = 200;

const RATIO_BOUNDS = [0.6, 1.8] as const;
const MOST_STANDING = 0.6;
/** Seconds; a longer stop is a break, which says nothing about the rest of the route. */
const LONGEST_STOP = 120;

/**
 * How this driver, vehicle and hour compare with the router's times: starts with what is usual and learns during
 * the drive. A routed second is a second of the router's estimate.
 */
export class Pace {
  private moving = RATIO_WEIGHT;
  private movingRouted = RATIO_WEIGHT;
  private standing = STANDING_WEIGHT * USUAL_STANDING;
  private standingRouted = STANDING_WEIGHT;
  private stop = 0;

  /** Seconds that the routed seconds ahead will take, stops included. */
  secondsFor(routed: number): number {
    const ratio = Math.max(RATIO_BOUNDS[0], Math.min(RATIO_BOUNDS[1], this.moving / this.movingRouted));
    const standing = Math.min(MOST_STANDING, this.standing / this.standingRouted);
    return routed * (ratio + standing * (routed / (routed + FEW_STOPS)));
  }

  /** @param routed routed seconds of the part that was driven; negative if the vehicle went back */
  drove(seconds: number, routed: number): void {
    this.stop = 0;
    const kept = Math.exp(-Math.max(0, routed) / MEMORY);
    this.moving = this.moving * kept + seconds;
    this.movingRouted = Math.max(1, this.movingRouted * kept + routed);
    this.standing *= kept;
    this.standingRouted = Math.max(1, this.standingRouted * kept + routed);
  }

  stood(seconds: number): void {
    const counted = Math.min(seconds, LONGEST_STOP - this.stop);
    this.stop += counted;
    this.standing += counted;
  }
}
