import { CLAIM_MS, NodeIncarnations } from './node-incarnations';

/** The leases of nodes. */
export class MemoryNodeLeases {
  private readonly lives = new NodeIncarnations();
  /** By incarnation: when its lease expires, and until when its removal is claimed. Epoch ms. */
  private readonly leases = new Map<string, number>();
  private readonly claims = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  incarnationOf(node: string): string {
    return this.lives.of(node);
  }

  renew(node: string, leaseMs: number): boolean {
    const life = this.lives.of(node);
    const isAlive = this.isAlive(life);
    if (!isAlive && this.isClaimed(life)) this.lives.begin(node, this.lives.next(node));
    this.leases.set(this.lives.of(node), this.now() + leaseMs);
    return isAlive;
  }

  ended(): readonly string[] {
    for (const life of this.claims.keys()) if (!this.isClaimed(life)) this.claims.delete(life);
    const ended = [...this.leases.keys()].filter((life) => !this.isAlive(life) && !this.isClaimed(life));
    for (const life of ended) this.claims.set(life, this.now() + CLAIM_MS);
    return ended;
  }

  forget(node: string): void {
    this.leases.delete(this.lives.of(node));
  }

  private isAlive(life: string): boolean {
    return (this.leases.get(life) ?? 0) > this.now();
  }

  private isClaimed(life: string): boolean {
    return (this.claims.get(life) ?? 0) > this.now();
  }
}
