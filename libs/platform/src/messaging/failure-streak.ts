import type { Logger } from '@nestjs/common';
import { backOffMs, type BackOffLimits } from './back-off';

/**
 * Something that is tried again until it works: tells how long to pause, and logs the first failure of a row
 * and its end, not each try.
 */
export class FailureStreak {
  private failures = 0;
  private since = 0;

  constructor(
    private readonly log: Logger,
    /** What fails, e.g. `{ topic, group, partition }`. */
    private readonly fields: Readonly<Record<string, unknown>>,
    private readonly limits: BackOffLimits = {},
  ) {}

  /** Failures in a row. */
  get length(): number {
    return this.failures;
  }

  /** Answers the pause until the next try, in ms. */
  failed(msg: string, error: unknown): number {
    this.failures += 1;
    if (this.failures === 1) {
      this.since = Date.now();
      this.log.warn({ msg, ...this.fields, err: error });
    }
    return backOffMs(this.failures, this.limits);
  }

  succeeded(): void {
    if (this.failures === 0) return;
    this.log.log({
      msg: 'works again',
      ...this.fields,
      failures: this.failures,
      afterMs: Date.now() - this.since,
    });
    this.failures = 0;
  }
}
