import type { CountsMessage } from './others-counts';

/**
 * The number of keys that are announced whatever their count; beyond it only those that matter for a limit.
 * It bounds the memory of all processes, since each holds the announced keys of every other.
 */
const TOLD_KEYS = 20_000;
const MATTERS_FROM = 10;

/** Largest number of counts in one message. */
const CHUNK = 2_000;

/** This process's counts by key, and which of them the other processes do not know yet. */
export class OwnCounts {
  private readonly counts = new Map<string, number>();
  private readonly changed = new Set<string>();
  private readonly told = new Map<string, number>();

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  change(key: string, by: 1 | -1): void {
    const count = this.of(key) + by;
    if (count < 0) return;
    if (count > 0) this.counts.set(key, count);
    else this.counts.delete(key);
    this.changed.add(key);
  }

  /**
   * Returns the changes to announce now, in parts, and assumes that they are announced. At least one part,
   * which may be empty.
   */
  tell(): CountsMessage['changes'][] {
    const changes: (readonly [string, number])[] = [];
    for (const key of this.changed) {
      const count = this.worthTelling(key);
      if (this.note(key, count)) changes.push([key, count]);
    }
    this.changed.clear();
    return chunks(changes);
  }

  /** Returns everything, in parts, at least one. */
  tellAll(): CountsMessage['changes'][] {
    this.told.clear();
    for (const key of this.counts.keys()) this.changed.add(key);
    return this.tell();
  }

  private worthTelling(key: string): number {
    const count = this.of(key);
    const isTold = this.told.has(key) || this.told.size < TOLD_KEYS || count >= MATTERS_FROM;
    return isTold ? count : 0;
  }

  /** Returns whether the count has changed. */
  private note(key: string, count: number): boolean {
    if ((this.told.get(key) ?? 0) === count) return false;
    if (count > 0) this.told.set(key, count);
    else this.told.delete(key);
    return true;
  }
}

function chunks<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < items.length; i += CHUNK) parts.push(items.slice(i, i + CHUNK));
  return parts.length > 0 ? parts : [[]];
}
