/**
 * Longer than a grant can be used after it was made: one made just before its revocation may arrive until
 * then.
 */
const KEPT_MS = 120_000;

/**
 * Ids that were revoked recently: grants that depend on them are refused. Sessions of viewers, which may be used for
 * longer, are looked up each time (`LinkAccess`), where revocations are kept until they would have ended.
 */
export class RevokedIds {
  private readonly revoked = new Map<string, { readonly addedAt: number; readonly at: number }>();

  constructor(private readonly now: () => number) {}

  /** @param at when it happened, by default now; it is remembered from now on */
  add(id: string, at = this.now()): void {
    const now = this.now();
    for (const [old, { addedAt }] of this.revoked) {
      if (now - addedAt <= KEPT_MS) break;
      this.revoked.delete(old);
    }
    this.revoked.delete(id);
    this.revoked.set(id, { addedAt: now, at });
  }

  has(id: string): boolean {
    return this.at(id) !== null;
  }

  /** Returns when the id was last revoked, epoch ms; null: not recently. */
  at(id: string): number | null {
    const revoked = this.revoked.get(id);
    return revoked && this.now() - revoked.addedAt <= KEPT_MS ? revoked.at : null;
  }
}
