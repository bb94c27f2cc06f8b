/** How many connections there may be, in all and from one address. Those over it are refused; those that are, live on. */
export class ConnectionLimits {
  private total = 0;
  private readonly byAddress = new Map<string, number>();

  constructor(
    private readonly max: number,
    private readonly maxPerAddress: number,
  ) {}

  /** Answers why the connection can't be taken, or null where it is. */
  enter(address: string): 'too_many_connections' | 'too_many_of_address' | null {
    const ofAddress = this.byAddress.get(address) ?? 0;
    if (this.total >= this.max) return 'too_many_connections';
    if (ofAddress >= this.maxPerAddress) return 'too_many_of_address';
    this.total += 1;
    this.byAddress.set(address, ofAddress + 1);
    return null;
  }

  leave(address: string): void {
    this.total -= 1;
    const left = (this.byAddress.get(address) ?? 1) - 1;
    if (left > 0) this.byAddress.set(address, left);
    else this.byAddress.delete(address);
  }
}
