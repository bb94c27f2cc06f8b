import { backOffMs } from '../messaging/back-off';
import { NotPublished } from '../messaging/messaging.ports';

/** Number of attempts and the pauses between them. */
export interface Retries {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Number of failures after which an event is set aside. */
  readonly attempts: number;
}

export interface RetryPolicy {
  /** For a log that seems unavailable: retried for more than a day, and soon after it is back. */
  readonly unavailable: Retries;
  /** For a refused event: retried for about ten minutes. */
  readonly refused: Retries;
}

export const RETRY_POLICY: RetryPolicy = {
  unavailable: { firstMs: 100, maxMs: 1_000, attempts: 100_000 },
  refused: { firstMs: 1_000, maxMs: 120_000, attempts: 12 },
};

/** Returns the pause before the next attempt in ms; null if the event is to be set aside. */
export function pauseAfter(error: unknown, failures: number, policy: RetryPolicy): number | null {
  const retries = isRefusal(error) ? policy.refused : policy.unavailable;
  return failures >= retries.attempts ? null : backOffMs(failures, retries);
}

/**
 * Returns whether the event itself is at fault, so that a retry would fail again. Only a broker's own answer (with
 * a numeric code) says so: kafkajs also marks errors as not retriable after it has retried often enough, whatever
 * the cause.
 */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof NotPublished)) return true;
  const root = rootOf(error) as { readonly code?: unknown; readonly retriable?: unknown };
  return typeof root.code === 'number' && root.retriable === false;
}

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
