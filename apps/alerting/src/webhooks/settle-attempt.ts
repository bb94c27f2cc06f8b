import {
  isAccepted,
  isGone,
  nextAttemptAt,
  stepHealth,
  type AttemptOutcome,
  type EndpointHealth,
} from '@yipii/domain';
import { recordEvents, type Transaction, type WorkerUnitOfWork } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';
import type { ClaimedDelivery } from './delivery-table';
import { StoreAccepted } from './store-accepted';
import { mailOwners, newsEvent, type HealthNews } from './tell-owners';

/** An endpoint that was unavailable for less has nothing waiting for long. */
const CATCH_UP_AFTER_MS = 60_000;

export interface Attempt {
  readonly delivery: ClaimedDelivery;
  readonly outcome: AttemptOutcome;
  /** Epoch ms. */
  readonly at: number;
  readonly durationMs: number;
}

/** Notes what became of an attempt: of the delivery, and of the health of the endpoint. */
export class SettleAttempt {
  private readonly storeAccepted: StoreAccepted;

  constructor(
    private readonly database: WorkerDatabase,
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly random: () => number = Math.random,
  ) {
    this.storeAccepted = new StoreAccepted(database);
  }

  run(attempt: Attempt): Promise<void> {
    if (isAccepted(attempt.outcome)) return this.accepted(attempt);
    return this.unitOfWork.run((tx) => this.failed(tx, attempt));
  }

  private async accepted({ delivery, outcome, at, durationMs }: Attempt): Promise<void> {
    const { id, webhookId, failingSince } = delivery;
    const [status] = resultOf(outcome);
    await this.storeAccepted.run({ deliveryId: id, at, status, durationMs });
    if (failingSince !== null && at - failingSince >= CATCH_UP_AFTER_MS)
      await this.database.pool.query(CATCH_UP, [webhookId, new Date(at)]);
  }

  private async failed(tx: Transaction, attempt: Attempt): Promise<void> {
    const { delivery, outcome, at } = attempt;
    const { failures, expiresAt } = delivery;
    const endpoint = await lockHealth(tx, delivery.webhookId, at);
    if (!endpoint) return; // deleted
    const { health, notice } = stepHealth(endpoint.health, outcome, at);
    await storeHealth(tx, attempt, health);
    const isOver = health.disabledAt !== null || isGone(outcome);
    const times = { now: at, random: this.random() };
    const next = isOver ? null : nextAttemptAt({ failures: failures + 1, expiresAt }, outcome, times);
    await settle(tx, attempt, next);
    if (health.disabledAt !== null) await tx.query(GIVE_UP_ALL, [delivery.webhookId]);
    if (notice === null) return;
    const { accountId, webhookId } = delivery;
    const failingSince = health.failingSince ?? at;
    const about: HealthNews = {
      ...{
        notice,
        accountId,
        webhookId,
        name: endpoint.name,
        failingSince,
        reason: health.disabledReason,
        at,
      },
    };
    await recordEvents(tx, [newsEvent(about)]);
    await mailOwners(tx, about);
  }
}

async function settle(
  tx: Transaction,
  { delivery, outcome, at, durationMs }: Attempt,
  nextDueAt: number | null,
): Promise<void> {
  const next = nextDueAt === null ? null : new Date(nextDueAt);
  const state = next === null ? 'dead' : 'waiting';
  await tx.query(SETTLE, [delivery.id, state, next, new Date(at), ...resultOf(outcome), durationMs]);
}

function resultOf(outcome: AttemptOutcome): readonly [status: number | null, error: string | null] {
  return outcome.kind === 'answered' ? [outcome.status, null] : [null, outcome.reason];
}

/** Returns null if the webhook is gone. What happened before it was enabled does not count. */
async function lockHealth(
  tx: Transaction,
  webhookId: number,
  at: number,
): Promise<{ readonly name: string; readonly health: EndpointHealth } | null> {
  await tx.query(FIRST_FAILURE, [webhookId, new Date(at)]);
  const { rows } = await tx.query<HealthRow>(LOCK_HEALTH, [webhookId]);
  const [row] = rows;
  if (!row) return null;
  const time = (date: Date | null) => date?.getTime() ?? null;
  const health: EndpointHealth = {
    failingSince: time(row.failing_since),
    warnedAt: time(row.warned_at),
    pausedUntil: time(row.paused_until),
    disabledAt: time(row.disabled_at),
    disabledReason: row.disabled_reason,
  };
  return { name: row.name, health };
}

interface HealthRow {
  readonly name: string;
  readonly failing_since: Date | null;
  readonly warned_at: Date | null;
  readonly paused_until: Date | null;
  readonly disabled_at: Date | null;
  readonly disabled_reason: EndpointHealth['disabledReason'];
}

async function storeHealth(tx: Transaction, attempt: Attempt, health: EndpointHealth): Promise<void> {
  const { delivery, outcome, at } = attempt;
  const date = (time: number | null) => (time === null ? null : new Date(time));
  await tx.query(STORE_HEALTH, [
    ...[delivery.webhookId, new Date(at), date(health.failingSince), date(health.warnedAt)],
    ...[date(health.pausedUntil), date(health.disabledAt), health.disabledReason],
    ...resultOf(outcome),
  ]);
}

const SETTLE = `
  UPDATE webhook_delivery SET state = $2, next_due_at = coalesce($3, next_due_at), attempts = attempts + 1,
    leased_until = NULL, last_attempt_at = $4, status = $5, error = $6, duration_ms = $7
  WHERE id = $1`;
const GIVE_UP_ALL = `
  UPDATE webhook_delivery SET state = 'dead', error = 'the webhook was disabled'
  WHERE webhook_id = $1 AND state = 'waiting'`;
const CATCH_UP = `
  UPDATE webhook_delivery SET next_due_at = $2 WHERE webhook_id = $1 AND state = 'waiting' AND next_due_at > $2`;
const FIRST_FAILURE = `
  INSERT INTO webhook_health (account_id, webhook_id, last_failure_at)
  SELECT account_id, id, $2 FROM webhook WHERE id = $1 ON CONFLICT (webhook_id) DO NOTHING`;
const LOCK_HEALTH = `
  SELECT w.name, CASE WHEN h.failing_since >= w.enabled_at THEN h.failing_since END AS failing_since,
    CASE WHEN h.warned_at >= w.enabled_at THEN h.warned_at END AS warned_at, h.paused_until,
    CASE WHEN h.disabled_at >= w.enabled_at THEN h.disabled_at END AS disabled_at, h.disabled_reason
  FROM webhook w JOIN webhook_health h ON h.webhook_id = w.id WHERE w.id = $1 FOR UPDATE OF h`;
const STORE_HEALTH = `
  UPDATE webhook_health SET last_failure_at = $2, failing_since = $3, warned_at = $4, paused_until = $5,
    disabled_at = $6, disabled_reason = $7, last_status = $8, last_error = $9
  WHERE webhook_id = $1`;
