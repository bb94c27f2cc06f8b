/** What a process publishes: its changed counts, 0 for those that it no longer has. */
export interface CountsMessage {
  /** The random id of the process. */
  readonly node: string;
  /** Incremented with each message, so that a lost one is noticed. */
  readonly seq: number;
  readonly changes: readonly (readonly [key: string, count: number])[];
  /** This is the first part of all its counts: forget the earlier ones. */
  readonly anew?: true;
  /** It asks the others to publish everything. */
  readonly asks?: true;
  /** The process ends. */
  readonly ends?: true;
}

/** A process that is silent for this long is considered dead. */
export const LEASE_MS = 10_000;

interface Other {
  readonly counts: Map<string, number>;
  seq: number;
  heardAt: number;
}

/** The counts of the other processes, as far as this one knows. */
export class OthersCounts {
  private readonly others = new Map<string, Other>();

  constructor(private readonly now: () => number) {}

  of(key: string): number {
    let sum = 0;
    for (const { counts } of this.others.values()) sum += counts.get(key) ?? 0;
    return sum;
  }

  /** Returns whether a message of that process was missed, so that it must be asked. */
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
