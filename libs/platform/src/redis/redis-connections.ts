import { createClient } from 'redis';
import type { RedisConfig } from '../config/shared.config';
import type { Health } from '../health/health';
import type { Lifecycle } from '../lifecycle/lifecycle';
import { Logger } from '../logging/logger';
import { backOffMs } from '../messaging/back-off';

export type RedisClient = ReturnType<typeof createClient>;

const CONNECT_TIMEOUT_MS = 3_000;
const MAX_BACK_OFF_MS = 2_000;
const PING_MS = 5_000;
/** A connection without any traffic, even replies to pings, hangs and is reopened. */
const SILENCE_MS = 15_000;

/**
 * Opens connections to Redis that recover by themselves, retrying forever with back-off. While Redis is
 * unavailable, commands are rejected at once, `Health` is red, and nothing piles up. They are closed last.
 */
export class RedisConnections {
  private readonly log = new Logger('redis');

  constructor(
    private readonly config: RedisConfig,
    private readonly health: Health,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** Returns at once and connects in the background. The name is for logs, `/ready` and Redis' own list of clients. */
  open(name: string): RedisClient {
    const client: RedisClient = createClient({
      url: this.config.url,
      // Redis allows no spaces in names.
      name: name.replaceAll(' ', '-'),
      disableOfflineQueue: true,
      pingInterval: PING_MS,
      socket: {
        connectTimeout: CONNECT_TIMEOUT_MS,
        socketTimeout: SILENCE_MS,
        reconnectStrategy: (failures) => backOffMs(failures + 1, { maxMs: MAX_BACK_OFF_MS }),
      },
    });
    this.watch(client, name);
    client.connect().catch(() => undefined);
    this.lifecycle.onStop('close', `redis ${name}`, () => {
      // The client does not break off while it connects: it would be connected afterwards.
      client.on('ready', () => client.destroy());
      client.destroy();
    });
    return client;
  }

  /** Logs once that a connection is lost, and once that it is back. */
  private watch(client: RedisClient, name: string): void {
    let problem: string | null = 'not connected yet';
    let isReported = false;
    this.health.register(`redis ${name}`, () => problem);
    client.on('ready', () => {
      problem = null;
      this.log.log({ msg: 'connected to Redis', connection: name });
      isReported = false;
    });
    client.on('error', (error: Error) => {
      problem = error.message || error.name;
      if (!isReported)
        this.log.warn({ msg: 'Redis is unavailable, retrying', connection: name, reason: problem });
      isReported = true;
    });
  }
}
