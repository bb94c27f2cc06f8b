import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { Health, Lifecycle, RedisConnections, type RedisClient } from '@yipii/platform';
import { eventually, openTcpProxy, startPrivateServer, type Server, type TcpProxy } from '@yipii/testing';
import { RedisChannelBroker } from './channel-broker.redis';

/** A Redis of a test's own, and nodes that reach it. */
export class RedisNodes {
  private readonly lifecycle = new Lifecycle();
  private readonly proxies: TcpProxy[] = [];
  private opened = 0;

  private constructor(readonly server: Server) {}

  static async start(): Promise<RedisNodes> {
    const directory = mkdtempSync(path.join(tmpdir(), 'yipii-redis-'));
    return new RedisNodes(await startPrivateServer('redis', directory));
  }

  async stop(): Promise<void> {
    await this.lifecycle.stop();
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    await this.server.stop();
  }

  async proxy(): Promise<TcpProxy> {
    const proxy = await openTcpProxy({ host: '127.0.0.1', port: this.server.port });
    this.proxies.push(proxy);
    return proxy;
  }

  connections(port = this.server.port): RedisConnections {
    return new RedisConnections(
      createClient,
      { url: `redis://127.0.0.1:${port}` },
      new Health(),
      this.lifecycle,
    );
  }

  /** Connected, unless Redis is away. */
  async client(port?: number): Promise<RedisClient> {
    const client = this.connections(port).open(`client ${(this.opened += 1)}`);
    await eventually(() => expect(client.isReady).toBe(true));
    return client;
  }

  async broker(port?: number): Promise<RedisChannelBroker> {
    const number = (this.opened += 1);
    const client = await this.client(port);
    return new RedisChannelBroker(client, () =>
      this.connections(port).open(`reader ${number}`, { isReader: true }),
    );
  }

  /** Redis comes back with nothing of what it had. */
  async loseData(): Promise<void> {
    await this.server.kill();
    rmSync(path.join(this.server.directory, 'appendonlydir'), { recursive: true });
    await this.server.start();
  }

  /** Redis comes back with all that it had. */
  async restart(): Promise<void> {
    await this.server.stop();
    await this.server.start();
  }
}
