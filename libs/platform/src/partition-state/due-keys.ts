import type { StateKey } from './owned-partition';

const SLOT_MS = 250;

/**
 * When keys are to be looked at, so that nobody looks at all of them in each round. A key has one time at most, the
 * soonest that it was given. Where a time moves on with each event it need not be given again: a key that is taken too
 * early is given its new time.
 */
export class DueKeys {
  private readonly slots = new Map<number, Set<StateKey>>();
  private readonly slotOf = new Map<StateKey, number>();
  /** The first slot that was not taken yet. */
  private first = -Infinity;

  has(key: StateKey): boolean {
    return this.slotOf.has(key);
  }

  /** @param dueAt epoch ms; a time in the past counts from the next {@link take} on */
  at(key: StateKey, dueAt: number): void {
    const slot = Math.max(Math.ceil(dueAt / SLOT_MS), this.first);
    const before = this.slotOf.get(key);
    if (before !== undefined && before <= slot) return;
    if (before !== undefined) this.slots.get(before)?.delete(key);
    this.slotOf.set(key, slot);
    const keys = this.slots.get(slot);
    if (keys) keys.add(key);
    else this.slots.set(slot, new Set([key]));
  }

  /** Removes and returns the keys that are due by then: at most 250 ms late, never early. */
  take(until: number): StateKey[] {
    const end = Math.floor(until / SLOT_MS);
    const taken: StateKey[] = [];
    for (const slot of this.slotsUntil(end)) {
      for (const key of this.slots.get(slot) ?? []) {
        this.slotOf.delete(key);
        taken.push(key);
      }
      this.slots.delete(slot);
    }
    this.first = Math.max(this.first, end + 1);
    return taken;
  }

  private slotsUntil(end: number): number[] {
    const passed = end + 1 - this.first;
    if (passed > this.slots.size) return [...this.slots.keys()].filter((slot) => slot <= end);
    return Array.from({ length: Math.max(0, passed) }, (_, i) => this.first + i);
  }
}
