import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import type { KafkaConfig } from '../../config/shared.config';
import { quietRequestQueues } from './quiet-request-queues';

const CONNECTION_TIMEOUT_MS = 2_000;

quietRequestQueues();

/**
 * A client of its own for every producer and consumer: kafkajs shares the offsets of a group between all
 * consumers of one client.
 */
export function kafkaClient(config: KafkaConfig, clientId: string, requestTimeoutMs: number): Kafka {
  const log = new Logger('kafkajs');
  return new Kafka({
    clientId,
    brokers: [...config.brokers],
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    // Enough to try every bootstrap broker once; callers that need more patience retry themselves.
    retry: { retries: config.brokers.length, initialRetryTime: 50, maxRetryTime: 500 },
    logLevel: logLevel.WARN,
    // Most of its errors are retries. What matters reaches us as a rejection or an event.
    logCreator: () => (entry) => log.debug(fieldsOf(entry)),
  });
}

function fieldsOf({ namespace, label, log }: LogEntry): object {
  const { message, error, groupId } = log as { message: string; error?: unknown; groupId?: string };
  return { msg: 'kafkajs message', namespace, level: label, said: message, reason: error, groupId };
}
