/** Periodic work. */
export interface Repetition {
  /** Starts no further round; resolves when the running one is over. */
  stop(): Promise<void>;
}

/**
 * Runs `work` with a pause after each round, so that rounds never overlap. `work` must not reject.
 * @param pauseMs in milliseconds, or what tells it before each pause
 */
export function repeat(pauseMs: number | (() => number), work: () => Promise<void>): Repetition {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const schedule = (): void => {
    if (!stopped) timer = setTimeout(start, typeof pauseMs === 'number' ? pauseMs : pauseMs());
  };
  const start = (): void => {
    round = work().then(schedule);
  };
  schedule();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return round;
    },
  };
}
