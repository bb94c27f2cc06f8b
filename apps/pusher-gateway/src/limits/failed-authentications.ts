import type { SharedCounts } from './shared-counts.ports';

const WINDOW_MS = 60_000;
/**
 * The number of clients that are counted; with more, the oldest are forgotten before their minute is over.
 */
const MAX_CLIENTS = 50_000;

/** A limit that was reached. */
export interface Excess {
  readonly limit: number;
  /** When there is room again, epoch ms. */
  readonly endsAt: number;
}

interface Minute {
  failures: number;
  readonly endsAt: number;
}

/**
 * Counts the failed authentications of each client (`RequestClient.limitKey`) in the minute since the first of
 * them, over all processes that share the counts. A client that tries credentials is told to wait. Valid
 * credentials are accepted all the same: others may share the address, and no signature or token can be guessed.
 */
export class FailedAuthentications {
  /** The oldest first. */
  private readonly minutes = new Map<string, Minute>();

  constructor(
    private readonly counts: SharedCounts,
    /** Epoch ms. */
    private readonly now: () => number,
    /** 0: any number. */
    private readonly perMinute: number,
    private readonly maxClients = MAX_CLIENTS,
  ) {}

  /** Counts a failure; returns the excess instead if the client has failed too often before. */
  failed(client: string): Excess | null {
    if (this.perMinute === 0) return null;
    const excess = this.excessOf(client);
    if (excess) return excess;
    this.minuteOf(client).failures++;
    this.counts.add(keyOf(client));
    return null;
  }

  /** Returns null unless the client has failed too often. */
  excessOf(client: string): Excess | null {
    this.forgetOld();
    const { perMinute: limit } = this;
    if (limit === 0 || this.counts.of(keyOf(client)) < limit) return null;
    // If the failures are those of other processes, their minutes end no later.
    return { limit, endsAt: this.minutes.get(client)?.endsAt ?? this.now() + WINDOW_MS };
  }

  /** Call it regularly as well, so that other processes learn that minutes are over. */
  forgetOld(): void {
    for (const [client, { endsAt }] of this.minutes) {
      if (endsAt > this.now()) return;
      this.forget(client);
    }
  }

  private minuteOf(client: string): Minute {
    const known = this.minutes.get(client);
    if (known) return known;
    const [oldest] = this.minutes.keys();
    if (oldest !== undefined && this.minutes.size >= this.maxClients) this.forget(oldest);
    const minute = { failures: 0, endsAt: this.now() + WINDOW_MS };
    this.minutes.set(client, minute);
    return minute;
  }

  private forget(client: string): void {
    const { failures = 0 } = this.minutes.get(client) ?? {};
    this.minutes.delete(client);
    for (let i = 0; i < failures; i++) this.counts.remove(keyOf(client));
  }
}

function keyOf(client: string): string {
  return `failures:${client}`;
}
