export interface BackOffLimits {
  readonly firstMs?: number;
  readonly maxMs?: number;
}

/**
 * Returns the pause before the next attempt after this many consecutive failures: doubled each time up to a limit,
 * and varied by a fifth, so that clients that failed together do not all retry at once.
 */
export function backOffMs(failures: number, { firstMs = 100, maxMs = 2_000 }: BackOffLimits = {}): number {
  const pause = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return pause * (0.8 + Math.random() * 0.2);
}
