/**
 * Longer than a grant can be used after it was made: one made just before its revocation may arrive until
 * then.
 */
const KEPT_MS = 120_000;

/** Ids that were revoked recently: grants that depend on them are refused. */
export class RevokedIds {
  private readonly revokedAt = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  add(id: string): void {
    const now = this.now();
    for (const [old, at] of this.revokedAt) {
      if (now - at <= KEPT_MS) break;
      this.revokedAt.delete(old);
    }
    this.revokedAt.delete(id);
    this.revokedAt.set(id, now);
  }

  has(id: string): boolean {
    return this.at(id) !== null;
  }

  /** Returns when the id was last revoked, epoch ms; null: not recently. */
  at(id: string): number | null {
    const at = this.revokedAt.get(id);
    return at !== undefined && this.now() - at <= KEPT_MS ? at : null;
  }
}
