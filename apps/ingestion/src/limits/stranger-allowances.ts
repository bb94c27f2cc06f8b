import { Allowance } from './allowance';
import { customerOf } from './customer-of';

/** Per client, counted by {@link frameCost}: unregistered devices may deliver, but slowly. */
const BURST = 64;
const PER_SECOND = 64;
/** Maximum number of clients counted individually; all others share one allowance. */
const MAX_CLIENTS = 16_384;
/** After this time any allowance is full again, unless it was heavily overdrawn. */
const EXPIRY_MS = 60_000;

/** A frame counts as one, and as one more for each of its kilobytes. */
export function frameCost(frame: Buffer): number {
  return 1 + frame.length / 1024;
}

/** Limits the frames that each client may send before a registered device has identified itself. */
export class StrangerAllowances {
  private clients = new Map<string, Allowance>();
  /** Allowances of the previous period; clients seen in neither period are forgotten. */
  private earlier = new Map<string, Allowance>();
  private startedAt = 0;

  /** @param now epoch ms */
  of(address: string, now: number): Allowance {
    if (now - this.startedAt >= EXPIRY_MS) this.startPeriod(now);
    const customer = customerOf(address);
    const key = this.clients.has(customer) || this.clients.size < MAX_CLIENTS ? customer : '';
    const allowance = this.clients.get(key) ?? this.earlier.get(key) ?? new Allowance(BURST, PER_SECOND);
    this.clients.set(key, allowance);
    return allowance;
  }

  private startPeriod(now: number): void {
    this.earlier = this.clients;
    this.clients = new Map();
    this.startedAt = now;
  }
}
