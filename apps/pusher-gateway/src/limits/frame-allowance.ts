import { TokenBucket, type Rate } from './token-bucket';

/**
 * What to do with a frame: serve it; drop it and answer with `pusher:error` 4301; drop it silently, because
 * that was sent a moment ago; or close the connection with 4100.
 */
export type FrameVerdict = 'ok' | 'excess' | 'silent' | 'close';

/** How often a flood is answered, so that the answers are no flood themselves. */
const ANSWER_MS = 1_000;
/** After a longer pause excess starts over. */
const PAUSE_MS = 1_000;
/** A client that continues for this long ignores the errors. */
const PATIENCE_MS = 5_000;

/** The number of frames that one connection may send, in all or of one kind; `perSecond` 0: any number. */
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
