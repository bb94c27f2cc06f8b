/** The time, as a port, so that everything depending on it can be tested without waiting. */
export abstract class Clock {
  /** Epoch ms. */
  abstract now(): number;
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}
