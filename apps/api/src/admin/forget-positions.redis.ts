import { forgetLastPositions } from '@yipii/live';
import type { RedisClient } from '@yipii/platform';

/** Deletes what Redis holds of an account. One process has no Redis: its memory goes with it. */
export async function forgetPositions(url: string | undefined, accountId: number): Promise<void> {
  if (!url) return;
  const { createClient } = await import('redis');
  const redis: RedisClient = createClient({ url });
  // It would end the process; the command that waits for an answer fails as well.
  redis.on('error', () => undefined);
  await redis.connect();
  try {
    await forgetLastPositions(redis, accountId);
  } finally {
    await redis.close();
  }
}
