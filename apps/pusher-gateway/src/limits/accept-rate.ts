import { TokenBucket } from './token-bucket';

/**
 * The number of upgrades that this process accepts in a second. A failed connect makes pusher-js back off,
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
