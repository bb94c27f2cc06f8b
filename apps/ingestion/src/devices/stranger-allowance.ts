import { Allowance } from '../limits/allowance';

/** Pings, heartbeats and bad frames that a connection may send before it names a device. */
const MAX_ANONYMOUS_FRAMES = 8;
/** Frames of devices that are not registered: what they have stored may still come in, though slowly. */
const BURST = 64;
const PER_SECOND = 16;

/** How much work a connection may cause before a registered device has identified itself on it. */
export class StrangerAllowance {
  private anonymous = 0;
  private readonly frames = new Allowance(BURST, PER_SECOND);

  /** Whether another frame may be decoded now. */
  has(now: number): boolean {
    return this.frames.has(now);
  }

  /** A frame that names no device, on a connection that belongs to nobody yet. Returns false if it was one too many. */
  spendAnonymous(): boolean {
    this.anonymous += 1;
    return this.anonymous <= MAX_ANONYMOUS_FRAMES;
  }

  /** A frame of a device that is not registered. */
  spend(): void {
    this.frames.spend();
  }
}
