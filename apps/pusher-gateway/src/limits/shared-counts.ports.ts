/**
 * How many there are under a key of something that is limited (connections, failed authentications), in all
 * processes that share the limits. All calls answer at once: those of this process are exact, those of the
 * others as of about a second ago. While the others can't be heard only this process's own count, so a limit
 * is never off.
 */
export abstract class SharedCounts {
  abstract of(key: string): number;
  abstract add(key: string): void;
  /** One fewer of this process's own; without effect where it has none. */
  abstract remove(key: string): void;
}
