import type { HttpAnswer, UpgradeRequest } from '../sockets/socket-server.ports';
import type { AcceptRate } from './accept-rate';
import { readBearer } from './bearer';
import { clientOf } from './client-address';
import type { ConnectionLimits } from './connection-limits';
import { refusalAnswer } from './refusal-answer';
import type { TrustedProxies } from './trusted-proxies';

/** Connections end at any time, so there is no window to wait for. */
const LIMIT_RETRY_S = 5;
/** Those who were refused in the same second come back over so many. */
const RATE_RETRY_SPREAD_S = 5;

export interface AdmitUpgradeSettings {
  /** Whether a bearer token of an upgrade is checked; else it is ignored. */
  readonly checksBearers: boolean;
  /** Epoch ms. */
  readonly now: () => number;
  /** 0 to 1, as `Math.random`. */
  readonly random: () => number;
}

/**
 * Whether an upgrade gets its WebSocket, decided at once from what this process knows. Whoever gets it is
 * counted by `ConnectionLimits.enter` when the connection is open.
 */
export class AdmitUpgrade {
  constructor(
    private readonly acceptRate: AcceptRate,
    private readonly limits: ConnectionLimits,
    private readonly trusted: TrustedProxies,
    private readonly settings: AdmitUpgradeSettings,
  ) {}

  /** The answer of a refused one; null: it may go on. */
  run(request: UpgradeRequest): HttpAnswer | null {
    if (!this.acceptRate.take()) return this.tooFast();
    if (this.hasMalformedBearer(request)) return badBearer();
    return this.limits.hasRoom(clientOf(request, this.trusted).limitKey) ? null : this.tooMany();
  }

  private hasMalformedBearer({ headers }: UpgradeRequest): boolean {
    return this.settings.checksBearers && readBearer(headers.authorization).kind === 'malformed';
  }

  private tooFast(): HttpAnswer {
    const retryAfterS = 1 + Math.floor(this.settings.random() * RATE_RETRY_SPREAD_S);
    return refusalAnswer({
      code: 'UNAVAILABLE',
      detail: 'Too many connect at once. Try again.',
      retryAfterS,
    });
  }

  private tooMany(): HttpAnswer {
    const reset = Math.ceil(this.settings.now() / 1_000) + LIMIT_RETRY_S;
    return refusalAnswer({
      code: 'TOO_MANY_REQUESTS',
      detail: 'Too many connections from this address.',
      retryAfterS: LIMIT_RETRY_S,
      headers: {
        'x-ratelimit-limit': String(this.limits.perAddress),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(reset),
      },
    });
  }
}

function badBearer(): HttpAnswer {
  return refusalAnswer({
    code: 'INVALID_TOKEN',
    detail: 'The access token can’t be read.',
    // RFC 6750 §3.
    headers: { 'www-authenticate': 'Bearer realm="yipii", error="invalid_token"' },
  });
}
