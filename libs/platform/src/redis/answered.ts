import { Logger } from '../logging/logger';
import type { RedisClient } from './redis-connections';

const ANSWER_MS = 1_500;
const log = new Logger('redis');

/**
 * Returns the answer to a command. If none comes in time the connection hangs, because its peer vanished
 * silently or is frozen: it is closed, which rejects everything pending on it, and reopened.
 * @param blockMs how long Redis may take on purpose
 */
export async function answered<T>(redis: RedisClient, answer: Promise<T>, blockMs = 0): Promise<T> {
  let isOver = false;
  // An answer that arrived while this process was stalled is read before the immediate runs.
  const late = (): void => void setImmediate(() => !isOver && reconnect(redis));
  const timer = setTimeout(late, ANSWER_MS + blockMs);
  try {
    return await answer;
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

function reconnect(redis: RedisClient): void {
  // If it is not ready it is being reopened already.
  if (!redis.isReady) return;
  log.warn({ msg: 'Redis does not answer, reconnecting', connection: redis.options.name });
  redis.destroy();
  redis.connect().catch(() => undefined);
}
