/** A grant made just before its revocation may come in until then; longer than a grant can wait to be used. */
const KEPT_MS = 120_000;

/** What was revoked of late: grants that rest on it are refused. */
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

  /** When it was revoked last, epoch ms; null: not of late. */
  at(id: string): number | null {
    const at = this.revokedAt.get(id);
    return at !== undefined && this.now() - at <= KEPT_MS ? at : null;
  }
}
