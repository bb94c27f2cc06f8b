import type { SharedCounts } from './shared-counts.ports';

export interface ConnectionMaxima {
  /** Per `RequestClient.limitKey`; 0: any number. */
  readonly perAddress: number;
  /** 0: any number. */
  readonly perAccount: number;
}

/** The number of connections that an address and an account may have. */
export class ConnectionQuotas {
  constructor(
    private readonly counts: SharedCounts,
    private readonly maxima: ConnectionMaxima,
  ) {}

  /** Returns whether one more connection of the client is within the limit. */
  hasRoom(limitKey: string): boolean {
    return isWithin(this.counts, addressKey(limitKey), this.maxima.perAddress);
  }

  get perAddress(): number {
    return this.maxima.perAddress;
  }

  /** Counts an open connection, until its slot is released. */
  acquire(limitKey: string): ConnectionSlot {
    return new ConnectionSlot(this.counts, addressKey(limitKey), this.maxima.perAccount);
  }
}

/** What one connection counts for: its address, and after its first fleet channel its account instead. */
export class ConnectionSlot {
  private accountId: number | null = null;
  private isReleased = false;

  constructor(
    private readonly counts: SharedCounts,
    private key: string,
    private readonly perAccount: number,
  ) {
    counts.add(key);
  }

  /** Returns false if the account is at its limit; then the connection still counts for its address. Moves once only. */
  moveToAccount(accountId: number): boolean {
    if (this.accountId !== null || this.isReleased) return true;
    const key = `account:${accountId}`;
    if (!isWithin(this.counts, key, this.perAccount)) return false;
    this.accountId = accountId;
    this.counts.remove(this.key);
    this.counts.add(key);
    this.key = key;
    return true;
  }

  /** The connection has closed. */
  release(): void {
    if (!this.isReleased) this.counts.remove(this.key);
    this.isReleased = true;
  }
}

function isWithin(counts: SharedCounts, key: string, max: number): boolean {
  return max === 0 || counts.of(key) < max;
}

function addressKey(limitKey: string): string {
  return `address:${limitKey}`;
}
