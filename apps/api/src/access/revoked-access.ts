import { revocableIds, type Principal } from '@yipii/domain';
import type { Clock } from '@yipii/platform';
import type { AccessRevoked } from '@yipii/protocol';
import type { Revocations } from './access.ports';

/**
 * Kept where a revocation does not say how long it matters: what is checked against a store needs it only until
 * answers of before the revocation are used.
 */
const KEPT_MS = 120_000;
/** Of tokens whose end is not told. */
const TOKEN_KEPT_MS = 366 * 86_400_000;
const SWEEP_MS = 60_000;

/** What has been revoked, in memory, until it would have expired, so that checking a token needs no query. */
export class RevokedAccess {
  /** Epoch ms until which an id is kept. */
  private readonly until = new Map<string, number>();
  private sweptAt = 0;

  constructor(
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  get size(): number {
    return this.until.size;
  }

  /** Loads everything that was revoked before this process began to read the topic. */
  async load(): Promise<void> {
    for (const { jti, expiresAt } of await this.revocations.active())
      this.keep(`token:${jti}`, expiresAt.getTime());
  }

  add({ kind, id, expiresAt }: Omit<AccessRevoked, 'reason'>): void {
    this.sweep();
    const end = expiresAt === undefined ? NaN : Date.parse(expiresAt);
    this.keep(
      `${kind}:${id}`,
      Number.isNaN(end) ? this.clock.now() + (kind === 'token' ? TOKEN_KEPT_MS : KEPT_MS) : end,
    );
  }

  has(principal: Principal): boolean {
    return revocableIds(principal).some((id) => (this.until.get(id) ?? 0) > this.clock.now());
  }

  private keep(id: string, until: number): void {
    this.until.set(id, Math.max(until, this.until.get(id) ?? 0));
  }

  private sweep(): void {
    const now = this.clock.now();
    if (now - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = now;
    for (const [id, until] of this.until) if (until <= now) this.until.delete(id);
  }
}
