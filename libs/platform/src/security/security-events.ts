import { Logger } from '@nestjs/common';
import { hmac } from '@yipii/protocol';
import type { Clock } from '../clock/clock';
import type { Metrics } from '../metrics/metrics';

/** What happens to access that somebody may want to know of, with the text of its log line. */
const EVENTS = {
  authentication_failed: 'authentication failed',
  access_revoked: 'access revoked',
  connections_ended: 'connections ended, their access was revoked',
  upgrade_refused: 'WebSocket refused',
  device_refused: 'report of a device refused',
  viewer_refused: 'viewer of a tracking link refused',
  device_doubled: 'two open connections of one device',
} as const;

export type SecurityEventName = keyof typeof EVENTS;

export interface SecurityEvent {
  readonly event: SecurityEventName;
  /** A label of the metric: one of few texts that the code names, nothing that others choose. */
  readonly reason: string;
  /** What the log shows as keyed hashes only, such as the client's address or the credential. */
  readonly hashed?: Readonly<Record<string, string | undefined>>;
  /** What the log shows as it is. */
  readonly details?: Readonly<Record<string, string | number>>;
}

const LINES_PER_SECOND = 20;
/** 64 bits: enough to tell lines of the same client from others. */
const HASH_LENGTH = 16;

/**
 * Logs and counts security events. Lines have `security: true` and hashes in place of addresses, credentials and ids;
 * the same text has the same hash while the secret stays. A flood is counted in full and logged in part.
 */
export class SecurityEvents {
  private readonly log = new Logger('security');
  private readonly total;
  private second = 0;
  private lines = 0;
  private leftOut = 0;

  /** @param secret of the hashes */
  constructor(
    metrics: Metrics,
    private readonly clock: Clock,
    private readonly secret: string,
  ) {
    this.total = metrics.counter({
      name: 'yipii_security_events_total',
      help: 'Security events that this process has seen (docs/security.md), by event and reason',
      labels: ['event', 'reason'],
    });
  }

  tell({ event, reason, hashed = {}, details }: SecurityEvent): void {
    this.total.inc({ event, reason });
    const leftOut = this.takeLine();
    if (leftOut === null) return;
    this.log.warn({
      ...{ msg: EVENTS[event], security: true, event, reason, ...details },
      ...this.hashesOf(hashed),
      ...(leftOut > 0 && { leftOut }),
    });
  }

  /** Returns how many lines were left out since the last one; null: this one is, too. */
  private takeLine(): number | null {
    const second = Math.floor(this.clock.now() / 1_000);
    if (second !== this.second) [this.second, this.lines] = [second, 0];
    if (this.lines === LINES_PER_SECOND) {
      this.leftOut++;
      return null;
    }
    this.lines++;
    const { leftOut } = this;
    this.leftOut = 0;
    return leftOut;
  }

  private hashesOf(texts: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const known = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return Object.fromEntries(known.map(([name, text]) => [name, this.hash(name, text)]));
  }

  private hash(name: string, text: string): string {
    return hmac(this.secret, `security ${name}:${text}`).slice(0, HASH_LENGTH);
  }
}
