const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Returns how long to wait before a try, in ms: twice as long each time, and never the same for two clients. */
export function backoff(failures: number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return most * (0.5 + Math.random() / 2);
}
