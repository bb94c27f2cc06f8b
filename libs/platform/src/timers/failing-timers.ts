import type { Clock } from '../clock/clock';
import type { Logger } from '../logging/logger';
import { FailureStreak } from '../messaging/failure-streak';

const BACK_OFF = { firstMs: 1_000, maxMs: 60_000 };
/** Most failures are short outages of something else: when it is back, nobody may have to wait for long. */
const SOON = { forMs: 60_000, everyMs: 250 };
/** Beyond this number the failures have a common cause, and all timers wait for it. */
const MAX_FAILING = 1_000;

interface Failing {
  readonly streak: FailureStreak;
  retryAt: number;
}

/** Timers that could not be fired, by row: each waits for its next try, so that the others go on. */
export class FailingTimers {
  private readonly failing = new Map<string, Failing>();

  constructor(
    private readonly log: Logger,
    private readonly kind: string,
    private readonly clock: Clock,
  ) {}

  /** Returns those whose next attempt is not due yet. */
  waiting(): string[] {
    const now = this.clock.now();
    return [...this.failing].filter(([, { retryAt }]) => retryAt > now).map(([subject]) => subject);
  }

  failed(subject: string, error: unknown): void {
    const failing = this.failing.get(subject) ?? { streak: this.newStreak(), retryAt: 0 };
    const pauseMs = failing.streak.failed('a timer can not be fired, retrying', error);
    const isYoung = failing.streak.lastsMs < SOON.forMs;
    failing.retryAt = this.clock.now() + (isYoung ? SOON.everyMs : pauseMs);
    this.failing.set(subject, failing);
    for (const [oldest] of this.failing) {
      if (this.failing.size <= MAX_FAILING) break;
      this.failing.delete(oldest);
    }
  }

  succeeded(subject: string): void {
    this.failing.get(subject)?.streak.succeeded();
    this.failing.delete(subject);
  }

  private newStreak(): FailureStreak {
    return new FailureStreak(this.log, { kind: this.kind }, BACK_OFF, this.clock);
  }
}
