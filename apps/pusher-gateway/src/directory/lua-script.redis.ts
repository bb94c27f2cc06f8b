import { createHash } from 'node:crypto';
import { answered, type RedisClient } from '@yipii/platform';

/** A script that Redis runs as one step, sent by its SHA-1. */
export class LuaScript {
  private readonly sha: string;

  constructor(readonly source: string) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  async run(redis: RedisClient, keys: string[], args: readonly (string | number)[]): Promise<unknown> {
    const options = { keys, arguments: args.map(String) };
    try {
      return await answered(redis, redis.evalSha(this.sha, options));
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await answered(redis, redis.eval(this.source, options));
    }
  }
}

/** Loads them on every connect: a script that must be sent again would run behind later commands. */
export function loadOnConnect(redis: RedisClient, scripts: readonly LuaScript[]): void {
  const load = (): void => {
    // A script that could not be loaded is sent whole when it first runs.
    for (const { source } of scripts) redis.scriptLoad(source).catch(() => undefined);
  };
  redis.on('ready', load);
  if (redis.isReady) load();
}
