import type { ConnectionShare } from '@yipii/platform';
import { customerOf } from './customer-of';

/** Limits connections, in total and per client address. Over a limit new ones are refused; open ones stay. */
export class ConnectionLimits {
  private total = 0;
  private readonly byCustomer = new Map<string, number>();

  constructor(
    private readonly share: Pick<ConnectionShare, 'max' | 'exhausted'>,
    private readonly maxPerAddress: number,
  ) {}

  /** Returns why the connection is refused, or null if it is admitted. */
  enter(address: string): 'too_many_connections' | 'too_many_of_address' | null {
    const customer = customerOf(address);
    const open = this.byCustomer.get(customer) ?? 0;
    if (this.total >= this.share.max) {
      this.share.exhausted();
      return 'too_many_connections';
    }
    if (open >= this.maxPerAddress) return 'too_many_of_address';
    this.total += 1;
    this.byCustomer.set(customer, open + 1);
    return null;
  }

  leave(address: string): void {
    const customer = customerOf(address);
    this.total -= 1;
    const left = (this.byCustomer.get(customer) ?? 1) - 1;
    if (left > 0) this.byCustomer.set(customer, left);
    else this.byCustomer.delete(customer);
  }
}
