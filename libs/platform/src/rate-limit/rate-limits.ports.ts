import { DomainError } from '../errors/domain-error';

/** How many times something may be done in a window of time that begins with the first of them. */
export interface RateLimit {
  /** Unique; limits of the same name share their counts over all processes. */
  readonly name: string;
  /** 0: no limit. */
  readonly max: number;
  readonly windowSeconds: number;
}

/** What is used of a limit by one key. */
export interface Usage {
  readonly limit: number;
  readonly remaining: number;
  /** When the window ends, epoch ms. */
  readonly resetsAt: number;
  readonly isExceeded: boolean;
}

/**
 * Counts by key, over all processes that share Redis. While Redis does not answer each process counts on its own,
 * so a limit is never off. Keys may hold addresses or credentials: they are hashed before they are stored.
 */
export abstract class RateLimits {
  /** Counts one use, refused ones included. Returns null if there is no limit. */
  abstract count(limit: RateLimit, key: string): Promise<Usage | null>;
  /** Returns the usage without counting; null if there is no limit. */
  abstract usageOf(limit: RateLimit, key: string): Promise<Usage | null>;
  /** Begins a new window, e.g. after a sign-in that succeeded. */
  abstract reset(limit: RateLimit, key: string): Promise<void>;
}

/** A limit was reached. */
export class TooManyRequests extends DomainError<'TOO_MANY_REQUESTS'> {
  constructor(
    message: string,
    readonly usage: Usage,
  ) {
    super('TOO_MANY_REQUESTS', message);
  }
}

/** Whole seconds until the window ends, at least 1. @param now epoch ms */
export function retryAfterSeconds({ resetsAt }: Pick<Usage, 'resetsAt'>, now: number): number {
  return Math.max(1, Math.ceil((resetsAt - now) / 1_000));
}
