interface Position {
  readonly assetId: number;
  readonly seq: number;
  readonly attributes: { readonly t: number };
}

/** Reads every location frame of one subscriber: what came, how old it was, and whether anything is missing. */
export class FleetWitness {
  private readonly newest = new Map<number, number>();
  private count = 0;

  /** Since the last reset. */
  get positions(): number {
    return this.count;
  }

  reset(): void {
    this.count = 0;
  }

  /** @throws if a position is not newer than what came before */
  read(frame: string, sampled: (madeAtMicros: number) => void): void {
    const { data } = JSON.parse(frame) as { data: string };
    const parsed = JSON.parse(data) as Position | Position[];
    for (const { assetId, seq, attributes } of Array.isArray(parsed) ? parsed : [parsed]) {
      const last = this.newest.get(assetId) ?? -1;
      if (seq <= last) throw new Error(`asset ${assetId}: ${seq} after ${last}`);
      this.newest.set(assetId, seq);
      this.count++;
      sampled(attributes.t);
    }
  }

  /** Assets of which the newest position has not come. */
  behind(newestSeq: number): number {
    return [...this.newest.values()].filter((seq) => seq < newestSeq).length;
  }
}
