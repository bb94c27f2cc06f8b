import type { Clock, Health } from '@yipii/platform';

/** A round this late means that the process was suspended. */
const STOOD_STILL_MS = 5_000;

/**
 * Knows since when this process has been listening without a break: silence of an asset counts only from then on, so
 * that an outage of ours declares nothing offline.
 */
export class Listening {
  private since: number;
  private lastRound: number;

  constructor(
    private readonly health: Health,
    private readonly clock: Clock,
  ) {
    this.since = this.lastRound = clock.now();
  }

  /** Call it in each round. Returns epoch ms. */
  check(): number {
    const now = this.clock.now();
    const wasDeaf = now - this.lastRound > STOOD_STILL_MS || Object.keys(this.health.problems()).length > 0;
    if (wasDeaf) this.since = now;
    this.lastRound = now;
    return this.since;
  }

  /** Epoch ms. */
  get listeningSince(): number {
    return this.since;
  }
}
