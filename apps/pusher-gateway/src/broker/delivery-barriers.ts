/**
 * While a question about a stream is on its way, entries of its partition that arrive must wait: the answer
 * comes on another connection, where later entries could overtake it.
 */
export class DeliveryBarriers {
  private readonly barriers = new Map<number, Set<Promise<void>>>();

  /** Returns a function that lowers the barrier. */
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

  /**
   * Resolves when all current barriers are lowered. It does not wait for later ones: entries read before
   * them precede them.
   */
  async lowered(partitions: readonly number[]): Promise<void> {
    const barriers = partitions.flatMap((partition) => [...(this.barriers.get(partition) ?? [])]);
    if (barriers.length > 0) await Promise.all(barriers);
  }
}
