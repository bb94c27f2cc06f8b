/** Time constant of the smoothing: seconds far from the end, and a share of the remaining time close to it. */
const MAKE_UP = 40;
const MAKE_UP_SHARE = 1 / 4;
/** Differences below both are ignored: a share of the remaining time, and seconds. */
const UNNOTICED_SHARE = 0.03;
const UNNOTICED = 4;
/** Largest change in one step, as a share of the remaining time. */
const LARGEST_STEP = 0.15;
const LARGEST_STEP_AT_THE_END = 5;

/** Smooths an estimate that fluctuates: it follows in small steps and counts down in between. Seconds. */
export class ArrivalSmoother {
  private shown: number | null = null;

  /** Shows the next estimate unsmoothed, because earlier ones no longer apply. */
  restart(): void {
    this.shown = null;
  }

  /**
   * @param estimate seconds from now to the arrival
   * @param passed seconds since the previous estimate
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
