/** A timer that can be cancelled. */
export interface WheelTimer {
  cancel(): void;
}

class WheelEntry implements WheelTimer {
  constructor(
    readonly dueAt: number,
    readonly run: () => void,
    private readonly slot: Set<WheelEntry>,
  ) {
    slot.add(this);
  }

  cancel(): void {
    this.slot.delete(this);
  }
}

/**
 * Timers for many connections on one interval: setting and cancelling cost the same however many there are.
 * A timer runs at the first turn after it is due, never earlier.
 */
export class TimingWheel {
  private readonly slots: Set<WheelEntry>[];
  private readonly startedAt: number;
  private turned = 0;

  constructor(
    private readonly now: () => number,
    private readonly slotMs = 250,
    slots = 1024,
  ) {
    this.slots = Array.from({ length: slots }, () => new Set());
    this.startedAt = now();
  }

  /** @param dueAt epoch ms, at any distance */
  at(dueAt: number, run: () => void): WheelTimer {
    const turn = Math.max(Math.ceil((dueAt - this.startedAt) / this.slotMs), this.turned + 1);
    return new WheelEntry(dueAt, run, this.slot(turn));
  }

  /** Runs the timers that are due; to be called about every `slotMs`. */
  turn(): void {
    const reached = Math.floor((this.now() - this.startedAt) / this.slotMs);
    while (this.turned < reached) {
      this.turned++;
      const due = [...this.slot(this.turned)].filter(({ dueAt }) => dueAt <= this.now());
      for (const entry of due) if (this.slot(this.turned).delete(entry)) entry.run();
    }
  }

  private slot(turn: number): Set<WheelEntry> {
    // The array is not empty.
    return this.slots[turn % this.slots.length] as Set<WheelEntry>;
  }
}
