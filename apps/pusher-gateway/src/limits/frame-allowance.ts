import { TokenBucket, type Rate } from './token-bucket';

/**
 * What to do with a frame: serve it; leave it out and answer `pusher:error` 4301; leave it out in silence,
 * because that was said a moment ago; or close the connection with 4100.
 */
export type FrameVerdict = 'ok' | 'excess' | 'silent' | 'close';

/** A flood is answered this often, so that it does not come back as one. */
const ANSWER_MS = 1_000;
/** Excess that pauses for longer begins anew. */
const PAUSE_MS = 1_000;
/** Whoever goes on for so long does not listen. */
const PATIENCE_MS = 5_000;

/** How many frames one connection may send, or how many of one kind; `perSecond` 0: any number. */
export class FrameAllowance {
  private readonly bucket: TokenBucket | null;
  private excessSince = -Infinity;
  private excessAt = -Infinity;
  private answeredAt = -Infinity;

  /** @param patienceMs of continuous excess, then `close`; Infinity never closes (client events) */
  constructor(
    private readonly now: () => number,
    rate: Rate,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.bucket = rate.perSecond > 0 ? new TokenBucket(now, rate) : null;
  }

  take(): FrameVerdict {
    return this.bucket === null || this.bucket.take() ? 'ok' : this.exceeded();
  }

  private exceeded(): FrameVerdict {
    const now = this.now();
    if (now - this.excessAt > PAUSE_MS) this.excessSince = now;
    this.excessAt = now;
    if (now - this.excessSince >= this.patienceMs) return 'close';
    if (now - this.answeredAt < ANSWER_MS) return 'silent';
    this.answeredAt = now;
    return 'excess';
  }
}
