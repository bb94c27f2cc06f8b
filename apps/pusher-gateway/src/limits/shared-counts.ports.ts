/**
 * Counts of connections by key, over all processes that share the
 * limits. Counts of this process are exact, those of the others about a second old. While the others can't
 * be reached only this process's own count, so a limit is never off.
 */
export abstract class SharedCounts {
  abstract of(key: string): number;
  abstract add(key: string): void;
  /** Removes one of this process's own; has no effect if there is none. */
  abstract remove(key: string): void;
}
