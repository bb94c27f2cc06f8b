export interface BackOffLimits {
  readonly firstMs?: number;
  readonly maxMs?: number;
}

/**
 * Pause before the next try after so many failures in a row: doubled each time, up to a limit, and varied by
 * a fifth so that many who failed together do not come back together.
 */
export function backOffMs(failures: number, { firstMs = 100, maxMs = 2_000 }: BackOffLimits = {}): number {
  const pause = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return pause * (0.8 + Math.random() * 0.2);
}
