/** Seconds in which two thirds of a difference are made up, far from the end and close to it (as a share). */
const MAKE_UP = 40;
const MAKE_UP_SHARE = 1 / 4;
/** A smaller difference is left alone: a share of the remaining time, and seconds. */
const UNNOTICED_SHARE = 0.03;
const UNNOTICED = 4;
/** Of the remaining time, in one step. */
const LARGEST_STEP = 0.15;
const LARGEST_STEP_AT_THE_END = 5;

/** What is shown of an estimate that swings: it follows in small steps and counts down in between. Seconds. */
export class ArrivalSmoother {
  private shown: number | null = null;

  /** The next estimate is shown as it is: what was expected is void. */
  restart(): void {
    this.shown = null;
  }

  /**
   * @param estimate seconds from now to the arrival
   * @param passed seconds since the last estimate
   */
  next(estimate: number, passed: number): number {
    if (this.shown === null) return (this.shown = estimate);
    const expected = Math.max(0, this.shown - passed);
    this.shown = expected + stepTo(estimate - expected, expected, passed);
    return this.shown;
  }
}

function stepTo(difference: number, remaining: number, passed: number): number {
  if (Math.abs(difference) < Math.max(UNNOTICED, remaining * UNNOTICED_SHARE)) return 0;
  const inSeconds = Math.max(1, Math.min(MAKE_UP, remaining * MAKE_UP_SHARE));
  const step = difference * (1 - Math.exp(-passed / inSeconds));
  const largest = Math.max(LARGEST_STEP_AT_THE_END, remaining * LARGEST_STEP);
  return Math.max(-largest, Math.min(largest, step));
}
