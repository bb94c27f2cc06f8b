import type { Request, Response } from 'express';
import {
  type RateLimits,
  TooManyRequests,
  type RateLimit,
  type Usage,
} from '../../rate-limit/rate-limits.ports';
import type { SecurityEvents } from '../../security/security-events';
import { failedAuthentications } from '../../rate-limit/failed-authentications';
import { clientKeyOf } from './client-key';
import { limitOf, type LimitName } from './limit.decorator';

const WINDOW_S = 60;

export interface RequestLimit {
  /** 0: no limit. */
  readonly perMinute: number;
  /** Returns the key to count by: a client or a credential. The caller is known unless the route is public. */
  readonly keyOf: (request: Request) => string;
}

/** The number of requests allowed of each kind. */
export interface RequestLimitRules {
  readonly requests: Readonly<Partial<Record<LimitName, RequestLimit>>>;
  /** By client address. 0: no limit. */
  readonly failedAuthenticationsPerMinute: number;
  /** Returns the credential that a request has shown, or whose it says it is; undefined: none. */
  readonly credentialOf: (request: Request) => string | undefined;
  /** Returns whether the credential is somebody else's, whose failures are counted where it came in. */
  readonly isOfSomebodyElse?: (request: Request) => boolean;
}

/** The limits of an HTTP edge. Every answer tells how much is left of the one that it counted for. */
export class RequestLimits {
  constructor(
    private readonly counts: RateLimits,
    private rules: RequestLimitRules,
    private readonly events: Pick<SecurityEvents, 'tell'>,
  ) {}

  /** Adds the limits of another part of the process. */
  extend(requests: RequestLimitRules['requests']): void {
    this.rules = { ...this.rules, requests: { ...this.rules.requests, ...requests } };
  }

  /**
   * Counts a request for the limit of its handler.
   * @throws TooManyRequests
   */
  async count(handler: object, request: Request, response: Response): Promise<void> {
    const name = limitOf(handler);
    const rule = this.rules.requests[name];
    if (!rule) throw new Error(`the limit ${name} has no rule`);
    const { perMinute, keyOf } = rule;
    const usage = await this.counts.count(perMinuteLimit(name, perMinute), keyOf(request));
    if (!usage) return;
    tellUsage(response, usage);
    if (usage.isExceeded) throw new TooManyRequests('Too many requests.', usage);
  }

  /**
   * Counts a failed authentication for the client's address, and logs it. Returns the error to send instead of 401 if
   * there were too many. Valid credentials are still accepted, because others may share the address.
   * @param reason the code of the answer
   */
  async countFailure(request: Request, reason: string): Promise<TooManyRequests | null> {
    if (this.rules.isOfSomebodyElse?.(request)) return null;
    const client = clientKeyOf(request);
    const hashed = { client, credential: this.rules.credentialOf(request) };
    this.events.tell({ event: 'authentication_failed', reason: reason.toLowerCase(), hashed });
    const limit = failedAuthentications(this.rules.failedAuthenticationsPerMinute);
    const usage = await this.counts.count(limit, client);
    return usage?.isExceeded
      ? new TooManyRequests('Too many failed authentications from this address.', usage)
      : null;
  }
}

/** Sets the headers that report the remaining limit. The reset time is in epoch seconds. */
export function tellUsage(response: Response, { limit, remaining, resetsAt }: Usage): void {
  response.setHeader('X-RateLimit-Limit', limit);
  response.setHeader('X-RateLimit-Remaining', remaining);
  response.setHeader('X-RateLimit-Reset', Math.ceil(resetsAt / 1_000));
}

function perMinuteLimit(name: string, max: number): RateLimit {
  return { name, max, windowSeconds: WINDOW_S };
}
