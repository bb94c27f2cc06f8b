import type { Clock } from '../clock/clock';
import type { Health } from '../health/health';

/** A round this late means that the process was suspended. */
const STOOD_STILL_MS = 5_000;

/**
 * Knows since when this process has been listening without a break. Silence counts only from then on: after anything
 * that it needs was away, and after it stood still, everybody gets the full time again, so that an outage of ours
 * declares nothing silent.
 */
export class Listening {
  private since: number;
  private lastRound: number;

  /** @param isElse whether a part of the process has nothing to do with what it hears */
  constructor(
    private readonly health: Pick<Health, 'problems'>,
    private readonly clock: Clock,
    private readonly isElse: (part: string) => boolean = () => false,
  ) {
    this.since = this.lastRound = clock.now();
  }

  /** Call it in each round. */
  check(): void {
    const now = this.clock.now();
    if (this.wasDeaf(now)) this.since = now;
    this.lastRound = now;
  }

  /** What was heard could not be acted upon. */
  interrupt(): void {
    this.since = this.clock.now();
  }

  /** Returns since when the input of a partition has been listened to, epoch ms. */
  sinceIn({ takenAt }: { readonly takenAt: number }): number {
    return Math.max(this.since, takenAt);
  }

  private wasDeaf(now: number): boolean {
    const problems = Object.keys(this.health.problems());
    return now - this.lastRound > STOOD_STILL_MS || problems.some((part) => !this.isElse(part));
  }
}
