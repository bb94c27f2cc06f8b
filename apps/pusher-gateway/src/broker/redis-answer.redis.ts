import { Logger, type RedisClient } from '@yipii/platform';

const ANSWER_MS = 3_000;
const log = new Logger('redis');

/**
 * The answer to a command. A connection on which none comes in time hangs, as one whose other end is gone
 * without a word: it is closed, which rejects everything that waits on it, and opened anew.
 */
export async function answered<T>(redis: RedisClient, answer: Promise<T>, blockMs = 0): Promise<T> {
  let isOver = false;
  // An answer that came while this process stood still is read before the immediate runs.
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
  // While it is not ready it is being opened already.
  if (!redis.isReady) return;
  log.warn({ msg: 'Redis does not answer, connecting anew', connection: redis.options.name });
  redis.destroy();
  redis.connect().catch(() => undefined);
}
