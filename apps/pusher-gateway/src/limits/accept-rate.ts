import { TokenBucket } from './token-bucket';

/**
 * How many upgrades this process takes in a second. A failed connect makes pusher-js wait longer each time,
 * which a close after the connect does not.
 */
export class AcceptRate {
  private readonly bucket: TokenBucket | null;

  /** @param perSecond 0: any number */
  constructor(now: () => number, perSecond: number) {
    this.bucket = perSecond > 0 ? new TokenBucket(now, { perSecond, burst: perSecond }) : null;
  }

  take(): boolean {
    return this.bucket === null || this.bucket.take();
  }
}
