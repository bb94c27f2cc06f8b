import type { SharedCounts } from './shared-counts.ports';

export interface ConnectionMaxima {
  /** Per `RemoteClient.limitKey`; 0: any number. */
  readonly perAddress: number;
  /** 0: any number. */
  readonly perAccount: number;
}

/** How many connections one client and one account may have. */
export class ConnectionQuotas {
  constructor(
    private readonly counts: SharedCounts,
    private readonly maxima: ConnectionMaxima,
  ) {}

  /** Whether one more connection of the client is within the limit. */
  hasRoom(limitKey: string): boolean {
    return isWithin(this.counts, addressKey(limitKey), this.maxima.perAddress);
  }

  get perAddress(): number {
    return this.maxima.perAddress;
  }

  /** Counts a connection that was opened; its `leave` must follow. */
  enter(limitKey: string): ConnectionSlot {
    return new ConnectionSlot(this.counts, addressKey(limitKey), this.maxima.perAccount);
  }
}

/** Where one connection counts: under its address, and once it authorised a fleet channel under its account. */
export class ConnectionSlot {
  private accountId: number | null = null;
  private hasLeft = false;

  constructor(
    private readonly counts: SharedCounts,
    private key: string,
    private readonly perAccount: number,
  ) {
    counts.add(key);
  }

  /** False: the account has as many as it may, and the connection stays where it is. It moves once only. */
  moveToAccount(accountId: number): boolean {
    if (this.accountId !== null || this.hasLeft) return true;
    const key = `account:${accountId}`;
    if (!isWithin(this.counts, key, this.perAccount)) return false;
    this.accountId = accountId;
    this.counts.remove(this.key);
    this.counts.add(key);
    this.key = key;
    return true;
  }

  /** The connection has closed. */
  leave(): void {
    if (!this.hasLeft) this.counts.remove(this.key);
    this.hasLeft = true;
  }
}

function isWithin(counts: SharedCounts, key: string, max: number): boolean {
  return max === 0 || counts.of(key) < max;
}

function addressKey(limitKey: string): string {
  return `address:${limitKey}`;
}
