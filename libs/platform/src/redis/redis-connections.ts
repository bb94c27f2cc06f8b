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
/** A connection on which nothing comes or goes, not even the answer to a ping, hangs: it is opened anew. */
const SILENCE_MS = 15_000;

/**
 * Opens connections to Redis that heal by themselves: tried again for ever with back-off. While Redis is
 * away a command is rejected at once, `Health` is red, and nothing piles up. Closed last at a stop.
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
      // Redis takes no spaces in it.
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

  /** Says once that a connection is lost, and once that it is back. */
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
        this.log.warn({ msg: 'Redis is away, trying again', connection: name, reason: problem });
      isReported = true;
    });
  }
}
