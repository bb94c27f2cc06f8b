/** Seconds of the route in which what was learnt long ago has faded to a third. */
const MEMORY = 1_200;

/** How much the expectation counts, as if it had been seen for so many seconds of a route. */
const RATIO_WEIGHT = 240;
const STANDING_WEIGHT = 900;
/** Traffic lights and the like, in towns: about a sixth of a drive. */
const USUAL_STANDING = 0.18;

/**
 * Routed seconds in which there is a stop in half of the cases. What stands on average is the average of none
 * and long; the shorter the rest, the likelier is none.
 */
const FEW_STOPS = 200;

const RATIO_BOUNDS = [0.6, 1.8] as const;
const MOST_STANDING = 0.6;
/** Seconds: who stands longer makes a break, which says nothing about the rest of the way. */
const LONGEST_STOP = 120;

/**
 * How this driver, car and hour compare with the route's times: learnt within a drive, at first what is usual.
 * A routed second is one that the router reckons with.
 */
export class Pace {
  private moving = RATIO_WEIGHT;
  private movingRouted = RATIO_WEIGHT;
  private standing = STANDING_WEIGHT * USUAL_STANDING;
  private standingRouted = STANDING_WEIGHT;
  private stop = 0;

  /** Seconds that routed ones ahead will take, standing included. */
  secondsFor(routed: number): number {
    const ratio = Math.max(RATIO_BOUNDS[0], Math.min(RATIO_BOUNDS[1], this.moving / this.movingRouted));
    const standing = Math.min(MOST_STANDING, this.standing / this.standingRouted);
    return routed * (ratio + standing * (routed / (routed + FEW_STOPS)));
  }

  /** @param routed seconds that the route reckons with for what was driven; below zero where it went back */
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
