import { failedAuthentications, type RateLimits, type SecurityEvents } from '@yipii/platform';

const WINDOW_MS = 60_000;
/**
 * The number of clients that are remembered; with more, the oldest are forgotten before their minute is over.
 */
const MAX_CLIENTS = 50_000;

/** A limit that was reached. */
export interface Excess {
  readonly limit: number;
  /** When there is room again, epoch ms. */
  readonly endsAt: number;
}

/** What a client fails with: a label of the metric of security events. */
export type FailedCredential = 'bearer' | 'signature' | 'subscription' | 'sign_in';

interface Minute {
  failures: number;
  endsAt: number;
}

export interface FailedAuthenticationsSettings {
  /** Epoch ms. */
  readonly now: () => number;
  /** 0: any number. */
  readonly perMinute: number;
  readonly maxClients?: number;
}

/**
 * Counts the failed authentications of each client (`RequestClient.limitKey`) in the minute since the first of them,
 * together with those at the API and at other gateways. It answers at once: from what this process has counted and
 * what it was told at the client's last failure. A client that tries credentials is told to wait. Valid credentials
 * are accepted all the same: others may share the address, and no signature or token can be guessed.
 */
export class FailedAuthentications {
  /** The oldest first. */
  private readonly minutes = new Map<string, Minute>();
  private readonly maxClients: number;

  constructor(
    private readonly counts: RateLimits,
    private readonly events: Pick<SecurityEvents, 'tell'>,
    private readonly settings: FailedAuthenticationsSettings,
  ) {
    this.maxClients = settings.maxClients ?? MAX_CLIENTS;
  }

  /** Counts a failure and tells of it; returns the excess if the client has failed too often before. */
  failed(client: string, credential: FailedCredential): Excess | null {
    this.events.tell({ event: 'authentication_failed', reason: credential, hashed: { client } });
    if (this.settings.perMinute === 0) return null;
    const excess = this.excessOf(client);
    if (excess) return excess;
    const minute = this.minuteOf(client);
    minute.failures++;
    void this.share(client, minute);
    return null;
  }

  /** Returns null unless the client has failed too often. */
  excessOf(client: string): Excess | null {
    this.forgetOld();
    const { perMinute: limit, now } = this.settings;
    const { failures, endsAt } = this.minutes.get(client) ?? NONE;
    return limit > 0 && failures >= limit && endsAt > now() ? { limit, endsAt } : null;
  }

  private async share(client: string, minute: Minute): Promise<void> {
    const usage = await this.counts.count(failedAuthentications(this.settings.perMinute), client);
    if (!usage) return;
    minute.failures = Math.max(minute.failures, usage.limit - usage.remaining);
    // It may have begun elsewhere.
    minute.endsAt = Math.min(minute.endsAt, usage.resetsAt);
  }

  private minuteOf(client: string): Minute {
    const known = this.minutes.get(client);
    if (known) return known;
    const [oldest] = this.minutes.keys();
    if (oldest !== undefined && this.minutes.size >= this.maxClients) this.minutes.delete(oldest);
    const minute = { failures: 0, endsAt: this.settings.now() + WINDOW_MS };
    this.minutes.set(client, minute);
    return minute;
  }

  /** Call it regularly as well, so that memory is freed. */
  forgetOld(): void {
    for (const [client, { endsAt }] of this.minutes) {
      if (endsAt > this.settings.now()) return;
      this.minutes.delete(client);
    }
  }
}

const NONE: Minute = { failures: 0, endsAt: 0 };
