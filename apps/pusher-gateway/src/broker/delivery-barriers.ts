/**
 * While a question about a stream is on its way, entries of its partition that arrive wait: its answer comes
 * on another connection, and may be overtaken by what happened after it.
 */
export class DeliveryBarriers {
  private readonly barriers = new Map<number, Set<Promise<void>>>();

  /** Answers what lets go. */
  raise(partition: number): () => void {
    const barriers = this.barriers.get(partition) ?? new Set();
    this.barriers.set(partition, barriers);
    let lower: () => void = () => undefined;
    const raise = new Promise<void>((resolve) => (lower = resolve));
    barriers.add(raise);
    return () => {
      barriers.delete(raise);
      lower();
    };
  }

  /** Those that there are now have let go. Later ones are not waited for: what was read before them precedes them. */
  async lowered(partitions: readonly number[]): Promise<void> {
    const barriers = partitions.flatMap((partition) => [...(this.barriers.get(partition) ?? [])]);
    if (barriers.length > 0) await Promise.all(barriers);
  }
}
