import type { createClient } from 'redis';
import type { RedisConfig } from '../config/shared.config';
import type { Health } from '../health/health';
import type { Lifecycle } from '../lifecycle/lifecycle';
import { Logger } from '../logging/logger';
import { repeat, type Repetition } from '../lifecycle/repeat';
import { backOffMs } from '../messaging/back-off';
import { answered } from './answered';

export type CreateRedisClient = typeof createClient;
export type RedisClient = ReturnType<CreateRedisClient>;

const CONNECT_TIMEOUT_MS = 3_000;
/** What waits for Redis, above all ends of access, takes effect within a second of its return. */
const MAX_BACK_OFF_MS = 250;
/** How often each connection is asked for a sign of life, so that no command waits for long. */
const PING_MS = 500;
const READER_PING_MS = 5_000;
/** A connection without any traffic, even replies to pings, hangs and is reopened. */
const SILENCE_MS = 15_000;

/**
 * Opens connections to Redis that recover by themselves, retrying forever with back-off. While Redis is
 * unavailable, commands are rejected at once, `Health` is red, and nothing piles up. They are closed last.
 */
export class RedisConnections {
  private readonly log = new Logger('redis');
  /** Those that are asked for a sign of life. */
  private readonly asked = new Set<RedisClient>();
  private readonly unanswered = new Set<RedisClient>();
  private asking: Repetition | undefined;
  private shared: RedisClient | undefined;

  constructor(
    private readonly createClient: CreateRedisClient,
    private readonly config: RedisConfig,
    private readonly health: Health,
    private readonly lifecycle: Lifecycle,
  ) {}

  /**
   * The connection that all commands share which answer at once: each connection costs signs of life, and replies on
   * several wake the process several times. Redis does what is asked here in the order of asking.
   */
  get commands(): RedisClient {
    return (this.shared ??= this.open('commands'));
  }

  /**
   * Returns at once and connects in the background. The name is for logs, `/ready` and Redis' own list of clients.
   * A command ends within two seconds, with an error if Redis does not answer; on the connection of a `reader`, whose
   * commands may block, it is the reader who waits with {@link answered}.
   */
  open(name: string, { isReader = false } = {}): RedisClient {
    const client: RedisClient = this.createClient({
      url: this.config.url,
      // Redis allows no spaces in names.
      name: name.replaceAll(' ', '-'),
      disableOfflineQueue: true,
      // Its own limit costs a signal and a timer of 5 s for each command; see `askForLife`.
      commandOptions: { timeout: 0 },
      pingInterval: isReader ? READER_PING_MS : undefined,
      socket: {
        connectTimeout: CONNECT_TIMEOUT_MS,
        socketTimeout: SILENCE_MS,
        reconnectStrategy: (failures) => backOffMs(failures + 1, { maxMs: MAX_BACK_OFF_MS }),
      },
    });
    this.watch(client, name);
    client.connect().catch(() => undefined);
    if (!isReader) this.askForLife(client, name);
    this.lifecycle.onStop('close', `redis ${name}`, () => {
      // The client does not break off while it connects: it would be connected afterwards.
      client.on('ready', () => client.destroy());
      client.destroy();
    });
    return client;
  }

  /** All at once, since each on its own would wake the process. */
  private askForLife(client: RedisClient, name: string): void {
    this.asked.add(client);
    this.asking ??= repeat(PING_MS, () => {
      for (const each of this.asked) void this.ask(each);
      return Promise.resolve();
    });
    this.lifecycle.onStop('close', `redis ${name}`, () => {
      this.asked.delete(client);
      if (this.asked.size > 0) return;
      void this.asking?.stop();
      this.asking = undefined;
    });
  }

  private async ask(client: RedisClient): Promise<void> {
    if (!client.isReady || this.unanswered.has(client)) return;
    this.unanswered.add(client);
    await answered(client, client.ping()).catch(() => undefined);
    this.unanswered.delete(client);
  }

  /** Logs once that a connection is lost, and once that it is back. */
  private watch(client: RedisClient, name: string): void {
    let problem: string | null = 'not connected yet';
    let isReported = false;
    this.health.register(`redis ${name}`, () => problem ?? (client.isReady ? null : 'does not answer'));
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
