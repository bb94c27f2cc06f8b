import { isAccepted, isGone, type AttemptOutcome } from './retry-delivery';

const DAY = 24 * 60 * 60_000;

/** Its owner is told after a day without a success, and it is disabled after five. */
const WARNED_AFTER_MS = DAY;
export const DISABLED_AFTER_MS = 5 * DAY;

/** Times in epoch ms. */
export interface EndpointHealth {
  /** The first failure since the last success; null: the last attempt was accepted. */
  readonly failingSince: number | null;
  /** When its owner was told that it fails. */
  readonly warnedAt: number | null;
  /** Nothing is sent before it. */
  readonly pausedUntil: number | null;
  readonly disabledAt: number | null;
  readonly disabledReason: DisabledReason | null;
}

/** `gone`: it answered 410. */
export type DisabledReason = 'failing' | 'gone';

export const HEALTHY: EndpointHealth = {
  ...{ failingSince: null, warnedAt: null, pausedUntil: null, disabledAt: null, disabledReason: null },
};

/** What the owner is to be told of. */
export type HealthNotice = 'failing' | 'disabled';

export interface HealthStep {
  readonly health: EndpointHealth;
  readonly notice: HealthNotice | null;
}

/**
 * Returns what an attempt makes of the health of an endpoint. An endpoint is never disabled before its owner has been
 * told a day or more before that it fails, but for one that says itself that it is gone.
 * @param now epoch ms
 */
export function stepHealth(health: EndpointHealth, outcome: AttemptOutcome, now: number): HealthStep {
  if (health.disabledAt !== null) return { health, notice: null };
  if (isAccepted(outcome)) return { health: HEALTHY, notice: null };
  const failing = { ...health, failingSince: health.failingSince ?? now, pausedUntil: pauseOf(outcome, now) };
  if (isGone(outcome)) return disable(failing, 'gone', now);
  if (failing.warnedAt === null) return warnIfDue(failing, now);
  const isDue = now - failing.failingSince >= DISABLED_AFTER_MS && now - failing.warnedAt >= WARNED_AFTER_MS;
  return isDue ? disable(failing, 'failing', now) : { health: failing, notice: null };
}

function warnIfDue(health: EndpointHealth & { readonly failingSince: number }, now: number): HealthStep {
  if (now - health.failingSince < WARNED_AFTER_MS) return { health, notice: null };
  return { health: { ...health, warnedAt: now }, notice: 'failing' };
}

function disable(health: EndpointHealth, disabledReason: DisabledReason, now: number): HealthStep {
  return { health: { ...health, disabledAt: now, disabledReason }, notice: 'disabled' };
}

function pauseOf(outcome: AttemptOutcome, now: number): number | null {
  const pause = outcome.kind === 'answered' ? outcome.retryAfterMs : null;
  return pause === null ? null : now + pause;
}
