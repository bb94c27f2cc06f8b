const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a delivery is tried. */
export const RETRIED_FOR_MS = 72 * HOUR;

/** Pauses after the first, second, … failure; the last one is repeated. */
const PAUSES_MS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];
/** A pause is shortened by up to this share, so that deliveries that failed together come apart. */
const JITTER = 0.3;
/** The receiver may ask for no more. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** What became of an attempt. */
export type AttemptOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  /** `reason` is short and holds no part of the URL. */
  | { readonly kind: 'unanswered'; readonly reason: string };

export function isAccepted(outcome: AttemptOutcome): boolean {
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
}

/** The receiver wants nothing any more. */
export function isGone(outcome: AttemptOutcome): boolean {
  return outcome.kind === 'answered' && outcome.status === 410;
}

/**
 * Returns when a delivery that was not accepted is tried again, epoch ms; null: never.
 * @param failures how often it has failed, at least 1
 * @param random in [0, 1)
 */
export function nextAttemptAt(
  { failures, expiresAt }: { readonly failures: number; readonly expiresAt: number },
  outcome: AttemptOutcome,
  { now, random }: { readonly now: number; readonly random: number },
): number | null {
  const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? HOUR;
  const asked = outcome.kind === 'answered' ? (outcome.retryAfterMs ?? 0) : 0;
  const next = now + Math.max(Math.round(pause * (1 - JITTER * random)), asked);
  // The last attempt is at the end itself.
  if (now >= expiresAt) return null;
  return Math.min(next, expiresAt);
}

/** Reads the header `Retry-After`: seconds or a date; null for anything else. Returns ms from now. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const pause = /^\d{1,9}$/.test(header.trim())
    ? Number(header) * SECOND
    : /GMT$/.test(header)
      ? Date.parse(header) - now
      : NaN;
  return Number.isNaN(pause) ? null : Math.min(Math.max(pause, 0), MAX_RETRY_AFTER_MS);
}
