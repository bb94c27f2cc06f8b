import type { HttpAnswer, UpgradeRequest } from '../sockets/socket-server.ports';
import type { AcceptRate } from '../limits/accept-rate';
import { readBearer, type UpgradeBearer } from '../bearers/bearer';
import { clientOf } from '../proxies/client-address';
import type { ConnectionQuotas } from '../limits/connection-quotas';
import type { FailedAuthentications } from '../limits/failed-authentications';
import { refusalAnswer, tooManyAnswer, tooManyFailures } from './refusal-answer';
import type { TrustedProxies } from '../proxies/trusted-proxies';

/** Connections end at any time, so there is no window to wait for. */
const LIMIT_RETRY_MS = 5_000;
/** Clients refused in the same second are told to retry over this many seconds. */
const RATE_RETRY_SPREAD_S = 5;

export interface AdmitUpgradeSettings {
  /** Whether the bearer token of an upgrade is checked; otherwise it is ignored. */
  readonly checksBearers: boolean;
  /** Epoch ms. */
  readonly now: () => number;
  /** 0 to 1, as `Math.random`. */
  readonly random: () => number;
}

/**
 * Decides whether an upgrade gets its WebSocket, immediately and from what this process knows. The
 * connection counts from `ConnectionQuotas.acquire` on, when it is open.
 */
export class AdmitUpgrade {
  constructor(
    private readonly acceptRate: AcceptRate,
    private readonly limits: ConnectionQuotas,
    private readonly failures: FailedAuthentications,
    private readonly trusted: TrustedProxies,
    private readonly settings: AdmitUpgradeSettings,
  ) {}

  /** Returns the answer that refuses it; null: it may go on. */
  run(request: UpgradeRequest): HttpAnswer | null {
    if (!this.acceptRate.take()) return this.tooFast();
    const { limitKey } = clientOf(request, this.trusted);
    const problem = this.problemOfBearer(limitKey, readBearer(request.headers.authorization).kind);
    return problem ?? (this.limits.hasRoom(limitKey) ? null : this.tooMany());
  }

  /** Tokens are checked when the connection is open. While too many have failed, none is accepted. */
  private problemOfBearer(client: string, kind: UpgradeBearer['kind']): HttpAnswer | null {
    if (!this.settings.checksBearers || (kind !== 'malformed' && kind !== 'token')) return null;
    const isMalformed = kind === 'malformed';
    const excess = isMalformed ? this.failures.failed(client, 'bearer') : this.failures.excessOf(client);
    if (excess) return tooManyFailures(excess, this.settings.now());
    return isMalformed ? badBearer() : null;
  }

  private tooFast(): HttpAnswer {
    const retryAfterS = 1 + Math.floor(this.settings.random() * RATE_RETRY_SPREAD_S);
    return refusalAnswer({
      code: 'UNAVAILABLE',
      detail: 'Too many new connections. Retry later.',
      retryAfterS,
    });
  }

  private tooMany(): HttpAnswer {
    const now = this.settings.now();
    const excess = { limit: this.limits.perAddress, endsAt: now + LIMIT_RETRY_MS };
    return tooManyAnswer('Too many connections from this address.', excess, now);
  }
}

function badBearer(): HttpAnswer {
  return refusalAnswer({
    code: 'INVALID_TOKEN',
    detail: 'The access token is malformed.',
    // RFC 6750 §3.
    headers: { 'www-authenticate': 'Bearer realm="yipii", error="invalid_token"' },
  });
}
