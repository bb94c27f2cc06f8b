/** What a process tells the others: its counts that changed, 0 where it has none any more. */
export interface CountsMessage {
  /** The process, under an id that it made up at its start. */
  readonly node: string;
  /** Grows by one with each message, so that a lost one is noticed. */
  readonly seq: number;
  readonly changes: readonly (readonly [key: string, count: number])[];
  /** The first part of all its counts: forget what it told before. */
  readonly anew?: true;
  /** It knows nothing of the others yet: tell everything. */
  readonly asks?: true;
  /** It has ended. */
  readonly ends?: true;
}

/** A process that is silent for so long is taken for dead, and its connections with it. */
export const LEASE_MS = 10_000;

interface Other {
  readonly counts: Map<string, number>;
  seq: number;
  heardAt: number;
}

/** What this process knows of the others' counts. */
export class OthersCounts {
  private readonly others = new Map<string, Other>();

  constructor(private readonly now: () => number) {}

  of(key: string): number {
    let sum = 0;
    for (const { counts } of this.others.values()) sum += counts.get(key) ?? 0;
    return sum;
  }

  /** Answers whether something of this process was missed before, so that it must be asked. */
  hear({ node, seq, changes, anew, ends }: CountsMessage): boolean {
    if (ends) {
      this.others.delete(node);
      return false;
    }
    const known = this.others.get(node);
    const other = known && !anew ? known : { counts: new Map<string, number>(), seq, heardAt: 0 };
    const isGap = !anew && (known === undefined || seq !== known.seq + 1);
    other.seq = seq;
    other.heardAt = this.now();
    this.others.set(node, other);
    for (const [key, count] of changes) {
      if (count > 0) other.counts.set(key, count);
      else other.counts.delete(key);
    }
    return isGap;
  }

  /** To be called about every second. */
  forgetDead(): void {
    for (const [node, { heardAt }] of this.others) {
      if (this.now() - heardAt > LEASE_MS) this.others.delete(node);
    }
  }
}
