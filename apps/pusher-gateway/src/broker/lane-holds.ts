/**
 * While a question about a lane is on its way, entries of its partition that arrive wait: its answer comes
 * on another connection, and may be overtaken by what happened after it.
 */
export class LaneHolds {
  private readonly holds = new Map<number, Set<Promise<void>>>();

  /** Answers what lets go. */
  hold(partition: number): () => void {
    const holds = this.holds.get(partition) ?? new Set();
    this.holds.set(partition, holds);
    let letGo: () => void = () => undefined;
    const hold = new Promise<void>((resolve) => (letGo = resolve));
    holds.add(hold);
    return () => {
      holds.delete(hold);
      letGo();
    };
  }

  /** Those that there are now have let go. Later ones are not waited for: what was read before them precedes them. */
  async released(partitions: readonly number[]): Promise<void> {
    const holds = partitions.flatMap((partition) => [...(this.holds.get(partition) ?? [])]);
    if (holds.length > 0) await Promise.all(holds);
  }
}
