import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import type { Clock } from '../../clock/clock';
import type { TopicRetentionConfig } from '../../config/topic-retention.config';
import type { Health } from '../../health/health';
import type { Lifecycle } from '../../lifecycle/lifecycle';
import type { Metrics } from '../../metrics/metrics';
import { ConsumerFailures } from '../consumer-failures';
import { FailureStreak } from '../failure-streak';
import { MessagingMetrics } from '../messaging-metrics';
import type { EventConsumers, EventPublisher } from '../messaging.ports';
import { CommittedOffsets } from './committed-offsets';
import { PostgresEventConsumers } from './event-consumers.postgres';
import { PostgresEventPublisher } from './event-publisher.postgres';
import { LogAppender } from './log-appender';
import { LogTaken } from './log-session';
import { LogTable } from './log-table';
import { TopicLogs, type PartitionCounts } from './topic-log';

export interface PostgresMessagingOptions {
  /** Of a user who may create the schema `log`. */
  readonly url: string;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly lifecycle: Lifecycle;
  readonly clock: Clock;
  /** Of topics that are created; fixed for their life. */
  readonly partitions?: PartitionCounts;
  /** A publish that is not durable after this time is rejected. */
  readonly publishTimeoutMs?: number;
  readonly retention?: TopicRetentionConfig;
}

const PARTITIONS: PartitionCounts = { positions: 8, few: 2 };
const PUBLISH_TIMEOUT_MS = 10_000;
const READ_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const RETRY_MAX_MS = 1_000;

/**
 * The log of one process in PostgreSQL, with the guarantees of Kafka. Waits for PostgreSQL, while the health check
 * `log` is red. Closes in the phase `close`.
 * @throws LogTaken while another process has it
 */
export async function createPostgresMessaging(
  options: PostgresMessagingOptions,
): Promise<{ publisher: EventPublisher; consumers: EventConsumers }> {
  const { url, health, lifecycle, clock, retention } = options;
  const metrics = new MessagingMetrics(options.metrics);
  const topics = new TopicLogs(options.partitions ?? PARTITIONS);
  const publishTimeoutMs = options.publishTimeoutMs ?? PUBLISH_TIMEOUT_MS;
  const appender = new LogAppender({
    ...{ url, publishTimeoutMs, topics, clock },
    ...(retention && { retentionOf: (topic) => retention.retentionOf(topic) }),
  });
  health.register('log', () => appender.problem);
  await openLog(appender, lifecycle);

  const pool = openReadPool(url);
  const offsets = new CommittedOffsets(appender);
  const publisher = new PostgresEventPublisher(appender, metrics);
  const failures = new ConsumerFailures(metrics, health, clock);
  const parts = { table: new LogTable(pool), publisher, metrics, failures };
  const consumers = new PostgresEventConsumers(appender, offsets, clock, parts);
  lifecycle.onStop('close', 'log', async () => {
    await consumers.stopAll();
    await offsets.flush().catch(() => undefined);
    offsets.close();
    await appender.close();
    await pool.end();
  });
  return { publisher, consumers };
}

async function openLog(appender: LogAppender, lifecycle: Lifecycle): Promise<void> {
  const streak = new FailureStreak(new Logger('postgres-log'), {}, { maxMs: RETRY_MAX_MS });
  for (;;) {
    try {
      await appender.open();
      streak.succeeded();
      return;
    } catch (error) {
      if (isHopeless(error) || lifecycle.isStopping) throw error;
      await sleep(streak.failed('the log is unavailable, retrying', error));
    }
  }
}

/** Another instance has the log, or this user lacks the rights (SQLSTATE class 42). */
function isHopeless(error: unknown): boolean {
  return error instanceof LogTaken || ((error as { code?: string }).code ?? '').startsWith('42');
}

function openReadPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: READ_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'yipii_log_read',
  });
  const log = new Logger('postgres-log');
  pool.on('error', (error) => log.warn({ msg: 'idle database connection lost', err: error }));
  return pool;
}
