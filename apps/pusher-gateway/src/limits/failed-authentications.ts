import type { SharedCounts } from './shared-counts.ports';

const WINDOW_MS = 60_000;

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
 * Authentications of a client (`RemoteClient.limitKey`) that failed in the minute since the first of them, over all
 * processes that share the counts. Who tries credentials is told to wait; what was checked and found right is
 * taken all the same, since others may be behind the same address, and no signature or token can be guessed.
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
  ) {}

  /** Counts one that failed, unless the client has failed too often before: then that is the answer. */
  failed(client: string): Excess | null {
    if (this.perMinute === 0) return null;
    const excess = this.excessOf(client);
    if (excess) return excess;
    const minute = this.minutes.get(client) ?? { failures: 0, endsAt: this.now() + WINDOW_MS };
    minute.failures++;
    this.minutes.set(client, minute);
    this.counts.add(keyOf(client));
    return null;
  }

  /** Null: the client has not failed too often. */
  excessOf(client: string): Excess | null {
    this.forgetOld();
    const { perMinute: limit } = this;
    if (limit === 0 || this.counts.of(keyOf(client)) < limit) return null;
    // Where the failures are those of other processes, theirs end no later.
    return { limit, endsAt: this.minutes.get(client)?.endsAt ?? this.now() + WINDOW_MS };
  }

  /** Also to be called now and then, so that other processes hear of it. */
  forgetOld(): void {
    for (const [client, { failures, endsAt }] of this.minutes) {
      if (endsAt > this.now()) return;
      this.minutes.delete(client);
      for (let i = 0; i < failures; i++) this.counts.remove(keyOf(client));
    }
  }
}

function keyOf(client: string): string {
  return `failures:${client}`;
}
