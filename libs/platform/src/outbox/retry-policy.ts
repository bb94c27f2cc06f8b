import { backOffMs } from '../messaging/back-off';
import { NotPublished } from '../messaging/messaging.ports';

/** How often an event is tried, and with which pauses. */
export interface Retries {
  readonly firstMs: number;
  readonly maxMs: number;
  /** After so many failures it is set aside. */
  readonly attempts: number;
}

export interface RetryPolicy {
  /** The log is unavailable, as far as one can tell: more than a day, and soon after it is back. */
  readonly unavailable: Retries;
  /** The event is refused: for about ten minutes. */
  readonly refused: Retries;
}

export const RETRY_POLICY: RetryPolicy = {
  unavailable: { firstMs: 100, maxMs: 1_000, attempts: 100_000 },
  refused: { firstMs: 1_000, maxMs: 120_000, attempts: 12 },
};

/** Returns the pause after which to try an event again, in ms; null: it is to be set aside. */
export function pauseAfter(error: unknown, failures: number, policy: RetryPolicy): number | null {
  const retries = isRefusal(error) ? policy.refused : policy.unavailable;
  return failures >= retries.attempts ? null : backOffMs(failures, retries);
}

/**
 * Whether the fault is the event's: the same again fails again. Only a broker's own answer says so (it has a
 * numeric code): kafkajs calls what it has tried often enough not retriable, too, whatever the reason was.
 */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof NotPublished)) return true;
  const root = rootOf(error) as { readonly code?: unknown; readonly retriable?: unknown };
  return typeof root.code === 'number' && root.retriable === false;
}

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
