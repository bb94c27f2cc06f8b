import { isNativeError } from 'node:util/types';
import type { Logger } from '@nestjs/common';
import { SystemClock, type Clock } from '../clock/clock';
import { backOffMs, type BackOffLimits } from './back-off';

/** A failure that lasts longer needs attention. */
export const STUCK_AFTER_MS = 60_000;
/** A cause that was logged at `error` is logged again after this time. */
const REPEAT_LOG_MS = 5 * 60_000;

/**
 * Something that is retried until it succeeds. Returns how long to pause, and logs transitions instead of
 * attempts: the first failure at `warn`; once it has lasted a minute at `error`, once per cause and interval;
 * and the recovery.
 */
export class FailureStreak {
  private failures = 0;
  private since = 0;
  private logAgainAt = 0;
  private readonly logged = new Set<string>();

  constructor(
    private readonly log: Logger,
    /** What fails, e.g. `{ topic, group, partition }`. */
    private readonly fields: Readonly<Record<string, unknown>>,
    private readonly limits: BackOffLimits = {},
    private readonly clock: Clock = new SystemClock(),
  ) {}

  /** Failures in a row. */
  get length(): number {
    return this.failures;
  }

  /** How long it has been failing, ms; 0 while it succeeds. */
  get lastsMs(): number {
    return this.failures === 0 ? 0 : this.clock.now() - this.since;
  }

  /** Returns the pause until the next attempt, in ms. */
  failed(msg: string, error: unknown): number {
    this.failures += 1;
    if (this.failures === 1) this.begin();
    this.report(msg, error);
    return backOffMs(this.failures, this.limits);
  }

  succeeded(): void {
    if (this.failures === 0) return;
    this.log.log({
      msg: 'recovered',
      ...this.fields,
      failures: this.failures,
      afterMs: this.clock.now() - this.since,
    });
    this.failures = 0;
  }

  private begin(): void {
    this.since = this.clock.now();
    this.logAgainAt = this.since + STUCK_AFTER_MS;
    this.logged.clear();
  }

  private report(msg: string, error: unknown): void {
    const now = this.clock.now();
    if (now >= this.logAgainAt) {
      this.logged.clear();
      this.logAgainAt = now + REPEAT_LOG_MS;
    }
    const cause = causeOf(error);
    if (this.logged.has(cause)) return;
    this.logged.add(cause);
    const line = { msg, ...this.fields, failures: this.failures, err: error };
    if (this.lastsMs >= STUCK_AFTER_MS) this.log.error(line);
    else this.log.warn(line);
  }
}

/** Returns a constant-like cause: never the message of an error. */
export function causeOf(error: unknown): string {
  if (!isNativeError(error)) return 'unknown error';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code !== '' ? `${error.name} ${code}` : error.name;
}
